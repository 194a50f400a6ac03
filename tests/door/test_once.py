"""Idempotency keys: from the header, with the fingerprint of the whole request."""

from __future__ import annotations

from typing import Any, cast

import pytest
from litestar import Request

from deskhand.actions.contract import Once
from deskhand.door.desk import AnyRequest
from deskhand.door.once import once_of
from deskhand.rules.errors import Invalid


def request(key: str | None, *, body: bytes = b"{}", path: str = "/api/tickets", method: str = "POST") -> AnyRequest:
    """Return a request as the framework reads it from the wire."""
    headers = [] if key is None else [(b"idempotency-key", key.encode("latin-1"))]
    scope: dict[str, Any] = {
        "type": "http", "method": method, "path": path, "headers": headers, "query_string": b"", "state": {},
        "litestar_app": None, "root_path": "", "scheme": "http", "server": ("desk.test", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    made: AnyRequest = Request(cast("Any", scope), receive=cast("Any", receive))
    made._body = body
    return made


async def once(key: str | None, **rest: Any) -> Once | None:
    return await once_of(request(key, **rest))


async def test_no_key_no_promise() -> None:
    assert await once(None) is None
    assert await once("") is None


async def test_the_same_request_has_the_same_fingerprint_and_any_other_another() -> None:
    first = await once("key")
    assert first == await once("key")
    assert first is not None
    others = [await once("key", body=b"{ }"), await once("key", path="/api/x"), await once("key", method="PUT")]
    assert len({first.fingerprint, *(other.fingerprint for other in others if other)}) == 4


@pytest.mark.parametrize("key", ["x" * 256, "a\x00b"])
async def test_odd_keys_are_refused_by_name(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        await once(key)
    assert set(refused.value.fields) == {"Idempotency-Key"}


async def test_the_longest_key_is_taken() -> None:
    assert (await once("x" * 255)) is not None
