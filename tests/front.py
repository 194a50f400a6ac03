"""The whole application behind a real socket on loopback, and clients that may send it anything."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from deskhand.actions.contract import act
from deskhand.actions.people import Credentials, make_sign_in_link, sign_in_with_link
from deskhand.actions.tokens import NewToken, create_token
from deskhand.app import serve
from deskhand.door import desk as door
from deskhand.door.identity import COOKIE
from deskhand.door.keys import LINK, SESSION, TOKEN, new_api_token
from deskhand.kit import crypt
from deskhand.rules.access import Person, Visitor
from deskhand.store import db
from deskhand.store.live import Hub, Pulse
from tests.applications import application_of
from tests.database import Desk
from tests.running import free_port

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """What the server answered; names of headers are lower case."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.content)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    @property
    def errors(self) -> dict[str, str]:
        """The sentences of a problem by the fields that they name."""
        return {error["field"]: error["message"] for error in self.json.get("errors", [])}


@dataclass(frozen=True)
class Client:
    """Somebody who sends requests; each has a connection of its own."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> Answer:
        """Read something."""
        return await self.send("GET", path, headers=_named(headers))

    async def post(self, path: str, body: object, **headers: str) -> Answer:
        """Send an object as JSON."""
        return await self.send("POST", path, content=json.dumps(body).encode(), headers=JSON | _named(headers))

    async def put(self, path: str, body: object) -> Answer:
        """Change something."""
        return await self.send("PUT", path, content=json.dumps(body).encode(), headers=JSON)

    async def patch(self, path: str, body: object) -> Answer:
        """Change something."""
        return await self.send("PATCH", path, content=json.dumps(body).encode(), headers=JSON)

    async def send(
        self, method: str, path: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send exactly these bytes, and read the answer to its end."""
        heard = bytearray()
        async with asyncio.timeout(60):
            await self._ask(_request(method, path, content, self._with(headers or {})), heard)
        return _answer(bytes(heard))

    async def listen(
        self, path: str, *, seconds: float = 30, until: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Read a stream for so long, or until it says something."""
        heard = bytearray()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ask(_request("GET", path, None, self._with(headers or {})), heard, until=until)
        return _answer(bytes(heard))

    def _with(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {"host": f"127.0.0.1:{self.port}", "connection": "close", **self.headers, **headers}

    async def _ask(self, content: bytes, heard: bytearray, *, until: bytes = b"") -> None:
        """Send all and read to the end; a server that has heard enough may hang up before, and is read all the same."""
        loop = asyncio.get_running_loop()
        with socket.socket() as line:
            line.setblocking(False)
            await loop.sock_connect(line, ("127.0.0.1", self.port))
            sending = asyncio.create_task(loop.sock_sendall(line, content))
            try:
                with suppress(ConnectionResetError):
                    while chunk := await loop.sock_recv(line, 65536):
                        heard += chunk
                        if until and until in heard:
                            return
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)


@dataclass(frozen=True)
class Front:
    """A process that answers; `client` speaks as somebody with an API token, `browser` with a session's cookie."""

    desk: Desk
    process: door.Desk

    @property
    def address(self) -> str:
        """What all paths follow."""
        return self.process.settings.base_url

    @property
    def visitor(self) -> Client:
        """Somebody unknown."""
        return Client(self.process.settings.port)

    async def client(
        self, who: Person, *, scopes: list[str] | None = None, expires_at: datetime | None = None
    ) -> Client:
        """Return a client with a new API token."""
        secret = new_api_token()
        wanted = NewToken(
            email=who.email, name="test", digest=self.desk.keys.digest(TOKEN, secret), scopes=scopes,
            expires_at=expires_at,
        )  # fmt: skip
        await act(self.desk.system, create_token, wanted)
        return Client(self.process.settings.port, {"authorization": f"Bearer {secret}"})

    async def browser(self, who: Person) -> Client:
        """Return a client with the cookie of a new session, which sends nothing else by itself."""
        token, session = crypt.new_token(), crypt.new_token()
        digests = [self.desk.keys.digest(LINK, token), self.desk.keys.digest(SESSION, session)]
        await act(self.desk.system, make_sign_in_link, who.email, digests[0])
        tried = Credentials(email="", password="", digest=digests[1])
        await act(Visitor(who.workspace_id), sign_in_with_link, digests[0], tried)
        return Client(self.process.settings.port, {"cookie": f"{COOKIE}={session}"})


@asynccontextmanager
async def opened(desk: Desk) -> AsyncIterator[Front]:
    """Serve a desk as `deskhand web` does, until the block ends."""
    pulse = Pulse(desk.addresses.direct)
    db.after_commit(pulse.mark)
    process = door.Desk(replace(desk.settings, port=free_port()), desk.keys, Hub(pulse))
    await process.hub.begin()
    up = asyncio.Event()
    with application_of(process) as application:
        serving = asyncio.create_task(serve.serve(application, process, is_up=up.set))
        tasks = [asyncio.create_task(pulse.run()), asyncio.create_task(process.hub.run())]
        try:
            waiting = asyncio.create_task(up.wait())
            await asyncio.wait({waiting, serving}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            yield Front(desk, process)
        finally:
            process.stopping.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await serving


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _request(method: str, path: str, content: bytes | None, headers: dict[str, str]) -> bytes:
    if content is not None:
        headers.setdefault("content-length", str(len(content)))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + (content or b"")


def _answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    assert first.startswith("HTTP/1.1 "), f"no answer: {raw[:200]!r}"
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = _joined(body)
    return Answer(int(first.split(" ")[1]), headers, body)


def _joined(chunks: bytes) -> bytes:
    found = bytearray()
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        found += rest[: int(size or b"0", 16)]
        chunks = rest[int(size or b"0", 16) + 2 :]
    return bytes(found)
