"""Users, as those who manage them read them."""

from __future__ import annotations

from dataclasses import dataclass
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


@query(needs=Can.MANAGE_PEOPLE)
async def users(reading: Reading) -> list[User]:
    """Return users by role and address."""
    rows = await reading.rows(
        "select id, email, role, name, is_active from users where workspace_id = $1 order by role, email limit $2",
        reading.workspace_id, MOST,
    )  # fmt: skip
    return [User(*row) for row in rows]
