"""Rows of a made-up crowd, written many at once: people, their tickets, and what happened on them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit import ids
from deskhand.rules import events
from deskhand.rules.access import Role
from deskhand.rules.message import Words
from deskhand.rules.ticket import Priority, Status, Type
from deskhand.store.db import Tx
from deskhand.store.emission import DIGEST, EVENT


class Member(Struct, frozen=True, kw_only=True):
    """Somebody of the crowd."""

    id: UUID
    email: str
    role: Role
    first: str
    last: str
    organization_id: UUID | None

    @property
    def name(self) -> str:
        """What the desk calls them."""
        return f"{self.first} {self.last}"


class Said(Struct, frozen=True, kw_only=True):
    """A message of the crowd."""

    id: UUID
    author: Member
    kind: str
    internal: bool
    words: Words
    at: datetime


class Happened(Struct, frozen=True, kw_only=True):
    """An event of the crowd; nothing follows from it."""

    event: events.Event
    at: datetime
    by: Member | None


class Told(Struct, kw_only=True):
    """A ticket of the crowd with all that was said and done."""

    id: UUID
    subject: str
    priority: Priority
    type: Type
    requester: Member
    created_at: datetime
    status: Status = Status.OPEN
    assignee: Member | None = None
    resolver: Member | None = None
    resolution: str | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    said: list[Said] = []
    happened: list[Happened] = []


_PEOPLE = """
    insert into users (workspace_id, id, email, role, first_name, last_name, organization_id, is_demo, created_at)
    select $1, u.id, u.email, u.role, u.first, u.last, u.organization, true, $2
    from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[])
        as u (id, email, role, first, last, organization)
"""
_ORGANIZATIONS = """
    insert into organizations (workspace_id, id, name, is_priority_client, is_demo, created_at)
    select $1, o.id, o.name, o.is_priority, true, $2
    from unnest($3::uuid[], $4::text[], $5::boolean[]) as o (id, name, is_priority)
"""
_TICKETS = """
    insert into tickets (workspace_id, id, number, subject, status, priority, priority_reason, type, source,
                         requester_id, organization_id, assignee_id, message_count, resolution, resolved_by_id,
                         first_response_at, resolved_at, closed_at, created_at, updated_at, last_message_at,
                         last_message_by, last_message_preview)
    select $1, t.id, n.number, t.subject, t.status, t.priority, 'Set when it was opened.', t.type, 'demo', t.requester,
           t.organization, t.assignee, t.messages, t.resolution, t.resolver, t.first_response, t.resolved, t.closed,
           t.created, t.updated, t.last_at, t.last_by, t.last_words
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[],
                $10::integer[], $11::text[], $12::uuid[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[],
                $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::text[], $20::text[])
        as t (id, subject, status, priority, type, requester, organization, assignee, messages, resolution, resolver,
              first_response, resolved, closed, created, updated, last_at, last_by, last_words)
    join unnest($2::uuid[], $21::text[]) as n (id, number) on n.id = t.id
"""
_NUMBERS = """
    select array_agg(next_ticket_number(t.at) order by t.place)
    from unnest($1::timestamptz[]) with ordinality as t (at, place)
"""
_MESSAGES = """
    insert into messages (workspace_id, id, ticket_id, author_id, author_kind, visibility, is_opening, source, html,
                          body, created_at)
    select $1, m.id, m.ticket, m.author, m.kind, m.visibility, m.opening, 'demo', m.html, m.body, m.at
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[],
                $10::timestamptz[])
        as m (id, ticket, author, kind, visibility, opening, html, body, at)
"""

_EVENTS = f"""
    insert into events ({EVENT}, digest) select {EVENT}, {DIGEST}
    from (select $1::uuid as workspace_id, t.* from
        unnest($2::uuid[], $3::text[], $4::boolean[], $5::uuid[], $6::text[], $7::uuid[], $8::text[], $9::jsonb[],
               $10::bytea[], $11::timestamptz[])
            as t (id, name, is_public, ticket_id, actor_kind, actor_id, actor_name, payload, salt, created_at)) e
"""  # noqa: S608 (constants of ours)


async def add_people(tx: Tx, organizations: Sequence[tuple[UUID, str, bool]], people: Sequence[Member]) -> None:
    """Write clients and people of the crowd, marked as made up."""
    await tx.change(_ORGANIZATIONS, tx.workspace_id, tx.now, *_columns(organizations, 3))
    rows = [(one.id, one.email, one.role, one.first, one.last, one.organization_id) for one in people]
    await tx.change(_PEOPLE, tx.workspace_id, tx.now, *_columns(rows, 6))


async def add_tickets(tx: Tx, told: Sequence[Told]) -> None:
    """Write tickets with their messages and events, the oldest first; no follow-up is written for them."""
    numbers = await tx.value(_NUMBERS, [ticket.created_at for ticket in told])
    rows = [_ticket(ticket) for ticket in told]
    await tx.change(_TICKETS, tx.workspace_id, *_columns(rows, 19), numbers)
    said = [_message(ticket, said, place) for ticket in told for place, said in enumerate(ticket.said)]
    await tx.change(_MESSAGES, tx.workspace_id, *_columns(said, 9))
    happened = [
        _event(one, ticket, number=number)
        for ticket, number in zip(told, numbers, strict=True)
        for one in ticket.happened
    ]
    await tx.change(_EVENTS, tx.workspace_id, *_columns(happened, 10))


def _ticket(told: Told) -> tuple[object, ...]:
    public = [said for said in told.said if not said.internal]
    last = public[-1]
    updated = max(last.at, *(one.at for one in told.happened))
    return (
        told.id, told.subject, told.status, told.priority, told.type, told.requester.id,
        told.requester.organization_id, None if told.assignee is None else told.assignee.id, len(public),
        told.resolution, None if told.resolver is None else told.resolver.id, told.first_response_at,
        told.resolved_at, told.closed_at, told.created_at, updated, last.at, last.kind, last.words.preview,
    )  # fmt: skip


def _message(told: Told, said: Said, place: int) -> tuple[object, ...]:
    visibility = "internal" if said.internal else "public"
    return (
        said.id, told.id, said.author.id, said.kind, visibility, place == 0, said.words.html, said.words.body, said.at
    )  # fmt: skip


def _event(one: Happened, told: Told, *, number: str) -> tuple[object, ...]:
    event = one.event
    if isinstance(event, events.TicketCreated):
        event = msgspec.structs.replace(event, number=number)
    return (
        ids.id_at(one.at), event.name, event.public, told.id, "system" if one.by is None else "person",
        None if one.by is None else one.by.id, "demo" if one.by is None else one.by.name,
        msgspec.json.encode(event).decode(), secrets.token_bytes(16), one.at,
    )  # fmt: skip


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(width)]
