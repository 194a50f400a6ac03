"""Users and API tokens, as those who manage them read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.store.db import Reading

MOST = 1000
"""Rows at most; narrower lists come with the pages of people."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a login."""

    id: UUID
    email: str
    role: str
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Token:
    """An API token; the token itself is known to its holder alone."""

    id: UUID
    email: str
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@query(needs=Can.MANAGE_PEOPLE)
async def users(reading: Reading) -> list[User]:
    """Return users by role and address."""
    rows = await reading.rows(
        "select id, email, role, name, is_active from users where workspace_id = $1 order by role, email limit $2",
        reading.workspace_id, MOST,
    )  # fmt: skip
    return [User(*row) for row in rows]


@query(needs=Can.MANAGE_TOKENS)
async def tokens(reading: Reading) -> list[Token]:
    """Return API tokens, the newest first."""
    rows = await reading.rows(
        "select k.id, u.email, k.name, k.created_at, k.expires_at, k.last_used_at, k.revoked_at from api_tokens k "
        "join users u on u.workspace_id = k.workspace_id and u.id = k.user_id "
        "where k.workspace_id = $1 order by k.id desc limit $2",
        reading.workspace_id, MOST,
    )  # fmt: skip
    return [Token(*row) for row in rows]
