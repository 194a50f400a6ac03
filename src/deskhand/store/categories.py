"""Rows of categories."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from deskhand.rules.category import Category
from deskhand.store.db import Tx

_COLUMNS = "id, key, name, description, parent_id, position, is_active, is_public, sla_policy_id"


async def by_id(tx: Tx, category_id: UUID) -> Category | None:
    """Return a category that the actor may see; None when there is none."""
    row = await tx.row(
        f"select {_COLUMNS} from categories where workspace_id = $1 and id = $2",  # noqa: S608 (a constant)
        tx.workspace_id, category_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Category)


async def by_key(tx: Tx, key: str) -> Category | None:
    """Return the category of a key that the actor may see; None when there is none."""
    row = await tx.row(
        f"select {_COLUMNS} from categories where workspace_id = $1 and key = $2",  # noqa: S608 (a constant)
        tx.workspace_id, key,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Category)


async def add(tx: Tx, category: Category) -> bool:
    """Write a category; False when its key is taken."""
    return bool(
        await tx.change(
            "insert into categories (workspace_id, id, key, name, description, parent_id, position, is_active, "
            "is_public, sla_policy_id, created_at, updated_at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) "
            "on conflict (workspace_id, key) do nothing",
            tx.workspace_id, category.id, category.key, category.name, category.description, category.parent_id,
            category.position, category.is_active, category.is_public, category.sla_policy_id, tx.now,
        )
    )  # fmt: skip


async def rewrite(tx: Tx, category: Category) -> bool:
    """Write a category anew; False when its key is another's."""
    try:
        await tx.change(
            "update categories set key = $3, name = $4, description = $5, parent_id = $6, position = $7, "
            "is_active = $8, is_public = $9, sla_policy_id = $10, updated_at = $11 where workspace_id = $1 and id = $2",
            tx.workspace_id, category.id, category.key, category.name, category.description, category.parent_id,
            category.position, category.is_active, category.is_public, category.sla_policy_id, tx.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    return True


async def remove(tx: Tx, category_id: UUID) -> None:
    """Remove a category that nothing refers to."""
    await tx.change("delete from categories where workspace_id = $1 and id = $2", tx.workspace_id, category_id)


async def siblings_locked(tx: Tx, category: Category) -> list[Category]:
    """Return the categories beside one, itself among them, in their order; hold their rows until the end."""
    rows = await tx.rows(
        f"select {_COLUMNS} from categories where workspace_id = $1 and parent_id is not distinct from $2 "  # noqa: S608 (a constant)
        "order by position, name, id for update",
        tx.workspace_id, category.parent_id,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Category) for row in rows]


async def place(tx: Tx, category_ids: Sequence[UUID]) -> None:
    """Put categories into this order."""
    await tx.change(
        "update categories c set position = wanted.position, updated_at = $3 "
        "from unnest($2::uuid[]) with ordinality as wanted (id, position) "
        "where c.workspace_id = $1 and c.id = wanted.id and c.position <> wanted.position",
        tx.workspace_id, list(category_ids), tx.now,
    )  # fmt: skip


async def standing(tx: Tx, parent_id: UUID | None) -> tuple[int, int]:
    """Return how many categories there are, and the last place among those below one, or of the first level."""
    row = await tx.row(
        "select count(*) as there, coalesce(max(position) filter (where parent_id is not distinct from $2), 0) as last "
        "from categories where workspace_id = $1",
        tx.workspace_id, parent_id,
    )  # fmt: skip
    return (row["there"], row["last"]) if row else (0, 0)


async def has_children(tx: Tx, category_id: UUID) -> bool:
    """Say whether a category has others below it."""
    return bool(
        await tx.value(
            "select exists (select 1 from categories where workspace_id = $1 and parent_id = $2)",
            tx.workspace_id, category_id,
        )
    )  # fmt: skip


async def has_tickets(tx: Tx, category_id: UUID) -> bool:
    """Say whether some ticket is of a category."""
    return bool(
        await tx.value(
            "select exists (select 1 from tickets where workspace_id = $1 and category_id = $2)",
            tx.workspace_id, category_id,
        )
    )  # fmt: skip
