"""LISTEN and NOTIFY on one connection of the process, and the replay of what committed, in commit order."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import structlog

from deskhand.rules.errors import Temporary, TooMany
from deskhand.rules.presence import Presence
from deskhand.store import everywhere
from deskhand.store.everywhere import Happening
from deskhand.store.presence import Presences

CHANNEL = "deskhand"
"""The channel of what committed; a notice carries nothing, whoever hears it looks."""
WORDS = "deskhand_presence"
"""The channel of who is on which ticket; no table keeps that, so its notices carry words."""
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


Heard = tuple[str, Happening | Presence] | None
"""What a reader is handed: a cursor to go on from with what happened; None says that it is too far behind."""


class Pulse:
    """Tells this process when something committed anywhere, and the other processes when it did here."""

    def __init__(self, direct_url: str) -> None:
        """Remember the address; nothing is opened before `run`."""
        self._url = direct_url
        self._marked = False
        self._words: deque[str] = deque(maxlen=BEHIND)
        self._woken = asyncio.Event()
        self._ears: set[Callable[[], None]] = set()
        self._listeners: list[Callable[[str], None]] = []

    def mark(self) -> None:
        """Note that something committed here; never blocks."""
        self._marked = True
        self._woken.set()

    def say(self, words: str) -> None:
        """Tell the other processes some words, now or never; never blocks."""
        self._words.append(words)
        self._woken.set()

    def listen(self, listener: Callable[[str], None]) -> None:
        """Have words of all processes, this one among them, handed to somebody from now on."""
        self._listeners.append(listener)

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
                self.mark()
            self._tell()
            await asyncio.sleep(0.3)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=5)
        try:
            if self._listeners:
                await connection.add_listener(WORDS, lambda *told: self._hand_on(told[-1]))
            await connection.add_listener(CHANNEL, lambda *_: self._tell())
            connection.add_termination_listener(lambda _: self.mark())
            self._tell()
            self._words.clear()  # what waited for a connection is no longer true
            while not connection.is_closed():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(5):
                        await self._woken.wait()
                if self._woken.is_set():
                    self._woken.clear()
                    await self._send(connection)
                    await asyncio.sleep(COALESCE)
        finally:
            connection.terminate()

    async def _send(self, connection: asyncpg.Connection) -> None:
        if self._marked:
            self._marked = False
            await connection.execute(f"select pg_notify('{CHANNEL}', '')")
        if self._words:
            words = list(self._words)
            self._words.clear()
            await connection.execute("select pg_notify($1, word) from unnest($2::text[]) word", WORDS, words)

    def _hand_on(self, words: str) -> None:
        for listener in self._listeners:
            listener(words)

    def _tell(self) -> None:
        for ear in tuple(self._ears):
            ear()


class Hub:
    """Reads what committed once for the whole process and hands it to every open page."""

    def __init__(self, pulse: Pulse) -> None:
        """Remember where notices come from."""
        self._pulse = pulse
        self.presences = Presences(pulse.say, self._hand_on)
        pulse.listen(self.presences.hear)
        self._readers: dict[asyncio.Queue[Heard], UUID | None] = {}
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
                self.presences.sweep()
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
    async def reader(self, user_id: UUID | None = None) -> AsyncIterator[asyncio.Queue[Heard]]:
        """Lend a queue of (cursor to go on from, happening); None in it means: too far behind, read the page again."""
        self._streams[user_id] += 1
        queue: asyncio.Queue[Heard] = asyncio.Queue(BEHIND)
        self._readers[queue] = user_id
        try:
            yield queue
        finally:
            del self._readers[queue]
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

    def _hand_on(self, presence: Presence, people: frozenset[UUID]) -> None:
        """Hand a presence to those who are on the ticket; a reader who is behind hears of the next one."""
        for queue, user_id in self._readers.items():
            if user_id in people and queue.qsize() < BEHIND // 2:
                queue.put_nowait((self.cursor, presence))


def _overflow(queue: asyncio.Queue[Heard]) -> None:
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
