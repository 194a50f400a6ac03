"""The database of a process: owned, attached to, shared, refused."""

import asyncio
import os
import stat
import subprocess
import time
from pathlib import Path
from typing import Self

import asyncpg
import psutil
import psycopg
import pytest

from deskhand.app import database as module
from deskhand.app.database import Database, database
from deskhand.app.postgres.addresses import DatabaseRefused, DatabaseWanted
from deskhand.app.postgres.cluster import folder_of
from deskhand.app.postgres.lock import FILE
from deskhand.app.postgres.psql import client_command, psql_command
from deskhand.app.postgres.remains import lives
from tests.app.conftest import StartDesk

WRITABLE = "CREATE TABLE notes (id bigint PRIMARY KEY); GRANT SELECT, INSERT ON notes TO deskhand_app"
# What asyncpg raises when a connection is lost; the last comes from giving such a connection back to the pool.
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
    "listen_addresses": "",
    "max_connections": "100",
    "server_encoding": "UTF8",
}


async def test_a_first_start_makes_a_database_that_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    async with database(DatabaseWanted(tmp_path / "a folder/var"), own=True) as desk:
        assert desk.healthy
        assert desk.trouble is None
        assert not desk.read_only
        connection = await asyncpg.connect(desk.addresses.owner)
        settings = {name: await connection.fetchval("SELECT current_setting($1)", name) for name in SETTINGS}
        locale = await connection.fetchrow(
            "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = current_database()"
        )
        vector = await connection.fetchval("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
        await connection.close()
    assert settings == SETTINGS
    assert tuple(locale or ()) == ("b", "C.UTF-8")
    assert vector == 1


async def test_secrets_are_for_the_owner_alone(running: Database, data: Path) -> None:
    for name in ("database.json", "database.lock", "postgres/server.log", "postgres/ballast"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(folder_of(data).stat().st_mode) == 0o700


async def test_rows_outlive_a_restart(data: Path) -> None:
    for number in range(2):
        async with database(DatabaseWanted(data), own=True) as desk:
            connection = await asyncpg.connect(desk.addresses.owner)
            await connection.execute("CREATE TABLE IF NOT EXISTS notes (id int)")
            await connection.execute("INSERT INTO notes VALUES ($1)", number)
            count = await connection.fetchval("SELECT count(*) FROM notes")
            await connection.close()
        assert count == number + 1


async def test_every_client_reaches_it(running: Database, tmp_path: Path) -> None:
    addresses = running.addresses
    with psycopg.connect(addresses.owner) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("deskhand_owner",)
    command, variables = psql_command(addresses, ["-Atc", "SELECT current_user"])
    answer = await asyncio.to_thread(subprocess.run, command, env=variables, capture_output=True, check=True)
    assert answer.stdout == b"deskhand_owner\n"
    script = tmp_path / "one.sql"
    script.write_text("SELECT 1;\n")
    for name, arguments in (("pgbench", ["-n", "-t", "2", "-f", str(script)]), ("pg_dump", ["--schema-only"])):
        command, variables = client_command(name, addresses.owner, arguments=arguments, embedded=True)
        await asyncio.to_thread(subprocess.run, command, env=variables, capture_output=True, check=True)


async def test_the_runtime_role_owns_nothing_and_makes_nothing(running: Database) -> None:
    connection = await asyncpg.connect(running.addresses.runtime)
    role = await connection.fetchrow(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    for statement in ("CREATE TABLE a (id int)", "CREATE SCHEMA a", "CREATE DATABASE a"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()
    assert not any(role or (True,))
    assert running.addresses.runtime_role == "deskhand_app"


async def test_the_owner_makes_databases_from_templates_and_functions_with_its_rights(running: Database) -> None:
    connection = await asyncpg.connect(running.addresses.owner)
    await connection.execute("CREATE DATABASE template_of_tests TEMPLATE deskhand")
    await connection.execute("CREATE DATABASE one_test TEMPLATE template_of_tests")
    await connection.execute("CREATE FUNCTION one() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'")
    assert not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    await connection.close()


async def test_no_superuser_can_sign_in(running: Database) -> None:
    address = running.addresses.owner.replace("deskhand_owner", "deskhand_admin")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(address)


async def test_a_second_run_is_refused_and_told_why(running: Database, data: Path, start_desk: StartDesk) -> None:
    with pytest.raises(DatabaseRefused, match=rf"{data}.*process {os.getpid()} \(deskhand run\)"):
        async with database(DatabaseWanted(data), own=True):
            pass
    refusal = start_desk("own", data).said["refused"]
    assert str(data) in refusal
    assert f"process {os.getpid()}" in refusal
    assert "name another folder" in refusal


async def test_a_command_attaches_to_a_running_server(running: Database, data: Path, start_desk: StartDesk) -> None:
    async with database(DatabaseWanted(data), own=False) as here:
        assert here.addresses == running.addresses
        assert here.pid is None
    there = start_desk("use", data)
    assert there.said["runtime"] == running.addresses.runtime
    assert there.stop() == 0
    assert running.healthy


async def test_a_command_alone_starts_and_stops_the_server(data: Path) -> None:
    async with database(DatabaseWanted(data), own=False) as desk:
        pid = desk.pid
        assert pid
        assert psutil.pid_exists(pid)
    assert not psutil.pid_exists(pid)


async def test_commands_share_the_server_of_the_first_until_the_last_is_done(data: Path, start_desk: StartDesk) -> None:
    first = start_desk("use", data)
    second = start_desk("use", data)
    assert first.said["pid"]
    assert second.said["pid"] is None
    assert first.process.stdin
    first.process.stdin.close()
    await asyncio.sleep(0.3)
    connection = await asyncpg.connect(second.said["runtime"])
    await connection.close()
    assert second.stop() == 0
    assert first.process.wait(10) == 0


async def test_a_run_waits_for_a_command_that_is_nearly_done(data: Path, start_desk: StartDesk) -> None:
    command = start_desk("use", data)
    asyncio.get_running_loop().call_later(0.4, command.stop)
    async with database(DatabaseWanted(data), own=True) as desk:
        assert desk.healthy


async def test_a_run_does_not_wait_for_ever(data: Path, start_desk: StartDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.2)
    command = start_desk("use", data)
    with pytest.raises(DatabaseRefused, match=rf"process {command.process.pid} \(a command\)"):
        async with database(DatabaseWanted(data), own=True):
            pass


async def test_a_command_is_told_of_a_server_that_does_not_answer(
    running: Database, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.3)
    assert running.pid
    server = psutil.Process(running.pid)
    server.suspend()
    try:
        with pytest.raises(DatabaseRefused, match=rf"does not answer; process {os.getpid()} .*server\.log"):
            async with database(DatabaseWanted(data), own=False):
                pass
    finally:
        server.resume()


async def test_a_lock_of_the_dead_keeps_nobody_out(data: Path) -> None:
    (data / FILE).write_text('{"pid": 1, "runs": true, "socket": "/nowhere"}')
    async with database(DatabaseWanted(data), own=True) as desk:
        assert desk.healthy


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseRefused, match=r"DESKHAND_DATA=.*/file/var cannot be made"):
        async with database(DatabaseWanted(tmp_path / "file/var"), own=True):
            pass


@pytest.mark.kill
async def test_a_killed_server_is_back_within_five_seconds_with_every_acknowledged_row(running: Database) -> None:
    await _make_writable(running.addresses.owner)
    async with Writers(running.addresses.runtime, 4) as writers:
        await asyncio.sleep(0.3)
        before = len(writers.acknowledged)
        assert running.pid
        killed = time.monotonic()
        os.kill(running.pid, 9)
        await asyncio.wait_for(running.next_restart(), 10)
        took = time.monotonic() - killed
        await asyncio.sleep(0.3)
        kept = await writers.stop()
    assert took < 5
    assert running.restarts == 1
    assert 0 < before < len(writers.acknowledged)
    assert not set(writers.acknowledged) - kept


@pytest.mark.kill
async def test_a_killed_desk_leaves_no_server_and_the_next_starts_at_once(data: Path, start_desk: StartDesk) -> None:
    desk = start_desk("own", data)
    await _make_writable(desk.said["owner"])
    server = psutil.Process(desk.said["pid"])
    async with Writers(desk.said["runtime"], 2) as writers:
        await asyncio.sleep(0.3)
        desk.process.kill()
        killed = time.monotonic()
        async with database(DatabaseWanted(data), own=True) as next_desk:
            took = time.monotonic() - killed
            assert next_desk.pid != server.pid
            assert not lives(server)
            assert next_desk.addresses.runtime == desk.said["runtime"]
            kept = await writers.stop()
            assert took < 3
            assert writers.acknowledged
            assert not set(writers.acknowledged) - kept


@pytest.mark.kill
async def test_a_killed_desk_leaves_no_orphan_even_if_nobody_comes_back(data: Path, start_desk: StartDesk) -> None:
    desk = start_desk("own", data)
    server = psutil.Process(desk.said["pid"])
    family = [server, *server.children(recursive=True)]
    assert len(family) > 3
    desk.process.kill()
    async with asyncio.timeout(5):
        await asyncio.to_thread(_wait_for_end, family)


class Writers:
    """Write one row after the other, and know which were acknowledged."""

    def __init__(self, address: str, count: int) -> None:
        self.acknowledged: list[int] = []
        self._address = address
        self._count = count
        self._stopping = False

    async def __aenter__(self) -> Self:
        self._pool = await asyncpg.create_pool(self._address, min_size=0, max_size=self._count)
        self._tasks = [asyncio.create_task(self._write(first)) for first in range(self._count)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        await asyncio.gather(*self._tasks)
        self._pool.terminate()

    async def stop(self) -> set[int]:
        """Stop, and return the rows that are there."""
        self._stopping = True
        await asyncio.gather(*self._tasks)
        return {row["id"] for row in await self._pool.fetch("SELECT id FROM notes")}

    async def _write(self, number: int) -> None:
        while not self._stopping:
            try:
                await self._pool.execute("INSERT INTO notes VALUES ($1)", number)
            except LOST:
                await asyncio.sleep(0.02)
            else:
                self.acknowledged.append(number)
            number += self._count


def _wait_for_end(processes: list[psutil.Process]) -> None:
    while any(lives(process) for process in processes):
        time.sleep(0.02)


async def _make_writable(address: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(WRITABLE)
    await connection.close()


async def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseRefused, match="is no folder"):
        async with database(DatabaseWanted(tmp_path / "file"), own=False):
            pass
