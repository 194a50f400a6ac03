"""Rows of fields, and of which category's form holds which."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from deskhand.rules.field import Field
from deskhand.store.db import Tx

_ALL = """
    select f.id, f.key, f.label, f.kind, f.options, f.rules, f.help, f.is_required, f.visible_to_customer,
           f.editable_by_customer, f.position, f.is_active,
           array(select x.category_id from category_fields x where x.workspace_id = f.workspace_id
                 and x.field_id = f.id order by x.category_id) as category_ids
    from fields f where f.workspace_id = $1
"""


async def every(tx: Tx) -> list[Field]:
    """Return the fields that the actor may see, in the order of forms."""
    rows = await tx.rows(f"{_ALL} order by f.position, f.key", tx.workspace_id)
    return [msgspec.convert(dict(row), Field) for row in rows]


async def by_id(tx: Tx, field_id: UUID) -> Field | None:
    """Return a field; None when there is none."""
    row = await tx.row(f"{_ALL} and f.id = $2", tx.workspace_id, field_id)
    return None if row is None else msgspec.convert(dict(row), Field)


async def add(tx: Tx, field: Field) -> bool:
    """Write a field and its place on forms; False when its key is taken."""
    added = await tx.change(
        "insert into fields (workspace_id, id, key, label, kind, options, rules, help, is_required, "
        "visible_to_customer, editable_by_customer, position, is_active, created_at, updated_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) "
        "on conflict (workspace_id, key) do nothing",
        tx.workspace_id, field.id, field.key, field.label, field.kind, *_parts(field), tx.now,
    )  # fmt: skip
    if added:
        await _place(tx, field)
    return bool(added)


async def rewrite(tx: Tx, field: Field) -> bool:
    """Write a field anew, its kind excepted, and its place on forms; False when its key is another's."""
    try:
        await tx.change(
            "update fields set key = $3, label = $4, options = $5, rules = $6, help = $7, is_required = $8, "
            "visible_to_customer = $9, editable_by_customer = $10, position = $11, is_active = $12, updated_at = $13 "
            "where workspace_id = $1 and id = $2",
            tx.workspace_id, field.id, field.key, field.label, *_parts(field), tx.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    await tx.change("delete from category_fields where workspace_id = $1 and field_id = $2", tx.workspace_id, field.id)
    await _place(tx, field)
    return True


async def remove(tx: Tx, field_id: UUID) -> None:
    """Remove a field; values under its id are shown nowhere any more."""
    await tx.change("delete from fields where workspace_id = $1 and id = $2", tx.workspace_id, field_id)


async def names_of_categories(tx: Tx, category_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the names of those among these that are categories of the workspace."""
    rows = await tx.rows(
        "select id, name from categories where workspace_id = $1 and id = any($2)", tx.workspace_id, list(category_ids)
    )
    return {row["id"]: row["name"] for row in rows}


async def place(tx: Tx, field_ids: Sequence[UUID]) -> None:
    """Put fields into this order."""
    await tx.change(
        "update fields f set position = wanted.position, updated_at = $3 "
        "from unnest($2::uuid[]) with ordinality as wanted (id, position) "
        "where f.workspace_id = $1 and f.id = wanted.id and f.position <> wanted.position",
        tx.workspace_id, list(field_ids), tx.now,
    )  # fmt: skip


async def hold_order(tx: Tx) -> None:
    """Have others who would order fields wait until the transaction ends."""
    await tx.rows("select id from fields where workspace_id = $1 order by id for update", tx.workspace_id)


async def _place(tx: Tx, field: Field) -> None:
    await tx.change(
        "insert into category_fields (workspace_id, category_id, field_id) select $1, c, $3 from unnest($2::uuid[]) c",
        tx.workspace_id, list(field.category_ids), field.id,
    )  # fmt: skip


def _parts(field: Field) -> tuple[object, ...]:
    return (
        msgspec.json.encode(field.options).decode(), msgspec.json.encode(field.rules).decode(), field.help,
        field.is_required, field.visible_to_customer, field.editable_by_customer, field.position, field.is_active,
    )  # fmt: skip
