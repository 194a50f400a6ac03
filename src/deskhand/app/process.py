"""One process of the desk: live pages, worker and web, started in order and stopped in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from deskhand.app import serve, setup, wiring
from deskhand.app.opening import opened
from deskhand.app.setup import Prepared
from deskhand.door.desk import Desk
from deskhand.rules.settings import Settings
from deskhand.store import db
from deskhand.store.live import Hub, Pulse

DRAIN = 4.0
"""Seconds that the worker gets to finish what it holds."""

_log = structlog.get_logger("deskhand.process")


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
        _spare_the_collector()
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


def _spare_the_collector() -> None:
    """Look for garbage less often than Python does by itself, and never among what lasts as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def _guarded(loop: Callable[[], Awaitable[None]]) -> None:
    await loop()


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
