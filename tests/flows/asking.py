"""Requests to a desk that may be killed before it answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

PATIENCE = 30.0
"""Seconds that a client waits for an answer before it asks again."""


class NoAnswer(Exception):
    """The connection failed or ended before a whole answer came; whether anything happened is not known."""


async def ask(
    port: int,
    method: str,
    path: str,
    *,
    token: str = "",
    body: object = None,
    key: str = "",
    patience: float = PATIENCE,
) -> tuple[int, Any]:
    """Send one request and return status and JSON of its whole answer."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"Idempotency-Key: {key}"] if key else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"] if content else []
    try:
        async with asyncio.timeout(patience), _connected(port) as (reader, writer):
            writer.write("\r\n".join([*lines, "", ""]).encode() + content)
            return await _whole_answer(reader)
    except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise NoAnswer(repr(error)) from error


@asynccontextmanager
async def _connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _whole_answer(reader: asyncio.StreamReader) -> tuple[int, Any]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next(int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:"))
    content = await reader.readexactly(length)
    return int(head.split(" ", 2)[1]), json.loads(content) if content else None
