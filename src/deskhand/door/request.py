"""Every request has an id, a log line, a place in the metrics, and headers that keep browsers strict."""

from __future__ import annotations

import re
import secrets
from typing import Any

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

from deskhand.kit import clock

_log = structlog.get_logger("deskhand.request")
_requests = Counter("deskhand_requests", "Requests by method and status.", ["method", "status"])
_seconds = Histogram(
    "deskhand_request_seconds", "Seconds until the answer began.", ["method"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)  # fmt: skip
_PLAIN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def observed(app: ASGIApp) -> ASGIApp:
    """Wrap the whole application, inside which every log line carries the request's id."""

    async def observe(scope: Scope, receive: Receive, send: Send) -> None:
        if str(scope["type"]) != "http":
            await app(scope, receive, send)
            return
        request_id = _request_id(scope)
        asked = str(scope.get("method"))
        method = asked if asked in _METHODS else "OTHER"
        began = clock.elapsed()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                took = clock.elapsed() - began
                _requests.labels(method, str(status)).inc()
                _seconds.labels(method).observe(took)
                _log.info("request", method=method, path=scope["path"], status=status, ms=round(took * 1000, 1))
                message["headers"] = _with_ours(message["headers"], request_id)
            await send(message)

        await app(scope, receive, noted)

    return observe


def _request_id(scope: Any) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _PLAIN_ID.fullmatch(given) else secrets.token_hex(8)


def _with_ours(headers: Any, request_id: str) -> list[tuple[bytes, bytes]]:
    present = [(bytes(name), bytes(value)) for name, value in headers]
    names = {name.lower() for name, _ in present}
    return [
        *present, (b"x-request-id", request_id.encode()), *(pair for pair in _HEADERS if pair[0] not in names)
    ]  # fmt: skip
