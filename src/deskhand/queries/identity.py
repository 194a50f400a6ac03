"""Finding who acts, by a secret that they hold. These come before there is an actor, so no permission applies."""

from __future__ import annotations

from uuid import UUID

from deskhand.kit import clock
from deskhand.rules.account import Purpose
from deskhand.store import everywhere
from deskhand.store.everywhere import Found

__all__ = ["Found", "by_session", "by_token", "workspace_of_host", "workspace_of_link"]


async def by_session(digest: bytes) -> Found | None:
    """Return who holds the session with a digest, while it lasts."""
    return await everywhere.person_of_session(digest, clock.now())


async def by_token(digest: bytes) -> Found | None:
    """Return on whose behalf the API token with a digest acts, while it works."""
    return await everywhere.person_of_token(digest, clock.now())


async def workspace_of_link(digest: bytes, *, purpose: Purpose = Purpose.SIGN_IN) -> UUID | None:
    """Return the workspace of a one-time link of a purpose that still works."""
    return await everywhere.workspace_of_link(digest, clock.now(), purpose=purpose)


async def workspace_of_host(host: str) -> UUID | None:
    """Return the workspace that answers a host name."""
    return await everywhere.workspace_of(host)
