"""One process of the desk: opened, run and stopped on a database that is there."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import process
from deskhand.app.environment import StartFailed
from deskhand.app.postgres.addresses import Addresses
from deskhand.app.setup import Prepared
from deskhand.rules.access import System
from deskhand.rules.errors import Temporary
from deskhand.rules.settings import Settings
from deskhand.store import db, everywhere
from tests.database import person
from tests.front import Client
from tests.running import free_port


@pytest.fixture
def settings(addresses: Addresses, tmp_path: Path) -> Settings:
    """Return the settings of a desk whose database is there, migrated and empty."""
    return Settings(
        data=tmp_path / "var", database_url=addresses.runtime, database_owner_url=addresses.owner, demo=False,
        port=free_port(),
    )  # fmt: skip


@asynccontextmanager
async def running(settings: Settings, *, web: bool = True, worker: bool = True) -> AsyncIterator[Prepared]:
    """Run a process until the block ends, and then as long as it takes to stop."""
    up: asyncio.Future[Prepared] = asyncio.get_running_loop().create_future()
    announce: Callable[[Prepared], None] = up.set_result
    task = asyncio.create_task(process.run(settings, web=web, worker=worker, own=False, announce=announce))
    first: set[asyncio.Future[Any]] = {up, task}
    await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
    if not up.done():
        await task
    try:
        yield await up
    finally:
        if not task.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, 15)


async def test_a_port_that_is_taken_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = Settings(data=tmp_path / "var", port=other.getsockname()[1])
        with pytest.raises(StartFailed):
            async with running(settings):
                pass
    assert not settings.data.exists()


async def test_it_is_announced_once_it_answers_and_follows_up_what_happens(settings: Settings) -> None:
    async with running(settings) as prepared:
        assert prepared.sign_in is not None
        assert gc.get_freeze_count() > 10_000, "what lasts is never looked through for garbage"
        assert gc.get_threshold()[0] > 700
        assert prepared.sign_in.startswith(f"{settings.base_url}/sign-in/link/")
        assert (await Client(settings.port).get("/ready")).status == 200
        customer = await person(System(prepared.workspace_id, "test"), "kim@example.test", name="Kim Lee")
        await act(customer, open_ticket, NewTicket(subject="Printer", description="It smokes."))
        owner = await asyncpg.connect(settings.database_owner_url)
        try:
            for _ in range(600):
                rows = await owner.fetch("select recipient from deliveries where state = 'delivered'")
                if customer.email in {row["recipient"] for row in rows}:
                    break
                await asyncio.sleep(0.02)
            assert customer.email in {row["recipient"] for row in rows}
        finally:
            await owner.close()


async def test_web_alone_follows_nothing_up_and_a_worker_alone_serves_nothing(settings: Settings) -> None:
    async with running(settings, worker=False) as prepared:
        customer = await person(System(prepared.workspace_id, "test"), "kim@example.test", name="Kim Lee")
        await act(customer, open_ticket, NewTicket(subject="Printer", description="It smokes."))
        await asyncio.sleep(1.5)
        assert (await everywhere.backlog()).jobs_waiting == 2
    async with running(settings, web=False) as again:
        assert again == replace(prepared, sign_in=None)
        for _ in range(600):
            waits = await everywhere.backlog()
            if waits.jobs_waiting + waits.deliveries_waiting == 0:
                break
            await asyncio.sleep(0.02)
        assert (waits.jobs_waiting, waits.deliveries_waiting) == (0, 0)
        with pytest.raises(ConnectionRefusedError):
            await Client(settings.port).get("/ready")


async def test_a_stop_takes_five_seconds_at_most_and_closes_everything(settings: Settings) -> None:
    async with running(settings):
        with socket.create_connection(("127.0.0.1", settings.port)) as idle:
            idle.sendall(b"GET /health HTTP/1.1\r\n")
            await asyncio.sleep(0.2)
            began = time.perf_counter()
            os.kill(os.getpid(), signal.SIGINT)
            while db._desk is not None and time.perf_counter() - began < 10:  # noqa: ASYNC110 (another's end)
                await asyncio.sleep(0.02)
            assert time.perf_counter() - began < 5
    with pytest.raises(Temporary):
        await everywhere.workspaces()
