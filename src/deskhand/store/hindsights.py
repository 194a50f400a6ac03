"""Rows of hindsights: what a draft of a policy would have made of past tickets, worked out in slices under a lease."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.sla.hindsight import MOST_FLIPS, Flip, Tally
from deskhand.rules.sla.policy import Policy
from deskhand.store.db import Tx

_NOWHERE = UUID(int=0)


class Draft(Struct, frozen=True, kw_only=True):
    """A policy as somebody would save it, and whose place it takes; `start_id` is the one that it began as."""

    policy_id: UUID
    is_new: bool
    name: str
    says: Policy
    number: int | None = None
    start_id: UUID | None = None


class Held(Struct, frozen=True, kw_only=True):
    """A run that is held while its next slice is worked out."""

    policy_id: UUID
    draft: Policy
    until: datetime
    reached_at: datetime
    reached_id: UUID
    tally: Tally
    flipped: int


class Reached(Struct, frozen=True, kw_only=True):
    """A ticket up to which a run has come, and whether it counts by a policy, or nobody knows yet by which."""

    id: UUID
    created_at: datetime
    counts: bool


async def replace(tx: Tx, owner_id: UUID, draft: Draft, *, since: datetime) -> UUID:
    """Write somebody's run, due at once, in the place of the one before."""
    await tx.value("select 1 from users where workspace_id = $1 and id = $2 for update", tx.workspace_id, owner_id)
    await tx.change("delete from hindsights where workspace_id = $1 and owner_id = $2", tx.workspace_id, owner_id)
    hindsight_id = tx.new_id()
    await tx.change(
        "insert into hindsights (workspace_id, id, owner_id, policy_id, is_new, start_id, name, number, draft, since, "
        "until, reached_at, reached_id, due_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $10, $12, $11)",
        tx.workspace_id, hindsight_id, owner_id, draft.policy_id, draft.is_new, draft.start_id, draft.name,
        draft.number, msgspec.json.encode(draft.says).decode(), since, tx.now, _NOWHERE,
    )  # fmt: skip
    return hindsight_id


async def hold(tx: Tx, hindsight_id: UUID, *, fence: int) -> Held | None:
    """Return a claimed run and hold it until the transaction ends; None for an old claim."""
    row = await tx.row(
        "select policy_id, draft, until, reached_at, reached_id, tally, flipped from hindsights "
        "where workspace_id = $1 and id = $2 and fence = $3 and due_at is not null for update",
        tx.workspace_id, hindsight_id, fence,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Held, strict=False)


async def next_tickets(tx: Tx, held: Held, most: int) -> list[Reached]:
    """Return the next tickets that were opened in the span of a run, the oldest first."""
    rows = await tx.rows(
        "select id, created_at, sla_policy_id = $5 or sla_book = 0 as counts from tickets "
        "where workspace_id = $1 and created_at >= $2 and created_at <= $4 and (created_at > $2 or id > $3) "
        "and deleted_at is null order by created_at, id limit $6",
        tx.workspace_id, held.reached_at, held.reached_id, held.until, held.policy_id, most,
    )  # fmt: skip
    return [Reached(id=row["id"], created_at=row["created_at"], counts=bool(row["counts"])) for row in rows]


async def note(tx: Tx, hindsight_id: UUID, reached: Reached | None, *, tally: Tally, flipped: int) -> None:
    """Note how far a held run has come; None is the end."""
    await tx.change(
        "update hindsights set tally = $3::jsonb, flipped = $4, attempts = 0, reached_at = coalesce($5, reached_at), "
        "reached_id = coalesce($6, reached_id), state = case when $6::uuid is null then 'ready' else 'judging' end, "
        "due_at = case when $6::uuid is null then null else $7::timestamptz end where workspace_id = $1 and id = $2",
        tx.workspace_id, hindsight_id, msgspec.json.encode(tally).decode(), flipped,
        reached and reached.created_at, reached and reached.id, tx.now,
    )  # fmt: skip


async def add_flips(tx: Tx, hindsight_id: UUID, found: Sequence[tuple[UUID, Flip]], *, flipped: int) -> None:
    """Write tickets that flip, as many as a run names."""
    rows = found[: max(MOST_FLIPS - flipped, 0)]
    if rows:
        await tx.change(
            "insert into hindsight_flips (workspace_id, hindsight_id, ticket_id, is_late, targets) "
            "select $1, $2, f.ticket_id, f.is_late, string_to_array(f.targets, ' ') "
            "from unnest($3::uuid[], $4::boolean[], $5::text[]) as f (ticket_id, is_late, targets)",
            tx.workspace_id, hindsight_id, [ticket_id for ticket_id, _ in rows],
            [flip.is_late for _, flip in rows], [" ".join(flip.targets) for _, flip in rows],
        )  # fmt: skip


async def put_off(tx: Tx, hindsight_id: UUID, *, fence: int, until: datetime, most: int) -> None:
    """Have a claimed run tried again later; one that failed so often is given up."""
    await tx.change(
        "update hindsights set state = case when attempts >= $5 then 'failed' else state end, "
        "due_at = case when attempts >= $5 then null else $4::timestamptz end "
        "where workspace_id = $1 and id = $2 and fence = $3",
        tx.workspace_id, hindsight_id, fence, until, most,
    )  # fmt: skip


async def forget_old(tx: Tx, kept: timedelta) -> int:
    """Remove runs that were asked for long ago, with what they found; return how many."""
    return await tx.change(
        "delete from hindsights where workspace_id = $1 and until < $2", tx.workspace_id, tx.now - kept
    )
