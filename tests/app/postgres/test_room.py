"""Room on the disk: limits, the switch to read-only, and a disk that is really full."""

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from deskhand.app.database import Database, database, lacks_room
from deskhand.app.postgres.addresses import DatabaseRefused, DatabaseWanted
from deskhand.app.postgres.room import MB, Limits, Room, limits_of, must_refuse_writes

GB = 1024 * MB
LIMITS = Limits(low=100, ballast=50, critical=20)


@pytest.fixture
def disk(as_root: None, tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a small disk: `disk(megabytes)`."""
    mounted = []

    def mount(size: int) -> Path:
        folder = tmp_path / "disk"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(folder)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("this machine does not let root mount a small disk")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    ("total", "low", "ballast"),
    [(200 * MB, 48, 32), (5 * GB, 102, 51), (10 * GB, 204, 64), (100 * GB, 512, 64), (4000 * GB, 512, 64)],
)
def test_limits_follow_the_size_of_the_disk(total: int, low: int, ballast: int) -> None:
    limits = limits_of(total)
    assert (limits.low // MB, limits.ballast // MB, limits.critical // MB) == (low, ballast, 24)


@pytest.mark.parametrize(
    ("free", "ballast", "read_only", "refused"),
    [
        (100, 50, False, False),
        (99, 50, False, True),
        (124, 50, True, True),  # not to and fro at the limit
        (125, 50, True, False),
        (149, 0, False, True),  # what the ballast gave up does not count as room
        (150, 0, False, False),
    ],
)
def test_writes_are_refused_below_the_limit(free: int, ballast: int, read_only: bool, refused: bool) -> None:
    room = Room(total=1000, free=free, ballast=ballast, limits=LIMITS, read_only=read_only)
    assert must_refuse_writes(room) is refused


async def test_a_first_start_without_room_is_refused(disk: Callable[[int], Path]) -> None:
    folder = disk(100)
    with pytest.raises(DatabaseRefused, match=r"6\d MB more are needed"):
        async with database(DatabaseWanted(folder / "var"), own=True):
            pass
    assert not (folder / "var/postgres/18").exists()


@pytest.mark.slow
async def test_a_full_disk_ends_writes_and_nothing_else(disk: Callable[[int], Path]) -> None:
    folder = disk(280)
    (folder / "other").write_bytes(bytes(40 * MB))
    async with database(DatabaseWanted(folder / "var"), own=True) as desk:
        owner = await asyncpg.connect(desk.addresses.owner)
        await owner.execute("CREATE TABLE files (id bigint GENERATED ALWAYS AS IDENTITY, content bytea)")
        await owner.execute("GRANT SELECT, INSERT ON files TO deskhand_app")
        await owner.close()
        pool = await asyncpg.create_pool(desk.addresses.runtime, min_size=1, max_size=4)

        count = [0]
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError) as full:
            await _write_for_ever(pool, count)
        assert lacks_room(full.value)
        assert desk.read_only
        (written,) = count
        assert written == await pool.fetchval("SELECT count(*) FROM files")

        # Somebody else takes the rest of the disk, ballast and all.
        filler = folder / "filler"
        for _ in range(5):
            _fill(filler)
            await asyncio.sleep(0.3)
        room = desk.room()
        assert room
        assert room.free < 1 * MB
        assert room.ballast == 0
        assert await pool.fetchval("SELECT sum(length(content)) FROM files") == written * 65536
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await _write(pool)
        assert lacks_room(refusal.value)
        assert desk.healthy
        assert desk.restarts == 0

        filler.unlink()
        (folder / "other").unlink()
        await _until(lambda: not desk.read_only)
        await _written_once_all_know(pool)
        assert await pool.fetchval("SELECT count(*) FROM files") == written + 1
        room = desk.room()
        assert room
        assert room.ballast == room.limits.ballast
        await pool.close()


@pytest.mark.slow
async def test_one_write_greater_than_the_disk_fails_alone(disk: Callable[[int], Path]) -> None:
    async with database(DatabaseWanted(disk(280) / "var"), own=True) as desk:
        owner = await asyncpg.connect(desk.addresses.owner)
        await owner.execute("CREATE TABLE a AS SELECT generate_series(1, 1000) AS id")
        # The server may even panic for want of WAL; either way it comes back by itself.
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await owner.execute("CREATE TABLE b AS SELECT repeat('-', 1000) FROM generate_series(1, 5000000)")
        await owner.close()
        pool = await asyncpg.create_pool(desk.addresses.owner, min_size=0, max_size=1)
        await _until(lambda: desk.healthy)
        await _until_async(lambda: _answers(pool, "SELECT count(*) = 1000 FROM a"))
        await pool.close()


@pytest.mark.slow
@pytest.mark.kill
async def test_a_crash_on_a_full_disk_ends_when_there_is_room(disk: Callable[[int], Path]) -> None:
    folder = disk(260)
    async with database(DatabaseWanted(folder / "var"), own=True) as desk:
        filler = folder / "filler"
        _fill(filler)
        await _until(lambda: desk.read_only)
        _fill(filler)
        assert desk.pid
        os.kill(desk.pid, 9)
        await asyncio.sleep(1)
        filler.unlink()
        await asyncio.wait_for(_writable(desk), 15)
    async with database(DatabaseWanted(folder / "var"), own=True) as desk:
        assert not desk.read_only


@pytest.mark.slow
async def test_a_start_on_a_full_disk_is_read_only(disk: Callable[[int], Path]) -> None:
    folder = disk(260)
    async with database(DatabaseWanted(folder / "var"), own=True):
        pass
    _fill(folder / "filler")
    async with database(DatabaseWanted(folder / "var"), own=True) as desk:
        assert desk.read_only
        connection = await asyncpg.connect(desk.addresses.owner)
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("CREATE TABLE a (id int)")
        await connection.close()


async def _write_for_ever(pool: "asyncpg.Pool[asyncpg.Record]", written: list[int]) -> None:
    while True:
        await _write(pool)
        written[0] += 1


async def _written_once_all_know(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """Write; a connection that was open hears a moment later than others that there is room."""
    for _ in range(100):
        try:
            return await _write(pool)
        except asyncpg.ReadOnlySQLTransactionError:
            await asyncio.sleep(0.1)
    raise AssertionError("writes are refused for 10 s though there is room")


async def _write(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    await pool.execute("INSERT INTO files (content) VALUES ($1)", os.urandom(65536))


async def _writable(desk: Database) -> None:
    await desk.wait_ready()
    await _until(lambda: not desk.read_only)
    connection = await asyncpg.connect(desk.addresses.owner)
    await connection.execute("CREATE TABLE a (id int)")
    await connection.close()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - the disk sets no event
            await asyncio.sleep(0.05)


async def _until_async(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110 - a server that comes back sets no event
            await asyncio.sleep(0.05)


async def _answers(pool: "asyncpg.Pool[asyncpg.Record]", question: str) -> bool:
    try:
        return bool(await pool.fetchval(question))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return False


def _fill(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        for size in (MB, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
