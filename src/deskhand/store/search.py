"""Rows of words to search by, written anew from their tickets."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.finding import Findable, documents_of
from deskhand.store.db import Tx

MOST_MESSAGES = 400
"""Messages of a ticket that it is found by: the opening ones and the rest up to here."""
LONGEST = 60_000
"""Characters of a message that are read for its words."""


class Backlog(Struct, frozen=True, kw_only=True):
    """How many of the tickets that were there before have been taken in, and whether that is all."""

    done: int
    is_finished: bool


async def take_in(tx: Tx, ticket_ids: Sequence[UUID]) -> int:
    """Write the words of tickets as they stand now; return how many there are of these tickets.

    Each ticket is held meanwhile, and read only then: of two that take in the same one, the later has the last word.
    """
    held = sorted(set(ticket_ids))
    await tx.rows("select pg_advisory_xact_lock(hashtextextended(id::text, 24)) from unnest($1::uuid[]) as id", held)
    rows = await tx.rows(_READ, tx.workspace_id, held, MOST_MESSAGES, LONGEST)
    documents = [
        (ticket.id, audience, document)
        for ticket in msgspec.convert([dict(row) for row in rows], list[Findable])
        for audience, document in documents_of(ticket).items()
    ]
    columns = [list(column) for column in zip(*documents, strict=True)] or [[], [], []]
    await tx.change(_WRITE, tx.workspace_id, *columns)
    await tx.change(_CLEAR, tx.workspace_id, held, *columns[:2])
    return len(rows)


async def take_in_backlog(tx: Tx, most: int) -> Backlog:
    """Take in the newest tickets that nothing has taken in yet, as many as asked, and note how far that went."""
    below = await tx.value(
        "select below from search_backlog where workspace_id = $1 and finished_at is null for update", tx.workspace_id
    )
    if below is None:
        return Backlog(done=0, is_finished=True)
    rows = await tx.rows(
        "select id from tickets where workspace_id = $1 and id < $2 order by id desc limit $3",
        tx.workspace_id, below, most,
    )  # fmt: skip
    ids = [row["id"] for row in rows]
    await take_in(tx, ids)
    done = await tx.value(
        "update search_backlog set below = $2, done = done + $3, finished_at = $4 where workspace_id = $1 "
        "returning done",
        tx.workspace_id, ids[-1] if ids else below, len(ids), None if ids else tx.now,
    )  # fmt: skip
    return Backlog(done=done, is_finished=not ids)


async def reopen_backlog(tx: Tx) -> None:
    """Have all tickets taken in once more, from the newest on: some were written without their words."""
    await tx.change(
        "insert into search_backlog (workspace_id, below) values ($1, $2) on conflict (workspace_id) do update "
        "set below = excluded.below, done = 0, finished_at = null",
        tx.workspace_id, UUID(int=2**128 - 1),
    )  # fmt: skip


_READ = """
    select t.id, t.number, t.subject, t.status, t.priority, t.type, t.source, t.requester_id, t.assignee_id,
           t.organization_id, t.team_id, t.category_id, r.name as requester_name, r.email as requester_email,
           o.name as organization_name, t.resolution,
           (select coalesce(jsonb_agg(jsonb_build_array(m.visibility, m.body) order by m.id), '[]')
            from (select id, visibility, left(body, $4) as body from messages
                  where workspace_id = $1 and ticket_id = t.id order by id limit $3) m) as messages
    from tickets t
    join users r on r.workspace_id = t.workspace_id and r.id = t.requester_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
    where t.workspace_id = $1 and t.id = any($2)
"""
_WRITE = """
    insert into ticket_words (workspace_id, ticket_id, audience, document)
    select $1, new.ticket_id, new.audience, new.document::tsvector
    from unnest($2::uuid[], $3::text[], $4::text[]) as new (ticket_id, audience, document)
    on conflict (workspace_id, ticket_id, audience) do update set document = excluded.document
    where ticket_words.document is distinct from excluded.document
"""
_CLEAR = """
    delete from ticket_words w where w.workspace_id = $1 and w.ticket_id = any($2) and not exists (
        select 1 from unnest($3::uuid[], $4::text[]) as kept (ticket_id, audience)
        where kept.ticket_id = w.ticket_id and kept.audience = w.audience)
"""
