"""Counts what the desk says to its database: a wire in between that passes everything on and looks at each message."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit, urlunsplit

_SIMPLE, _EXECUTE = b"Q", b"E"
_WANTS_TLS = (80_877_103).to_bytes(4, "big")


class Wire:
    """A way to the database on loopback; `statements` counts executed ones, `turns` all trips there and back."""

    def __init__(self, address: str) -> None:
        """Lead to the server whose socket an address names."""
        self._socket = parse_qs(urlsplit(address).query)["host"][0] + "/.s.PGSQL.5432"
        self.counts: Counter[bytes] = Counter()
        self.port = 0

    @property
    def statements(self) -> int:
        """Statements with values, which are all but the opening and the end of a transaction."""
        return self.counts[_EXECUTE]

    @property
    def turns(self) -> int:
        """Messages after which the desk waits for an answer, once all statements are prepared."""
        return self.counts[_EXECUTE] + self.counts[_SIMPLE]

    def led_through(self, address: str) -> str:
        """Return an address of the same database that leads through this wire."""
        parts = urlsplit(address)
        user = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{self.port}", query=""))

    async def serve(self, ready: threading.Event) -> None:
        """Pass on until cancelled."""
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._socket)
        asking = asyncio.create_task(self._requests(reader, back))
        try:
            while part := await there.read(65_536):
                writer.write(part)
        finally:
            asking.cancel()
            for end in (writer, back):
                end.close()

    async def _requests(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """What opens a connection has no kind; every later message has a letter, then its length."""
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            opening = _WANTS_TLS
            while opening == _WANTS_TLS:
                length = await reader.readexactly(4)
                opening = await reader.readexactly(int.from_bytes(length, "big") - 4)
                back.write(length + opening)
            while True:
                head = await reader.readexactly(5)
                self.counts[head[:1]] += 1
                back.write(head + await reader.readexactly(int.from_bytes(head[1:], "big") - 4))


@contextmanager
def wire(address: str) -> Iterator[Wire]:
    """Lend a wire to the database of an address."""
    found = Wire(address)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    task = loop.create_task(found.serve(ready))

    def turn() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        left = asyncio.all_tasks(loop)
        for connection in left:
            connection.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))

    thread = threading.Thread(target=turn, name="wire")
    thread.start()
    ready.wait(10)
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()
