"""Rows of merges: messages that stand on another ticket for a while, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import shortened
from deskhand.rules.merge import Audience
from deskhand.rules.message import PREVIEW
from deskhand.rules.ticket import Status, Ticket
from deskhand.store.db import Tx


class Kept(Struct, frozen=True, kw_only=True):
    """What a ticket was before it was merged, and into which one that was."""

    into_id: UUID
    status_before: Status
    closed_at_before: datetime | None


async def place_of(tx: Tx, ticket_id: UUID) -> UUID | None:
    """Return the ticket that one was merged into; None when it stands for itself."""
    found: UUID | None = await tx.value(
        "select merged_into_id from tickets where workspace_id = $1 and id = $2", tx.workspace_id, ticket_id
    )
    return found


async def below(tx: Tx, ticket_id: UUID) -> list[UUID]:
    """Return all tickets that came with a ticket: merged into it, or into one that was."""
    rows = await tx.rows(_BELOW, tx.workspace_id, ticket_id)
    return [row["ticket_id"] for row in rows]


_BELOW = """
    with recursive carried as (
        select ticket_id from ticket_merges where workspace_id = $1 and into_id = $2
        union
        select m.ticket_id from ticket_merges m join carried on m.into_id = carried.ticket_id where m.workspace_id = $1
    )
    select ticket_id from carried order by ticket_id
"""


async def audiences(tx: Tx, ticket_ids: Sequence[UUID]) -> dict[UUID, Audience]:
    """Return which customers read tickets."""
    rows = await tx.rows(_AUDIENCES, tx.workspace_id, list(ticket_ids))
    return {
        row["id"]: Audience(
            requester_id=row["requester_id"], requester_organization_id=row["requester_organization_id"],
            shared_with=row["shared_with"],
        )
        for row in rows
    }  # fmt: skip


_AUDIENCES = """
    select t.id, t.requester_id, u.organization_id as requester_organization_id,
           case when o.shares_tickets then t.organization_id end as shared_with
    from tickets t
    join users u on u.workspace_id = t.workspace_id and u.id = t.requester_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
    where t.workspace_id = $1 and t.id = any($2)
"""


async def of_ticket(tx: Tx, ticket_id: UUID) -> Kept | None:
    """Return the merge of a ticket; None when it was not merged."""
    row = await tx.row(
        "select into_id, status_before, closed_at_before from ticket_merges where workspace_id = $1 and ticket_id = $2",
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Kept)


async def add(tx: Tx, source: Ticket, into_id: UUID) -> None:
    """Keep what a ticket is before it is merged."""
    await tx.change(
        "insert into ticket_merges (workspace_id, ticket_id, into_id, status_before, closed_at_before, created_at) "
        "values ($1, $2, $3, $4, $5, $6)",
        tx.workspace_id, source.id, into_id, source.status, source.closed_at, tx.now,
    )  # fmt: skip


async def remove(tx: Tx, ticket_id: UUID) -> None:
    """Forget a merge that was taken back."""
    await tx.change("delete from ticket_merges where workspace_id = $1 and ticket_id = $2", tx.workspace_id, ticket_id)


async def move_messages(tx: Tx, source_id: UUID, into_id: UUID) -> int:
    """Put all messages of a ticket onto another one, each with where it belongs; return how many."""
    return await tx.change(
        "update messages set home_id = coalesce(home_id, ticket_id), ticket_id = $3 "
        "where workspace_id = $1 and ticket_id = $2",
        tx.workspace_id, source_id, into_id,
    )  # fmt: skip


async def move_back(tx: Tx, ticket_id: UUID, place_id: UUID, *, carried: Sequence[UUID]) -> int:
    """Put what belongs to a ticket, and to those that came with it, back onto it; return how many."""
    return await tx.change(
        "update messages set ticket_id = $2, home_id = nullif(home_id, $2) "
        "where workspace_id = $1 and ticket_id = $3 and (home_id = $2 or home_id = any($4))",
        tx.workspace_id, ticket_id, place_id, list(carried),
    )  # fmt: skip


async def bring_watchers(tx: Tx, source_id: UUID, into_id: UUID) -> None:
    """Have whoever asked for or watches a ticket watch the one that it is merged into."""
    await tx.change(_BRING, tx.workspace_id, source_id, into_id, tx.now)


_BRING = """
    insert into ticket_watchers (workspace_id, ticket_id, user_id, came_with_id, created_at)
    select $1, $3::uuid, w.user_id, coalesce(w.came_with_id, $2), $4::timestamptz from ticket_watchers w
    where w.workspace_id = $1 and w.ticket_id = $2
    union
    select $1, $3, s.requester_id, $2::uuid, $4 from tickets s
    join tickets i on i.workspace_id = $1 and i.id = $3 and i.requester_id <> s.requester_id
    where s.workspace_id = $1 and s.id = $2
    on conflict (workspace_id, ticket_id, user_id) do nothing
"""


async def take_watchers_back(tx: Tx, place_id: UUID, *, came_with: Sequence[UUID]) -> None:
    """Have those who came with merged tickets watch their place no more, unless another one brings them, too."""
    gone = await tx.rows(
        "delete from ticket_watchers where workspace_id = $1 and ticket_id = $2 and came_with_id = any($3) "
        "returning user_id",
        tx.workspace_id, place_id, list(came_with),
    )  # fmt: skip
    await tx.change(_STILL, tx.workspace_id, place_id, list(came_with), [row["user_id"] for row in gone], tx.now)


_STILL = """
    insert into ticket_watchers (workspace_id, ticket_id, user_id, came_with_id, created_at)
    select distinct on (w.user_id) $1, $2, w.user_id, w.ticket_id, $5::timestamptz from ticket_watchers w
    join tickets k on k.workspace_id = $1 and k.id = w.ticket_id and k.merged_into_id = $2
    where w.workspace_id = $1 and w.user_id = any($4) and w.came_with_id is null and not k.id = any($3)
    order by w.user_id, w.ticket_id
    on conflict (workspace_id, ticket_id, user_id) do nothing
"""


async def recount(tx: Tx, ticket_id: UUID) -> None:
    """Have a ticket's row say again how many public messages stand on it, and which is the last."""
    last = await tx.row(_LAST, tx.workspace_id, ticket_id)
    count = await tx.value(
        "select count(*) from messages where workspace_id = $1 and ticket_id = $2 and visibility = 'public'",
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    await tx.change(
        _RECOUNT, tx.workspace_id, ticket_id, tx.now, count, last and last["created_at"], last and last["author_kind"],
        last and shortened(last["body"], to=PREVIEW),
    )  # fmt: skip


_LAST = """
    select author_kind, body, created_at from messages
    where workspace_id = $1 and ticket_id = $2 and visibility = 'public' order by id desc limit 1
"""
_RECOUNT = """
    update tickets set message_count = $4, last_message_at = coalesce($5, last_message_at),
        last_message_by = coalesce($6, last_message_by), last_message_preview = coalesce($7, last_message_preview),
        version = version + 1, updated_at = $3
    where workspace_id = $1 and id = $2
"""
