"""Rows of changes of many tickets, and of what became of each ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.bulk import Fate, Kept, State, Wanted
from deskhand.store.db import Row, Tx

_COLUMNS = "id, user_id, wish, total, state, created_at, finished_at"


class Bulk(Struct, frozen=True, kw_only=True):
    """A change of many tickets."""

    id: UUID
    user_id: UUID
    wish: Wanted
    total: int
    state: State
    created_at: datetime
    finished_at: datetime | None


class Taken(Struct, frozen=True, kw_only=True):
    """What a change did to one ticket, by column."""

    ticket_id: UUID
    before: Kept | None
    after: Kept | None


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one ticket; without `before` and `after` those that were written stay."""

    ticket_id: UUID
    fate: Fate
    reason: str | None = None
    before: Kept | None = None
    after: Kept | None = None


async def begin(tx: Tx, ticket_ids: Sequence[UUID], wanted: Wanted, *, by: UUID) -> Bulk:
    """Write a change that is about to run over tickets of the actor's sight."""
    bulk_id = tx.new_id()
    await tx.change(
        "insert into bulk_changes (workspace_id, id, user_id, wish, total, state, created_at) "
        "values ($1, $2, $3, $4, $5, 'running', $6)",
        tx.workspace_id, bulk_id, by, msgspec.json.encode(wanted).decode(), len(ticket_ids), tx.now,
    )  # fmt: skip
    await tx.change(
        "insert into bulk_tickets (workspace_id, bulk_id, ticket_id) "
        "select $1, $2, t.id from tickets t where t.workspace_id = $1 and t.id = any($3)",
        tx.workspace_id, bulk_id, list(ticket_ids),
    )  # fmt: skip
    return Bulk(
        id=bulk_id, user_id=by, wish=wanted, total=len(ticket_ids), state=State.RUNNING, created_at=tx.now,
        finished_at=None,
    )  # fmt: skip


async def by_id(tx: Tx, bulk_id: UUID, *, by: UUID) -> Bulk | None:
    """Return a change that somebody asked for, and hold it until the transaction ends."""
    row = await tx.row(
        f"select {_COLUMNS} from bulk_changes where workspace_id = $1 and id = $2 and user_id = $3 for update",  # noqa: S608 (a constant)
        tx.workspace_id, bulk_id, by,
    )  # fmt: skip
    return None if row is None else _bulk(row)


async def next_of(tx: Tx, bulk_id: UUID, *, fate: Fate, most: int) -> list[Taken]:
    """Return the next tickets of one fate, always in the same order."""
    rows = await tx.rows(
        "select ticket_id, before, after from bulk_tickets where workspace_id = $1 and bulk_id = $2 and state = $3 "
        "order by ticket_id limit $4",
        tx.workspace_id, bulk_id, fate, most,
    )  # fmt: skip
    return [Taken(**dict(row)) for row in rows]


async def settle(tx: Tx, bulk_id: UUID, outcomes: Sequence[Outcome]) -> None:
    """Write what became of tickets."""
    await tx.change_each(
        "update bulk_tickets set state = $4, reason = $5, before = coalesce($6, before), after = coalesce($7, after) "
        "where workspace_id = $1 and bulk_id = $2 and ticket_id = $3",
        [
            (tx.workspace_id, bulk_id, one.ticket_id, one.fate, one.reason, _json(one.before), _json(one.after))
            for one in outcomes
        ],
    )


async def move(tx: Tx, bulk_id: UUID, state: State) -> None:
    """Write how far a change has come."""
    is_over = state in {State.DONE, State.UNDONE}
    await tx.change(
        "update bulk_changes set state = $3, finished_at = case when $4 then $5 else finished_at end "
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, bulk_id, state, is_over, tx.now,
    )  # fmt: skip


async def count(tx: Tx, bulk_id: UUID, fate: Fate) -> int:
    """Return how many tickets of a change met one fate."""
    found: int = await tx.value(
        "select count(*) from bulk_tickets where workspace_id = $1 and bulk_id = $2 and state = $3",
        tx.workspace_id, bulk_id, fate,
    )  # fmt: skip
    return found


async def forget(tx: Tx, *, by: UUID, older_than: timedelta) -> None:
    """Remove somebody's changes that nobody can take back any more."""
    await tx.change(
        "delete from bulk_changes where workspace_id = $1 and user_id = $2 and finished_at < $3",
        tx.workspace_id, by, tx.now - older_than,
    )  # fmt: skip


def _bulk(row: Row) -> Bulk:
    return msgspec.convert(dict(row), Bulk)


def _json(value: Kept | None) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
