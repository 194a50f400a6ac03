"""Idempotency keys of requests."""

from __future__ import annotations

from deskhand.actions.contract import Once
from deskhand.door.desk import AnyRequest
from deskhand.kit import crypt
from deskhand.kit.text import flaw_in
from deskhand.rules.errors import Invalid

HEADER = "Idempotency-Key"
LONGEST = 255


async def once_of(request: AnyRequest, *, key: str | None = None) -> Once | None:
    """Return the key of a request, from its header or a form's field, with the fingerprint of what was sent."""
    given = key_of_request(key or request.headers.get(HEADER.lower()))
    if not given:
        return None
    body = await request.body()
    return Once(given, crypt.fingerprint(request.method.encode(), request.url.path.encode(), body))


def key_of_request(given: str | None) -> str | None:
    """Return an idempotency key as it was sent; refuse one that could not be kept."""
    if given and (len(given) > LONGEST or flaw_in(given) is not None):
        raise Invalid({HEADER: f"must be plain text of {LONGEST} characters or fewer"})
    return given or None
