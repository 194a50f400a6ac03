"""A real web server on loopback that keeps what is posted to it and answers as it is told to."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from standardwebhooks.webhooks import Webhook

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
"""What an operator lists who has a receiver on the same machine."""


@dataclass
class Post:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """What its receiver knows repeats by."""
        return self.headers["webhook-id"]

    def content(self, secret: str) -> Any:
        """Return the body once the scheme's own library has found its signature right."""
        Webhook(secret).verify(self.body, self.headers, json_parse=False)
        return json.loads(self.body)


@dataclass
class Receiver:
    """The server; `answers` are given one after the other, the last one for ever.

    An answer is a status with headers and a body as HTTP writes them, `drop` for a connection that ends without one,
    or `wait` for one that never comes.
    """

    port: int = 0
    answers: list[str] = field(default_factory=lambda: ["200 OK\r\n\r\n"])
    posts: list[Post] = field(default_factory=list)
    connections: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The address that it listens at."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request."""
        self.connections += 1
        self._open.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.posts.append(Post(head[0].split(" ")[1], headers, body))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer == "wait":
                await reader.read()
            elif answer != "drop":
                writer.write(b"HTTP/1.1 " + answer.encode())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    def hang_up(self) -> None:
        """End what is open."""
        for writer in self._open:
            writer.close()


@asynccontextmanager
async def receiver(*answers: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Lend a receiver that gives these answers, encrypted if it is told how; none are 200."""
    found = Receiver()
    if answers:
        found.answers = [
            answer if "\r\n" in answer or answer in {"wait", "drop"} else f"{answer}\r\n\r\n" for answer in answers
        ]
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0, ssl=tls)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        found.hang_up()
        await server.wait_closed()
