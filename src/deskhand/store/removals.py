"""What was removed and can be taken back: calendars, policies, views and rules are put aside, all in one way."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import asyncpg
from msgspec import Struct

from deskhand.store.db import Tx

KEPT = timedelta(days=90)
"""How long a removal can be taken back."""


class Removable(StrEnum):
    """What can be removed, by its table."""

    CALENDAR = "calendars"
    POLICY = "sla_policies"
    VIEW = "views"
    RULE = "automation_rules"


TABLES: dict[Removable, str] = {kind: kind.value for kind in Removable}


class Removed(Struct, frozen=True, kw_only=True):
    """What somebody wants back; without a moment it was not removed."""

    name: str
    removed_at: datetime | None


async def put_aside(tx: Tx, kind: Removable, removed_id: UUID) -> None:
    """Have something be nobody's to use or choose any more."""
    await tx.change(
        f"update {TABLES[kind]} set removed_at = $3 where workspace_id = $1 and id = $2",  # noqa: S608 (a fixed map)
        tx.workspace_id, removed_id, tx.now,
    )  # fmt: skip


async def locked(tx: Tx, kind: Removable, removed_id: UUID) -> Removed | None:
    """Return what can be taken back and hold it until the transaction ends; None when there is none any more."""
    row = await tx.row(
        f"select name, removed_at from {TABLES[kind]} where workspace_id = $1 and id = $2 "  # noqa: S608 (a fixed map)
        "and (removed_at is null or removed_at > $3) for update",
        tx.workspace_id, removed_id, tx.now - KEPT,
    )  # fmt: skip
    return None if row is None else Removed(**dict(row))


async def bring_back(tx: Tx, kind: Removable, removed_id: UUID) -> bool:
    """Have something be there again as it was; False when its name is another's by now."""
    try:
        await tx.change(
            f"update {TABLES[kind]} set removed_at = null where workspace_id = $1 and id = $2",  # noqa: S608 (as above)
            tx.workspace_id, removed_id,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    return True


async def forget_old_views(tx: Tx) -> int:
    """Erase views that were removed too long ago to be taken back; return how many."""
    return await tx.change(
        "delete from views where workspace_id = $1 and removed_at <= $2", tx.workspace_id, tx.now - KEPT
    )
