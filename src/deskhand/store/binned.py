"""Rows of the bin. Nothing here is seen before a transaction has opened it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct, convert

from deskhand.store.db import Row, Tx

_TICKET = (
    "select id, number, requester_id, organization_id, assignee_id, team_id, category_id, deleted_at from tickets "
)
_ERASING = (
    "update tickets set follow_up_of_id = null where workspace_id = $1 and follow_up_of_id = any($2)",
    """delete from delivery_attempts a using deliveries d where a.workspace_id = $1 and d.workspace_id = $1
           and d.id = a.delivery_id and d.ticket_id = any($2)""",
    "delete from deliveries where workspace_id = $1 and ticket_id = any($2)",
    """update messages set reply_to_id = null where workspace_id = $1 and reply_to_id in (
           select id from messages where workspace_id = $1 and ticket_id = any($2))""",
    "delete from messages where workspace_id = $1 and ticket_id = any($2)",
    "select erase_story(one) from unnest($2::uuid[]) as one where $1::uuid is not null",
    "delete from tickets where workspace_id = $1 and id = any($2)",
)
"""What goes, in the order of what refers to what; the rest hangs on the tickets and goes with them."""


class Binned(Struct, frozen=True, kw_only=True):
    """A ticket in the bin."""

    id: UUID
    number: str
    requester_id: UUID
    organization_id: UUID | None
    assignee_id: UUID | None
    team_id: UUID | None
    category_id: UUID | None
    deleted_at: datetime


async def open_bin(tx: Tx) -> None:
    """Let the transaction see what is in the bin."""
    await tx.value("select set_config('app.bin', 'open', true)")


async def put_in(tx: Tx, ticket_id: UUID, *, by: UUID | None) -> None:
    """Put a ticket into the open bin, and stop what was on its way about it."""
    await tx.change(
        "update tickets set deleted_at = $3, deleted_by_id = $4, version = version + 1, updated_at = $3 "
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, ticket_id, tx.now, by,
    )  # fmt: skip
    await tx.change(
        "update deliveries set state = 'superseded', reason = 'deleted', updated_at = $3 "
        "where workspace_id = $1 and ticket_id = $2 and state in ('planned', 'held', 'ready', 'retry_wait')",
        tx.workspace_id, ticket_id, tx.now,
    )  # fmt: skip


async def take_out(tx: Tx, ticket_id: UUID) -> None:
    """Take a ticket out of the open bin."""
    await tx.change(
        "update tickets set deleted_at = null, deleted_by_id = null, version = version + 1, updated_at = $3 "
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, ticket_id, tx.now,
    )  # fmt: skip


async def held_in(tx: Tx, ticket_id: UUID) -> Binned | None:
    """Return a ticket of the open bin and hold it; None when it is not there, or not the actor's to see."""
    row = await tx.row(
        f"{_TICKET} where workspace_id = $1 and id = $2 and deleted_at is not null for update",
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    return _binned(row)


async def oldest(tx: Tx, *, before: datetime, after: UUID | None) -> Binned | None:
    """Return and hold a ticket that was put into the open bin before a moment, the next one by its id."""
    row = await tx.row(
        f"{_TICKET} where workspace_id = $1 and deleted_at <= $2 and ($3::uuid is null or id > $3) "
        "order by id limit 1 for update skip locked",
        tx.workspace_id, before, after,
    )  # fmt: skip
    return _binned(row)


async def erase(tx: Tx, ticket_id: UUID) -> None:
    """Erase a ticket of the open bin with what was merged into it, and all that hangs on both; files are let go."""
    merged = await tx.rows(
        "select id from tickets where workspace_id = $1 and merged_into_id = $2", tx.workspace_id, ticket_id
    )
    for statement in _ERASING:
        await tx.change(statement, tx.workspace_id, [ticket_id, *(row["id"] for row in merged)])


def _binned(row: Row | None) -> Binned | None:
    return None if row is None else convert(dict(row), Binned)
