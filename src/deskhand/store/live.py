"""LISTEN and NOTIFY on one connection of the process, and the replay of what committed, in commit order."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import structlog

from deskhand.rules.errors import Temporary, TooMany
from deskhand.store import everywhere
from deskhand.store.everywhere import Happening

CHANNEL = "deskhand"
"""The one channel; a notice carries nothing, whoever hears it looks."""
COALESCE = 0.02
"""Seconds between two notices of one process: NOTIFY inside each transaction would serialise commits."""
POLL = 1.0
"""Seconds after which everybody looks without a notice: it covers a notice that a crash swallowed."""
STREAMS = 30
"""Open live pages of one person in one process."""
BEHIND = 500
"""A reader further behind than this many events is told to read its page again."""

_log = structlog.get_logger("deskhand.live")
_LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


class Pulse:
    """Tells this process when something committed anywhere, and the other processes when it did here."""

    def __init__(self, direct_url: str) -> None:
        """Remember the address; nothing is opened before `run`."""
        self._url = direct_url
        self._marked = asyncio.Event()
        self._ears: set[Callable[[], None]] = set()

    def mark(self) -> None:
        """Note that something committed here; never blocks."""
        self._marked.set()

    @asynccontextmanager
    async def ear(self) -> AsyncIterator[asyncio.Event]:
        """Lend an event that is set at each notice; whoever waits on it clears it."""
        heard = asyncio.Event()
        self._ears.add(heard.set)
        try:
            yield heard
        finally:
            self._ears.discard(heard.set)

    async def run(self) -> None:
        """Listen and notify until cancelled; a lost connection is opened again."""
        while True:
            try:
                await self._listen()
            except _LOST as error:
                _log.warning("listening_lost", why=type(error).__name__)
                self._marked.set()
            self._tell()
            await asyncio.sleep(0.3)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=5)
        try:
            await connection.add_listener(CHANNEL, lambda *_: self._tell())
            connection.add_termination_listener(lambda _: self._marked.set())
            self._tell()
            while not connection.is_closed():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(5):
                        await self._marked.wait()
                if self._marked.is_set():
                    self._marked.clear()
                    await connection.execute(f"select pg_notify('{CHANNEL}', '')")
                    await asyncio.sleep(COALESCE)
        finally:
            connection.terminate()

    def _tell(self) -> None:
        for ear in tuple(self._ears):
            ear()


class Hub:
    """Reads what committed once for the whole process and hands it to every open page."""

    def __init__(self, pulse: Pulse) -> None:
        """Remember where notices come from."""
        self._pulse = pulse
        self._readers: set[asyncio.Queue[tuple[str, Happening] | None]] = set()
        self._streams: Counter[UUID | None] = Counter()
        self.cursor = ""

    async def begin(self) -> None:
        """Take the place from which pages made from now on go on."""
        self.cursor = await everywhere.snapshot()

    async def run(self) -> None:
        """Read and hand on until cancelled; `begin` comes first."""
        async with self._pulse.ear() as heard:
            while True:
                heard.clear()
                try:
                    await self._round()
                except (Temporary, asyncpg.PostgresError) as error:
                    _log.warning("reading_failed", why=type(error).__name__)
                    await asyncio.sleep(0.5)
                    continue
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(POLL):
                        await heard.wait()

    def check_room(self, user_id: UUID) -> None:
        """Refuse one more stream to somebody who has as many as anybody can use."""
        if self._streams[user_id] >= STREAMS:
            raise TooMany(f"You have {STREAMS} live pages open already; close some.", after=30)

    @asynccontextmanager
    async def reader(self, user_id: UUID | None = None) -> AsyncIterator[asyncio.Queue[tuple[str, Happening] | None]]:
        """Lend a queue of (cursor to go on from, happening); None in it means: too far behind, read the page again."""
        self._streams[user_id] += 1
        queue: asyncio.Queue[tuple[str, Happening] | None] = asyncio.Queue(BEHIND)
        self._readers.add(queue)
        try:
            yield queue
        finally:
            self._readers.discard(queue)
            self._streams[user_id] -= 1
            if not self._streams[user_id]:
                del self._streams[user_id]

    async def _round(self) -> None:
        if not self._readers:
            now = await everywhere.snapshot()
            if not self._readers:  # else somebody came meanwhile, and what happened until then is theirs to hear
                self.cursor = now
                return
        before = self.cursor
        self.cursor, found = await everywhere.happenings_since(before, most=BEHIND + 1)
        for queue in tuple(self._readers):
            if len(found) > BEHIND or queue.qsize() + len(found) >= BEHIND:
                _overflow(queue)
                continue
            for place, happening in enumerate(found, start=1):
                queue.put_nowait((self.cursor if place == len(found) else before, happening))


def _overflow(queue: asyncio.Queue[tuple[str, Happening] | None]) -> None:
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(None)


async def replay(cursor: str) -> tuple[str, list[Happening]] | None:
    """Return what committed since a reader's cursor, or None when that is too much or no cursor of this database."""
    try:
        after, found = await everywhere.happenings_since(cursor, most=BEHIND + 1)
    except asyncpg.DataError:
        return None
    if len(found) > BEHIND or _position(cursor) > _position(after):
        return None
    return after, found


def _position(cursor: str) -> int:
    return int(cursor.split(":")[1])
