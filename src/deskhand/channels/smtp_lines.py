"""The connections to a mail server: a few, kept while they are used, fewer where the server wants it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import AsyncIterator

from deskhand.channels.contract import NotReached
from deskhand.channels.smtp_line import CONNECT_PATIENCE, Line, open_line
from deskhand.rules.errors import Temporary
from deskhand.rules.mail_server import MailServer

IDLE = 10.0
"""Seconds after which an unused connection is ended."""
NARROW = 60.0
"""Seconds for which a server that refused one more connection is not asked for more."""


class Lines:
    """Lends connections; each carries one mail at a time."""

    def __init__(self, server: MailServer, *, tls: ssl.SSLContext, greeting: str) -> None:
        """Open nothing yet."""
        self._server = server
        self._tls = tls
        self._greeting = greeting
        self._idle: list[Line] = []
        self._busy: set[Line] = set()
        self._opening = 0
        self._most = server.connections
        self._narrow_until = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._sweep: asyncio.TimerHandle | None = None
        self._goodbyes: set[asyncio.Task[None]] = set()

    async def ready(self) -> None:
        """Return when a connection is open or can be opened; NotReached says why there is none."""
        if not self._busy:
            async with self.lent(patience=CONNECT_PATIENCE):
                pass

    @contextlib.asynccontextmanager
    async def lent(self, *, patience: float) -> AsyncIterator[Line]:
        """Lend a connection, a kept one if there is any; NotReached when none can be had within some seconds."""
        line = await self._take(asyncio.get_running_loop().time() + patience)
        self._busy.add(line)
        try:
            yield line
        finally:
            self._busy.discard(line)
            self._keep(line)
            self._call_next()

    async def close(self) -> None:
        """End all connections at once; those that are in use, too."""
        if self._sweep is not None:
            self._sweep.cancel()
        for line in self._busy:
            line.cut()
        lines, self._idle = self._idle, []
        await asyncio.gather(*(line.hang_up() for line in lines), *self._goodbyes)

    async def _take(self, until: float) -> Line:
        while True:
            line = self._kept()
            if line is not None:
                return line
            if len(self._busy) + self._opening < self._room():
                opened = await self._open()
                if opened is not None:
                    return opened
                continue
            await self._turn(until)

    async def _turn(self, until: float) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        is_served = False
        try:
            async with asyncio.timeout_at(until):
                await turn
            is_served = True
        except TimeoutError:
            raise NotReached(Temporary(f"No connection to {self._server.place} was free in time.")) from None
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif not is_served:
                self._call_next()

    async def _open(self) -> Line | None:
        """Open one more; None when the server wants no more than those that are in use."""
        self._opening += 1
        try:
            return await open_line(self._server, tls=self._tls, greeting=self._greeting)
        except NotReached:
            if not self._busy:
                self._narrow_until = 0.0
                raise
            self._most = len(self._busy)
            self._narrow_until = asyncio.get_running_loop().time() + NARROW
            return None
        finally:
            self._opening -= 1
            self._call_next()

    def _room(self) -> int:
        if asyncio.get_running_loop().time() >= self._narrow_until:
            self._most = self._server.connections
        return self._most

    def _kept(self) -> Line | None:
        while self._idle:
            line = self._idle.pop()
            if line.is_usable:
                return line
        return None

    def _keep(self, line: Line) -> None:
        loop = asyncio.get_running_loop()
        if not line.is_usable:
            self._end(line)
            return
        line.idle_since = loop.time()
        self._idle.append(line)
        if self._sweep is None:
            self._sweep = loop.call_later(IDLE, self._end_idle)

    def _call_next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _end_idle(self) -> None:
        loop = asyncio.get_running_loop()
        old = [line for line in self._idle if loop.time() - line.idle_since >= IDLE - 0.1]
        self._idle = [line for line in self._idle if line not in old]
        self._sweep = loop.call_later(IDLE, self._end_idle) if self._idle else None
        for line in old:
            self._end(line)

    def _end(self, line: Line) -> None:
        goodbye = asyncio.ensure_future(line.hang_up())
        self._goodbyes.add(goodbye)
        goodbye.add_done_callback(self._goodbyes.discard)
