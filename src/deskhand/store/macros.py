"""Rows of macros, and what one did to a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from deskhand.rules.macros import Effects, Macro
from deskhand.store.db import Row, Tx

COLUMNS = (
    "id, name, effects, scope, owner_id, team_id, position, is_active, uses, last_used_at, version, created_at, "
    "updated_at"
)
"""The columns of a Macro, in a fixed order."""

_ONE = f"select {COLUMNS} from macros where workspace_id = $1 and id = $2"  # noqa: S608 (a constant)
_ONE_HELD = f"{_ONE} for update"
_CHANGEABLE: dict[str, str] = {
    "name": "text", "effects": "jsonb", "template_id": "uuid", "scope": "text", "owner_id": "uuid", "team_id": "uuid",
    "is_active": "boolean",
}  # fmt: skip


async def add(tx: Tx, macro: Macro) -> Macro:
    """Write a new macro at the end, and return it with its place."""
    position: int = await tx.value(
        "insert into macros (workspace_id, id, name, effects, template_id, scope, owner_id, team_id, position, "
        "is_active, created_at, updated_at) "
        "select $1, $2, $3, $4, $5, $6, $7, $8, coalesce(max(position), 0) + 1, $9, $10, $10 from macros "
        "where workspace_id = $1 returning position",
        tx.workspace_id, macro.id, macro.name, _json(macro.effects), macro.effects.template_id, macro.scope,
        macro.owner_id, macro.team_id, macro.is_active, macro.created_at,
    )  # fmt: skip
    return msgspec.structs.replace(macro, position=position)


async def by_id(tx: Tx, macro_id: UUID) -> Macro | None:
    """Return a macro."""
    return await _found(tx, _ONE, macro_id)


async def locked(tx: Tx, macro_id: UUID) -> Macro | None:
    """Return a macro and hold its row until the transaction ends."""
    return await _found(tx, _ONE_HELD, macro_id)


async def change(tx: Tx, macro: Macro, columns: dict[str, Any]) -> Macro:
    """Write changed columns, raise the version, and return the macro as it stands then."""
    wanted = dict(columns)
    if "effects" in columns:
        wanted |= {"effects": _json(columns["effects"]), "template_id": columns["effects"].template_id}
    names = sorted(wanted)
    assignments = ", ".join(f"{name} = ${place}::{_CHANGEABLE[name]}" for place, name in enumerate(names, start=4))
    await tx.change(
        f"update macros set {assignments}, version = version + 1, updated_at = $3 "  # noqa: S608 (a fixed map)
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, macro.id, tx.now, *(wanted[name] for name in names),
    )  # fmt: skip
    return msgspec.structs.replace(macro, **columns, version=macro.version + 1, updated_at=tx.now)


async def remove(tx: Tx, macro_id: UUID) -> None:
    """Remove a macro."""
    await tx.change("delete from macros where workspace_id = $1 and id = $2", tx.workspace_id, macro_id)


async def count_use(tx: Tx, macro_id: UUID) -> None:
    """Count that a macro was applied."""
    await tx.change(
        "update macros set uses = uses + 1, last_used_at = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, macro_id, tx.now,
    )  # fmt: skip


async def all_locked(tx: Tx) -> list[Macro]:
    """Return every macro in its order and hold their rows until the transaction ends."""
    rows = await tx.rows(
        f"select {COLUMNS} from macros where workspace_id = $1 order by position, id for update",  # noqa: S608 (a constant)
        tx.workspace_id,
    )
    return [_macro(row) for row in rows]


async def place(tx: Tx, macro_ids: Sequence[UUID]) -> None:
    """Put macros into this order."""
    await tx.change(
        "update macros m set position = wanted.position "
        "from unnest($2::uuid[]) with ordinality as wanted (id, position) "
        "where m.workspace_id = $1 and m.id = wanted.id and m.position <> wanted.position",
        tx.workspace_id, list(macro_ids),
    )  # fmt: skip


async def _found(tx: Tx, statement: str, macro_id: UUID) -> Macro | None:
    row = await tx.row(statement, tx.workspace_id, macro_id)
    return None if row is None else _macro(row)


def _macro(row: Row) -> Macro:
    return msgspec.convert(dict(row), Macro)


def _json(effects: Effects) -> str:
    return msgspec.json.encode(effects).decode()
