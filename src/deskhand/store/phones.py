"""Rows of people's phone numbers."""

from __future__ import annotations

from uuid import UUID

from deskhand.store.db import Tx


async def count(tx: Tx, user_id: UUID) -> int:
    """Return how many numbers a user has."""
    return int(
        await tx.value("select count(*) from phones where workspace_id = $1 and user_id = $2", tx.workspace_id, user_id)
    )


async def add(tx: Tx, user_id: UUID, number: str, *, is_public: bool) -> UUID | None:
    """Write a number and return its id; None when the user has it already."""
    added: UUID | None = await tx.value(
        "insert into phones (workspace_id, id, user_id, number, is_public, created_at) values ($1, $2, $3, $4, $5, $6) "
        "on conflict (workspace_id, user_id, number) do nothing returning id",
        tx.workspace_id, tx.new_id(), user_id, number, is_public, tx.now,
    )  # fmt: skip
    return added


async def remove(tx: Tx, user_id: UUID, phone_id: UUID) -> str | None:
    """Remove a user's number and return it; None when there is no such one."""
    removed: str | None = await tx.value(
        "delete from phones where workspace_id = $1 and user_id = $2 and id = $3 returning number",
        tx.workspace_id, user_id, phone_id,
    )  # fmt: skip
    return removed
