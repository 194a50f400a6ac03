"""A mail server that takes everything, counts it and costs little.

    python -m bench.sink

It prints its port, and the number of mails once its input ends.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

_EHLO = b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    mails = 0

    def __init__(self) -> None:
        """Begin outside a mail."""
        self._got = b""
        self._in_mail = False
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every command, and every mail at its end."""
        self._got += data
        while (end := self._got.find(b"\r\n.\r\n" if self._in_mail else b"\r\n")) >= 0:
            line, self._got = self._got[:end], self._got[end + (5 if self._in_mail else 2) :]
            self._transport.write(self._answer(line))
            if not self._in_mail and line[:4].upper() == b"QUIT":
                self._transport.close()

    def _answer(self, line: bytes) -> bytes:
        if self._in_mail:
            self._in_mail = False
            Sink.mails += 1
            return b"250 2.0.0 OK\r\n"
        verb = line[:4].upper()
        self._in_mail = verb == b"DATA"
        return {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n", b"EHLO": _EHLO}.get(verb, b"250 OK\r\n")


async def serve() -> None:
    """Serve until the input ends."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(Sink.mails, flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
