"""What a follow-up is: a function that gets events of one workspace, and may be called again with the same ones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.rules.access import System
from deskhand.rules.events import Event


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a follow-up reads it."""

    workspace_id: UUID
    id: UUID
    event: Event
    ticket_id: UUID | None
    actor_id: UUID | None
    actor_name: str
    at: datetime


Reaction = Callable[[System, Sequence[Happened]], Awaitable[None]]
"""Follows up a batch of one workspace's events; all or none: on an exception each is tried again alone."""
