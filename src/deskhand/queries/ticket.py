"""One ticket with its messages and its trail, as agents read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.queries.attachments import FILES, File, files_of
from deskhand.queries.classified import DETAILED, UNSORTED, Classification, classification_of
from deskhand.queries.clocks import CLOCKS, clocks_from
from deskhand.queries.contract import query
from deskhand.queries.customer import CUSTOMER, OTHERS, THE_NEWEST, UNKNOWN, Customer, customer_of
from deskhand.queries.deadlines import chip_of
from deskhand.queries.filters import narrowed
from deskhand.queries.merges import MERGED, Merged, merged_from, place_from
from deskhand.queries.sorting import NOTHING, SORTING, Sorting, sorting_of
from deskhand.queries.ticket_links import LINKS, Link, links_from
from deskhand.queries.watchers import WATCHERS, Watcher, watchers_from
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import Filters
from deskhand.rules.sla.clock import Clock
from deskhand.rules.sla.colour import NO_CHIP, Chip
from deskhand.rules.ticket import Standing, Status, Verb, moves_from
from deskhand.store.db import Reading


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named on a ticket."""

    id: UUID
    name: str
    email: str
    role: str
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `delivery` is what became of the requester's notification of it."""

    id: UUID
    author: Person | None
    author_kind: str
    internal: bool
    html: str
    text: str
    created_at: datetime
    delivery: str | None
    files: list[File]
    of: str | None = None
    """The number of the merged ticket that it belongs to; empty where the reader may not see that one."""
    is_opening: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """A change in the ticket's trail; `changes` holds from and to by field."""

    id: UUID
    name: str
    actor_name: str
    created_at: datetime
    changes: dict[str, tuple[str | None, str | None]]
    reason: str | None
    relation: str | None = None
    other: tuple[UUID, str] | None = None
    """The other ticket of an event between two, its id and number; None where the reader may not see it."""
    of: str | None = None
    """The number of the merged ticket that it happened to."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the reader has not sent yet; with `due_at` it is a reply that goes out then."""

    id: UUID
    kind: str
    content: str
    version: int
    due_at: datetime | None
    unsent_reason: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as an agent sees it; `moves` are the verbs that a button may offer now."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    priority_reason: str | None
    type: str
    source: str
    version: int
    requester_id: UUID
    organization_id: UUID | None
    assignee_id: UUID | None
    follow_up_of_id: UUID | None
    requester: Person
    organization_name: str | None
    is_priority_client: bool
    assignee: Person | None
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    sla_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    resolution: str | None
    resolved_by: str | None
    follow_up_of: tuple[UUID, str] | None
    messages: list[Message]
    activity: list[Activity]
    moves: tuple[str, ...]
    classification: Classification = UNSORTED
    sorting: Sorting = NOTHING
    drafts: tuple[Draft, ...] = ()
    snoozed_until: datetime | None = None
    due_at: datetime | None = None
    chip: Chip = NO_CHIP
    next_response_due_at: datetime | None = None
    clocks: tuple[Clock, ...] = ()
    rating: tuple[int, str] | None = None
    """What the requester said of it, from 1 to 5, and their comment."""
    watchers: tuple[Watcher, ...] = ()
    links: tuple[Link, ...] = ()
    merged_into: tuple[UUID, str] | None = None
    """Id and number of the ticket that this one was merged into."""
    merged: tuple[Merged, ...] = ()
    merged_into_id: UUID | None = None

    @property
    def opening(self) -> Message | None:
        """Return what the ticket was opened with, wherever what was merged into it stands in the order."""
        own = (message for message in self.messages if message.of is None)
        return next(own, self.messages[0] if self.messages else None)

    customer: Customer = UNKNOWN
    team_id: UUID | None = None
    team_name: str | None = None
    teams: tuple[tuple[UUID, str], ...] = ()
    """Those that the ticket can be given to."""

    @property
    def held(self) -> tuple[Draft, ...]:
        """Return the reader's replies that can still be taken back, in the order of sending."""
        return tuple(one for one in self.drafts if one.due_at is not None)

    def draft_of(self, kind: str) -> Draft | None:
        """Return what the reader has begun, a reply or a note."""
        return next((one for one in self.drafts if one.due_at is None and one.kind == kind), None)


_TICKET = f"""
    select t.*, {DETAILED}, {WATCHERS}, {LINKS}, {MERGED}, {CLOCKS}, o.name as organization_name,
        (select m.name from teams m where m.workspace_id = t.workspace_id and m.id = t.team_id) as team_name,
        (select coalesce(jsonb_agg(jsonb_build_array(g.id, g.name) order by g.name), '[]') from teams g
         where g.workspace_id = t.workspace_id and g.is_active) as teams,
        coalesce(o.is_priority_client, false) as is_priority_client,
        (select jsonb_object_agg(u.id, jsonb_build_array(u.name, u.email, u.role, u.time_zone)) from users u
         where u.workspace_id = t.workspace_id and u.id = any (
            array[t.requester_id, t.assignee_id, t.resolved_by_id] || array(
                select m.author_id from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id
            ))) as people,
        (select coalesce(jsonb_agg(jsonb_build_array(m.id, m.author_id, m.author_kind, m.visibility = 'internal',
                m.html, m.body, m.created_at, (
                    select d.state from deliveries d join events e on e.workspace_id = d.workspace_id
                        and e.id = d.event_id
                    where d.workspace_id = m.workspace_id and d.ticket_id in (m.ticket_id, m.home_id)
                      and d.user_id = t.requester_id and d.channel = 'email' and m.author_kind <> 'customer'
                      and e.payload ->> 'message_id' = m.id::text
                    order by d.generation desc limit 1), {FILES},
                (select h.number from tickets h where h.workspace_id = m.workspace_id and h.id = m.home_id),
                m.home_id is not null, m.is_opening) order by m.id), '[]')
         from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id) as messages,
        (select coalesce(jsonb_agg(jsonb_build_array(e.id, e.name, e.actor_name, e.created_at,
                e.payload -> 'changes', e.payload ->> 'reason', e.payload ->> 'relation',
                (select jsonb_build_array(k.id, k.number) from tickets k where k.workspace_id = t.workspace_id
                    and k.id = (e.payload ->> 'other_id')::uuid),
                (select k.number from tickets k where k.workspace_id = t.workspace_id and k.id = e.ticket_id
                    and k.id <> t.id)) order by e.id), '[]')
         from events e where e.workspace_id = t.workspace_id and e.ticket_id = any(t.id || array(
             select k.id from tickets k where k.workspace_id = t.workspace_id and k.merged_into_id = t.id)))
            as activity,
        (select jsonb_build_array(f.id, f.number) from tickets f
         where f.workspace_id = t.workspace_id and f.id = t.follow_up_of_id) as followed,
        (select coalesce(jsonb_agg(jsonb_build_array(d.id, d.kind, d.content, d.version, d.due_at, d.unsent_reason,
                d.updated_at) order by d.id), '[]')
         from drafts d where d.workspace_id = t.workspace_id and d.ticket_id = t.id
            and d.user_id = (select deskhand_actor())) as drafts,
        (select jsonb_build_array(r.rating, r.comment) from ratings r
         where r.workspace_id = t.workspace_id and r.ticket_id = t.id) as rated,
        {SORTING},
        {CUSTOMER}
    from tickets t
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
"""  # noqa: S608 (a constant)


@query(needs=Can.WORK_QUEUE)
async def read_ticket(reading: Reading, ticket_id: UUID) -> TicketView:
    """Return a ticket, internal notes included, in one statement."""
    where = narrowed(reading.actor, Filters())
    visible = where.text()
    where.add("t.id = ?", ticket_id)
    record = await reading.row(f"{_TICKET} {OTHERS} {visible} {THE_NEWEST} where {where.text()}", *where.values)
    if record is None:
        raise NotFound("There is no such ticket.")
    people = {
        UUID(key): Person(UUID(key), name, email, role, zone)
        for key, (name, email, role, zone) in (record["people"] or {}).items()
    }
    standing = Standing(
        status=Status(record["status"]),
        is_assigned=record["assignee_id"] is not None,
        is_answered=record["first_response_at"] is not None,
        by_agent=True,
    )
    resolver = people.get(record["resolved_by_id"])
    return TicketView(
        **{name: record[name] for name in _PLAIN},
        requester=people[record["requester_id"]],
        assignee=people.get(record["assignee_id"]),
        resolved_by=resolver.name if resolver else None,
        follow_up_of=(UUID(record["followed"][0]), record["followed"][1]) if record["followed"] else None,
        messages=[_message(item, people) for item in record["messages"]],
        activity=[_activity(item) for item in record["activity"]],
        moves=_moves(standing),
        classification=classification_of(record),
        sorting=sorting_of(record),
        drafts=tuple(_draft(item) for item in record["drafts"]),
        watchers=tuple(watchers_from(record["watchers"])),
        links=tuple(links_from(record["links"])),
        merged_into=place_from(record["merged_into"]),
        merged=merged_from(record["merged"]),
        rating=None if record["rated"] is None else (record["rated"][0], record["rated"][1]),
        customer=customer_of(record),
        teams=tuple((UUID(team_id), name) for team_id, name in record["teams"]),
        chip=chip_of(record),
        clocks=await clocks_from(reading, record),
    )


_PLAIN = (
    "id", "number", "subject", "status", "priority", "priority_reason", "type", "source", "version",
    "requester_id", "organization_id", "assignee_id", "team_id", "team_name", "follow_up_of_id",
    "organization_name", "is_priority_client",
    "created_at", "updated_at", "first_response_at", "first_response_due_at", "sla_due_at", "resolved_at",
    "closed_at", "resolution", "merged_into_id", "snoozed_until", "due_at", "next_response_due_at",
)  # fmt: skip


def _moves(standing: Standing) -> tuple[str, ...]:
    by_hand = tuple(verb.value for verb in moves_from(standing))
    return (Verb.ASSIGN.value, *by_hand) if Verb.CLOSE.value in by_hand and Verb.RESOLVE.value in by_hand else by_hand


def _message(item: list[object], people: dict[UUID, Person]) -> Message:
    message_id, author_id, kind, internal, html, text, at, delivery, files, of, is_merged, is_opening = item
    return Message(
        id=UUID(str(message_id)),
        author=people.get(UUID(str(author_id))) if author_id else None,
        author_kind=str(kind),
        internal=bool(internal),
        html=str(html),
        text=str(text),
        created_at=datetime.fromisoformat(str(at)),
        delivery=None if delivery is None else str(delivery),
        files=files_of(files),  # type: ignore[arg-type]  # the statement's own list
        of=str(of or "") if is_merged else None,
        is_opening=bool(is_opening),
    )


def _draft(item: list[object]) -> Draft:
    draft_id, kind, content, version, due_at, unsent_reason, at = item
    return Draft(
        id=UUID(str(draft_id)), kind=str(kind), content=str(content), version=int(str(version)),
        due_at=None if due_at is None else datetime.fromisoformat(str(due_at)),
        unsent_reason=None if unsent_reason is None else str(unsent_reason),
        updated_at=datetime.fromisoformat(str(at)),
    )  # fmt: skip


def _activity(item: list[object]) -> Activity:
    event_id, name, actor_name, at, changes, reason, relation, other, of = item
    trail = changes if isinstance(changes, dict) else {}
    return Activity(
        id=UUID(str(event_id)),
        name=str(name),
        actor_name=str(actor_name),
        created_at=datetime.fromisoformat(str(at)),
        changes={field: (pair[0], pair[1]) for field, pair in trail.items()},
        reason=None if reason is None else str(reason),
        relation=None if relation is None else str(relation),
        other=(UUID(other[0]), other[1]) if isinstance(other, list) else None,
        of=None if of is None else str(of),
    )
