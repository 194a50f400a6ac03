"""Rows of calendars and of their versions; a calendar that was removed is put aside, its versions stay."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from deskhand.rules.sla.calendar import Calendar
from deskhand.rules.sla.policy import Version
from deskhand.store.db import Tx


class Held(Struct, frozen=True, kw_only=True):
    """A calendar that is held against other writers, with the version that was saved last."""

    id: UUID
    name: str
    last: Version[Calendar]


async def locked(tx: Tx, calendar_id: UUID) -> Held | None:
    """Return a calendar and hold it until the transaction ends; None when there is none."""
    name = await tx.value(
        "select name from calendars where workspace_id = $1 and id = $2 and removed_at is null for update",
        tx.workspace_id, calendar_id,
    )  # fmt: skip
    row = await tx.row(
        "select number, since, content from calendar_versions where workspace_id = $1 and calendar_id = $2 "
        "order by number desc limit 1",
        tx.workspace_id, calendar_id,
    )  # fmt: skip
    if name is None or row is None:
        return None
    says = msgspec.convert(row["content"], Calendar, strict=False)
    return Held(id=calendar_id, name=name, last=Version(row["since"], row["number"], says))


async def says_now(tx: Tx, calendar_id: UUID) -> Calendar | None:
    """Return what a calendar says at present, whatever is planned."""
    content = await tx.value(
        "select content from calendar_versions where workspace_id = $1 and calendar_id = $2 and since <= $3 "
        "order by number desc limit 1",
        tx.workspace_id, calendar_id, tx.now,
    )  # fmt: skip
    return None if content is None else msgspec.convert(content, Calendar, strict=False)


async def count(tx: Tx) -> int:
    """Return how many calendars there are."""
    found: int = await tx.value(
        "select count(*) from calendars where workspace_id = $1 and removed_at is null", tx.workspace_id
    )
    return found


async def add(tx: Tx, calendar_id: UUID, name: str) -> bool:
    """Write a calendar that says nothing yet; False when its name is taken."""
    return bool(
        await tx.change(
            "insert into calendars (workspace_id, id, name, created_at) values ($1, $2, $3, $4) "
            "on conflict (workspace_id, name) where removed_at is null do nothing",
            tx.workspace_id, calendar_id, name, tx.now,
        )
    )  # fmt: skip


async def add_version(tx: Tx, calendar_id: UUID, calendar: Calendar, *, number: int, since: datetime) -> None:
    """Write what a calendar says from a moment on."""
    await tx.change(
        "insert into calendar_versions (workspace_id, calendar_id, number, since, content) "
        "values ($1, $2, $3, $4, $5::jsonb)",
        tx.workspace_id, calendar_id, number, since, msgspec.json.encode(calendar).decode(),
    )  # fmt: skip


async def rename(tx: Tx, calendar_id: UUID, name: str) -> bool:
    """Give a calendar another name; False when that is another's."""
    try:
        await tx.change(
            "update calendars set name = $3 where workspace_id = $1 and id = $2", tx.workspace_id, calendar_id, name
        )
    except asyncpg.UniqueViolationError:
        return False
    return True


async def ids_by_name(tx: Tx) -> dict[str, UUID]:
    """Return the calendars that there are, by their names."""
    rows = await tx.rows(
        "select name, id from calendars where workspace_id = $1 and removed_at is null order by name", tx.workspace_id
    )
    return {row["name"]: row["id"] for row in rows}
