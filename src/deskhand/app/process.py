"""One process of the desk: database, pool, live pages, worker and web, started in order and stopped in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from deskhand.app import serve, setup, wiring
from deskhand.app.database import Database, database
from deskhand.app.postgres.addresses import DatabaseWanted
from deskhand.app.secret import master_key
from deskhand.app.setup import Prepared
from deskhand.door.desk import Desk
from deskhand.door.keys import Keys
from deskhand.rules.settings import Settings
from deskhand.store import db
from deskhand.store.live import Hub, Pulse

DRAIN = 4.0
"""Seconds that the worker gets to finish what it holds."""

_log = structlog.get_logger("deskhand.process")


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


async def run(settings: Settings, *, web: bool, worker: bool, own: bool, announce: Callable[[Prepared], None]) -> None:
    """Run until a signal asks to stop; `announce` is called once everything answers. StartFailed tells why not."""
    if web:
        await serve.free_address(settings)  # before a database is started for nothing
    async with opened(settings, own=own, size=16) as desk_opened:
        keys = desk_opened.keys
        pulse = Pulse(desk_opened.database.addresses.direct)
        desk = Desk(settings, keys, Hub(pulse))
        _stop_on_signals(desk.stopping)
        db.after_commit(pulse.mark)
        prepared = await setup.prepare(settings, keys, link=web, serves=web)
        await wiring.first_day(settings, prepared.workspace_id)
        await desk.hub.begin()
        background = [asyncio.create_task(pulse.run(), name="pulse"), asyncio.create_task(desk.hub.run(), name="hub")]
        try:
            async with _worker(settings, desk, pulse) if worker else contextlib.nullcontext():
                if web:
                    await serve.serve(serve.build(desk), desk, is_up=lambda: announce(prepared))
                else:
                    announce(prepared)
                    await desk.stopping.wait()
        finally:
            desk.stopping.set()
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            _log.info("stopped")


@asynccontextmanager
async def _worker(settings: Settings, desk: Desk, pulse: Pulse) -> AsyncIterator[None]:
    async with wiring.worker_loops(settings, desk.keys, pulse=pulse, stopping=desk.stopping) as loops:
        tasks = [asyncio.create_task(_guarded(loop), name=f"worker-{place}") for place, loop in enumerate(loops)]
        try:
            yield
        finally:
            desk.stopping.set()
            _, late = await asyncio.wait(tasks, timeout=DRAIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _guarded(loop: Callable[[], Awaitable[None]]) -> None:
    await loop()


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
