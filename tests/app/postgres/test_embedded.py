"""The embedded server: it comes back, it says why it does not, it stops in time."""

import asyncio
import os
import signal
import time
from pathlib import Path

import asyncpg
import psutil
import pytest

from deskhand.app.database import Database, database
from deskhand.app.postgres.addresses import DatabaseWanted
from deskhand.app.postgres.cluster import folder_of
from deskhand.app.postgres.remains import lives, processes_in


@pytest.mark.kill
async def test_a_server_that_cannot_start_says_why_and_comes_back_when_it_can(running: Database, data: Path) -> None:
    control = folder_of(data) / "global/pg_control"
    hidden = control.with_name("hidden")
    _rename(control, hidden)
    assert running.pid
    os.kill(running.pid, signal.SIGKILL)
    async with asyncio.timeout(10):
        while "pg_control" not in (running.trouble or ""):  # noqa: ASYNC110 - each attempt says it anew
            await asyncio.sleep(0.02)
    assert not running.healthy
    _rename(hidden, control)
    await asyncio.wait_for(running.wait_ready(), 10)
    assert running.trouble is None
    connection = await asyncpg.connect(running.addresses.runtime)
    await connection.close()


@pytest.mark.kill
async def test_a_server_killed_again_and_again_comes_back_each_time(running: Database) -> None:
    for _ in range(3):
        assert running.pid
        os.kill(running.pid, signal.SIGKILL)
        await asyncio.wait_for(running.next_restart(), 10)
    assert running.restarts == 3
    assert running.healthy


@pytest.mark.kill
async def test_a_busy_child_of_a_dead_server_does_not_keep_the_next_from_starting(
    running: Database, data: Path
) -> None:
    connection = await asyncpg.connect(running.addresses.runtime)
    endless = asyncio.create_task(connection.execute("SELECT count(*) FROM generate_series(1, 1e12::bigint)"))
    await asyncio.sleep(0.1)
    assert running.pid
    killed = time.monotonic()
    os.kill(running.pid, signal.SIGKILL)
    await asyncio.wait_for(running.next_restart(), 10)
    assert time.monotonic() - killed < 5
    with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)):
        await endless
    connection.terminate()
    parents = {process.ppid() for process in processes_in(folder_of(data)) if process.pid != running.pid}
    assert parents == {running.pid}


async def test_a_stop_ends_busy_sessions_in_time(data: Path) -> None:
    async with database(DatabaseWanted(data), own=True) as desk:
        connection = await asyncpg.connect(desk.addresses.runtime)
        endless = asyncio.create_task(connection.execute("SELECT pg_sleep(60)"))
        await asyncio.sleep(0.1)
        assert desk.pid
        server = psutil.Process(desk.pid)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not lives(server)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await endless
    connection.terminate()


async def test_a_server_that_does_not_stop_is_made_to(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deskhand.app.postgres.postmaster.STOP_S", 0.2)
    async with database(DatabaseWanted(data), own=True) as desk:
        assert desk.pid
        server = psutil.Process(desk.pid)
        server.suspend()  # deaf to all but SIGKILL
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not lives(server)


def _rename(path: Path, target: Path) -> None:
    path.rename(target)
