"""What every door is given when the process starts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from deskhand.door.brands import Brands
from deskhand.door.keys import Keys
from deskhand.door.sidebars import Sidebars
from deskhand.door.totals import Totals
from deskhand.queries.live import Hub
from deskhand.rules.settings import Settings

AnyRequest = Request[Any, Any, State]
AnyConnection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Settings, keys, the hub of the live pages, what is kept for seconds, and the signal that the process ends."""

    settings: Settings
    keys: Keys
    hub: Hub
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    brands: Brands = field(default_factory=Brands)
    sidebars: Sidebars = field(default_factory=Sidebars)
    totals: Totals = field(default_factory=Totals)


def desk_of(connection: AnyConnection) -> Desk:
    """Return the desk that answers a request."""
    return cast("Desk", connection.app.state.desk)
