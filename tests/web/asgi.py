"""Requests to an application without a network: one function, cookies kept by whoever calls it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from typing import Any, cast
from urllib.parse import unquote, urlencode

from litestar import Litestar

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What an application answered; names of headers are lower case, the last of a name counts."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    @property
    def heading(self) -> str:
        """The first heading of a page."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""

    @property
    def errors(self) -> list[str]:
        """The sentences of a page's error summary."""
        return [unescape(text) for text in re.findall(r'<li><a href="#[\w-]+">(.*?)</a></li>', self.text)]

    @property
    def location(self) -> str:
        """Where the answer leads."""
        return self.headers["location"]


async def request(
    application: Litestar,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | str | None = None,
    content: bytes | None = None,
    cookies: dict[str, str] | None = None,
) -> Answer:
    """Send one request; cookies that the answer sets are put into `cookies`."""
    kept = {} if cookies is None else cookies
    body = content or (form if isinstance(form, str) else urlencode(form or {})).encode()
    sent = {"host": "desk.test", **{name.lower(): value for name, value in (headers or {}).items()}}
    if kept:
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in kept.items())
    if form is not None:
        sent |= {"content-type": FORM, "content-length": str(len(body))}
    if content is not None:
        sent |= {"content-length": str(len(content))}
    status, raw, answered = await _run(application, _scope(method, path, sent), body)
    for name, value in raw:
        if name == "set-cookie":
            for cookie, morsel in SimpleCookie(value).items():
                kept.pop(cookie, None) if morsel["max-age"] == "0" else kept.update({cookie: morsel.value})
    return Answer(status, dict(raw), answered)


def _scope(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    plain, _, query = path.partition("?")
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(plain), "raw_path": plain.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000), "server": ("desk.test", 80), "state": {}, "extensions": {},
    }  # fmt: skip


async def _run(application: Litestar, scope: dict[str, Any], body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    told: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    ended = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not waiting:
            await ended.wait()
            return {"type": "http.disconnect"}
        return waiting.pop()

    async def send(message: dict[str, Any]) -> None:
        told.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            ended.set()

    await application(cast("Any", scope), cast("Any", receive), cast("Any", send))
    start = told[0]
    raw = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
    return start["status"], raw, b"".join(message.get("body", b"") for message in told[1:])
