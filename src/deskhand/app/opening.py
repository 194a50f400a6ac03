"""A process that reaches its database: found or started, brought up to date, and a pool opened to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from deskhand.app import setup, wiring
from deskhand.app.database import Database, database
from deskhand.app.postgres.addresses import DatabaseWanted
from deskhand.app.secret import master_key
from deskhand.door.keys import Keys
from deskhand.rules.settings import Settings
from deskhand.store import db


@dataclass(frozen=True, slots=True)
class Opened:
    """A process that reached its database."""

    settings: Settings
    keys: Keys
    database: Database


@asynccontextmanager
async def opened(
    settings: Settings, *, own: bool = False, size: int = 4, up_to_date: bool = True
) -> AsyncIterator[Opened]:
    """Reach the database, bring it up to date, and open the pool; commands and `run` alike."""
    wanted = DatabaseWanted(
        folder=settings.data,
        url=settings.database_url or None,
        owner_url=settings.database_owner_url or None,
        direct_url=settings.database_direct_url or None,
        secret_key=settings.secret_key or None,
    )
    async with database(wanted, own=own) as reached:
        if up_to_date:
            await setup.bring_up_to_date(reached.addresses)
        pooled = reached.addresses.direct != reached.addresses.runtime
        await db.connect(reached.addresses.runtime, reactions=wiring.reaction_names(), size=size, pooled=pooled)
        try:
            yield Opened(settings, Keys(master_key(settings)), reached)
        finally:
            await db.close()
