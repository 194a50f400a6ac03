"""What customers read: their tickets and the public side of one. Only the public view of messages is touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.queries.attachments import FILES, File, files_of
from deskhand.queries.classified import DETAILED, UNSORTED, Classification, classification_of
from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED, decode_cursor, encode_cursor, this_one
from deskhand.queries.matching import matching
from deskhand.queries.merges import place_from
from deskhand.rules.access import Can, Person, is_staff
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import Filters
from deskhand.rules.rating import may_rate
from deskhand.rules.ticket import Standing, Status, is_long_done, moves_from, whose_turn
from deskhand.store.db import Reading
from deskhand.store.db import Row as Record

PAGE = 25
"""Tickets of a page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in a customer's list."""

    id: UUID
    number: str
    subject: str
    status: str
    whose_turn: str
    created_at: datetime
    updated_at: datetime
    requester_name: str | None


@dataclass(frozen=True, slots=True)
class MyTickets:
    """A page of a customer's tickets, the newest first."""

    rows: list[Row]
    total: int | str
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A public message; `mine` when the reader wrote it."""

    id: UUID
    author_name: str | None
    author_kind: str
    mine: bool
    html: str
    text: str
    created_at: datetime
    files: list[File]
    is_merged: bool = False
    """Whether it belongs to a ticket that was merged into this one."""


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as its requester sees it; `moves` are what they may do now: close, cancel, reopen."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    type: str
    source: str
    version: int
    whose_turn: str
    requester_id: UUID
    requester_name: str | None
    assignee_name: str | None
    created_at: datetime
    updated_at: datetime
    follow_up_of_id: UUID | None
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    sla_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    resolution: str | None
    messages: list[Message]
    moves: tuple[str, ...]
    classification: Classification = UNSORTED
    rating: tuple[int, str] | None = None
    may_rate: bool = False
    """Whether the reader asked and may say now how satisfied they are, or say it otherwise."""
    is_watching: bool = False
    next_response_due_at: datetime | None = None
    merged_into: tuple[UUID, str] | None = None
    """Id and number of the ticket that this one was merged into."""
    merged_into_id: UUID | None = None

    @property
    def opening(self) -> Message | None:
        """Return what the ticket was opened with."""
        own = (message for message in self.messages if not message.is_merged)
        return next(own, self.messages[0] if self.messages else None)


_TICKET = f"""
    select {DETAILED}, t.id, t.number, t.subject, t.status, t.priority, t.type, t.source, t.version, t.requester_id,
        person_name(t.requester_id) as requester_name, person_name(t.assignee_id) as assignee_name,
        t.assignee_id, t.created_at, t.updated_at, t.first_response_at, t.first_response_due_at, t.sla_due_at,
        t.next_response_due_at, t.follow_up_of_id, t.resolved_at, t.closed_at, t.resolution,
        (select coalesce(jsonb_agg(jsonb_build_array(m.id, m.author_id, person_name(m.author_id), m.author_kind,
                m.html, m.body, m.created_at, {FILES}, m.home_id is not null) order by m.id), '[]')
         from public_messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id) as messages,
        r.rating, r.comment, r.created_at as rated_at,
        exists (select from ticket_watchers w where w.workspace_id = t.workspace_id and w.ticket_id = t.id
                and w.user_id = (select deskhand_actor())) as is_watching, t.merged_into_id,
        (select jsonb_build_array(k.id, k.number) from tickets k
         where k.workspace_id = t.workspace_id and k.id = t.merged_into_id) as merged_into
    from tickets t left join ratings r on r.workspace_id = t.workspace_id and r.ticket_id = t.id
"""  # noqa: S608 (a constant)


@query(needs=Can.READ_TICKET)
async def my_tickets(
    reading: Reading, filters: Filters, *, cursor: str | None = None, limit: int = PAGE, page: int = 1
) -> MyTickets:
    """Return a page of the tickets that the reader may see, the newest first, in one statement."""
    matched = await matching(reading, filters)
    where = matched.where
    counted = where.text()
    if cursor is not None:
        (last,) = decode_cursor(cursor, tuple[UUID])
        where.add("t.id < ?", last)
    offset = 0 if cursor is not None else (page - 1) * limit
    statement = f"""
        select (select count(*) from (select 1 from tickets t where {counted} limit {COUNTED + 1}) c) as total, page.*
        from (select 1) as one left join lateral (
            select t.id, t.number, t.subject, t.status, t.created_at, t.updated_at,
                   person_name(t.requester_id) as requester_name
            from tickets t where {where.text()} order by t.id desc limit {int(limit) + 1} offset {int(offset)}
        ) page on true order by page.id desc
    """  # noqa: S608 (fragments are constants, values are parameters)
    records = await reading.rows(statement, *where.values)
    found = [record for record in records if record["id"] is not None]
    more = len(found) > limit
    return MyTickets(
        rows=[_row(record) for record in found[:limit]],
        total=matched.total(records[0]["total"]),
        next_cursor=encode_cursor(found[limit - 1]["id"]) if more else None,
    )


@query(needs=Can.READ_TICKET)
async def read_my_ticket(reading: Reading, ticket_id: UUID) -> TicketView:
    """Return the public side of a ticket that the reader may see, in one statement."""
    where = this_one(reading.actor, ticket_id)
    record = await reading.row(f"{_TICKET} where {where.text()}", *where.values)
    if record is None:
        raise NotFound("There is no such ticket, or it is not yours to see.")
    standing = Standing(
        status=Status(record["status"]),
        is_assigned=record["assignee_id"] is not None,
        is_answered=record["first_response_at"] is not None,
        by_agent=is_staff(reading.actor),
        is_long_done=is_long_done(Status(record["status"]), closed_at=record["closed_at"], now=reading.now),
    )
    reader = reading.actor.user_id if isinstance(reading.actor, Person) else None
    return TicketView(
        **{name: record[name] for name in _PLAIN},
        whose_turn=whose_turn(standing.status),
        messages=[_message(item, reader) for item in record["messages"]],
        moves=tuple(verb.value for verb in moves_from(standing)),
        classification=classification_of(record),
        rating=None if record["rating"] is None else (record["rating"], record["comment"]),
        may_rate=reader == record["requester_id"]
        and may_rate(standing.status, rated_at=record["rated_at"], now=reading.now),
        is_watching=record["is_watching"],
        merged_into=place_from(record["merged_into"]),
    )


_PLAIN = (
    "id", "number", "subject", "status", "priority", "type", "source", "version", "requester_id", "requester_name",
    "assignee_name", "created_at", "updated_at", "follow_up_of_id", "first_response_at", "first_response_due_at",
    "sla_due_at", "next_response_due_at", "resolved_at", "closed_at", "resolution", "merged_into_id",
)  # fmt: skip


def _row(record: Record) -> Row:
    return Row(
        id=record["id"], number=record["number"], subject=record["subject"], status=record["status"],
        whose_turn=whose_turn(Status(record["status"])), created_at=record["created_at"],
        updated_at=record["updated_at"], requester_name=record["requester_name"],
    )  # fmt: skip


def _message(item: list[object], reader: UUID | None) -> Message:
    message_id, author_id, author_name, kind, html, text, at, files, is_merged = item
    return Message(
        id=UUID(str(message_id)),
        author_name=None if author_name is None else str(author_name),
        author_kind=str(kind),
        mine=author_id is not None and str(author_id) == str(reader),
        html=str(html),
        text=str(text),
        created_at=datetime.fromisoformat(str(at)),
        files=files_of(files),  # type: ignore[arg-type]  # the statement's own list
        is_merged=bool(is_merged),
    )
