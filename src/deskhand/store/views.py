"""Rows of saved views, and the columns that somebody chose for the queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from deskhand.rules.templates import Belonging
from deskhand.rules.views import Column, View
from deskhand.store.db import Row, Tx

COLUMNS = (
    "id, shipped, name, filters, sort, columns, grouping, scope, owner_id, team_id, position, version, created_at, "
    "updated_at"
)
"""The columns of a View, in a fixed order."""
HAD = "(v.scope = 'shared' or v.owner_id = $2 or v.scope = 'team' and ($4 or v.team_id = any($3)))"
"""Which views `v` somebody has: their own, their teams', and those of every agent."""

_CHANGEABLE: dict[str, str] = {
    "name": "text", "filters": "jsonb", "sort": "text", "columns": "jsonb", "grouping": "text", "scope": "text",
    "owner_id": "uuid", "team_id": "uuid", "position": "double precision",
}  # fmt: skip


async def add(tx: Tx, view: View) -> View:
    """Write a new view at the end, and return it with its place."""
    position: float = await tx.value(
        "insert into views (workspace_id, id, name, filters, sort, columns, grouping, scope, owner_id, team_id, "
        "position, created_at, updated_at) "
        "select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce(max(position), 0) + 1024, $11, $11 from views "
        "where workspace_id = $1 returning position",
        tx.workspace_id, view.id, view.name, _json(view.filters), view.sort, _json(view.columns), view.grouping,
        view.scope, view.owner_id, view.team_id, view.created_at,
    )  # fmt: skip
    return msgspec.structs.replace(view, position=position)


async def by_id(tx: Tx, view_id: UUID) -> View | None:
    """Return a view."""
    row = await tx.row(
        f"select {COLUMNS} from views where workspace_id = $1 and id = $2 and removed_at is null",  # noqa: S608 (a constant)
        tx.workspace_id, view_id,
    )  # fmt: skip
    return None if row is None else view_of(row)


async def locked(tx: Tx, view_id: UUID, *, was_removed: bool = False) -> View | None:
    """Return a view and hold its row until the transaction ends."""
    row = await tx.row(
        f"select {COLUMNS} from views where workspace_id = $1 and id = $2 "  # noqa: S608 (a constant)
        "and ($3 or removed_at is null) for update",
        tx.workspace_id, view_id, was_removed,
    )  # fmt: skip
    return None if row is None else view_of(row)


async def count(tx: Tx, whose: Belonging) -> int:
    """Return how many views somebody, a team, or everybody has, and let nobody add one until the transaction ends."""
    await tx.change("select pg_advisory_xact_lock(hashtextextended('views ' || $1::uuid::text, 0))", tx.workspace_id)
    return int(
        await tx.value(
            "select count(*) from views where workspace_id = $1 and scope = $2 and removed_at is null "
            "and owner_id is not distinct from $3 and team_id is not distinct from $4",
            tx.workspace_id, whose.scope, whose.owner_id, whose.team_id,
        )
    )  # fmt: skip


async def order(tx: Tx, *, user_id: UUID | None, team_ids: Sequence[UUID], every: bool) -> list[tuple[UUID, float]]:
    """Return the views that somebody has with their positions, in order."""
    rows = await tx.rows(
        f"select v.id, v.position from views v where v.workspace_id = $1 and {HAD} "  # noqa: S608 (a constant)
        "and v.removed_at is null order by v.position, v.id",
        tx.workspace_id, user_id, list(team_ids), every,
    )  # fmt: skip
    return [(row["id"], row["position"]) for row in rows]


async def change(tx: Tx, view: View, columns: dict[str, Any]) -> View:
    """Write changed columns, raise the version, and return the view as it stands then."""
    wanted = {name: _json(value) if _CHANGEABLE[name] == "jsonb" else value for name, value in columns.items()}
    assignments = ", ".join(f"{name} = ${place}::{_CHANGEABLE[name]}" for place, name in enumerate(wanted, 4))
    row = await tx.row(
        f"update views set {assignments}, version = version + 1, updated_at = $3 "  # noqa: S608 (fixed names)
        f"where workspace_id = $1 and id = $2 returning {COLUMNS}",
        tx.workspace_id, view.id, tx.now, *wanted.values(),
    )  # fmt: skip
    if row is None:
        raise AssertionError("unreachable: the row is held")
    return view_of(row)


async def spread(tx: Tx) -> None:
    """Give all views positions far apart again, in the order that they have."""
    await tx.change(
        "update views v set position = o.place * 1024 from (select id, row_number() over (order by position, id) "
        "as place from views where workspace_id = $1) o where v.workspace_id = $1 and v.id = o.id",
        tx.workspace_id,
    )


async def set_columns(tx: Tx, user_id: UUID, columns: Sequence[Column] | None) -> None:
    """Keep which columns somebody sees in the queue; None for the usual ones."""
    await tx.change(
        "update users set queue_columns = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, user_id, None if columns is None else _json(columns),
    )  # fmt: skip


def view_of(row: Row) -> View:
    """Return the view that a row holds."""
    return msgspec.convert({name: row[name] for name in View.__struct_fields__}, View)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
