"""What was merged into a ticket, and where a merged one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.queries.contract import query
from deskhand.queries.filters import narrowed
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, NotFound
from deskhand.rules.filters import Filters
from deskhand.rules.merge import Audience, check, is_same_audience
from deskhand.rules.ticket import Status
from deskhand.store.db import Reading, Row

MERGED = """
    (select jsonb_build_array(k.id, k.number) from tickets k
     where k.workspace_id = t.workspace_id and k.id = t.merged_into_id) as merged_into,
    (select coalesce(jsonb_agg(jsonb_build_array(k.id, k.number, k.subject, g.created_at) order by k.id), '[]')
     from tickets k join ticket_merges g on g.workspace_id = k.workspace_id and g.ticket_id = k.id
     where k.workspace_id = t.workspace_id and k.merged_into_id = t.id) as merged
"""
"""Where a ticket `t` stands if it was merged, and what was merged into it; customers learn the first alone."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A ticket that was merged into another one."""

    id: UUID
    number: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Side:
    """One of two tickets that may be merged, and what would move with it."""

    id: UUID
    number: str
    subject: str
    status: Status
    merged_into_id: UUID | None
    requester_name: str
    messages: int
    notes: int
    watchers: int
    audience: Audience


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do, or why it is refused."""

    source: Side
    into: Side
    refused: str | None


@query(needs=Can.MERGE)
async def preview_merge(reading: Reading, source_id: UUID, into_id: UUID) -> Preview:
    """Return what merging a ticket into another one would do, in one statement."""
    where = narrowed(reading.actor, Filters())
    where.add("t.id in (?, ?)", source_id, into_id)
    rows = await reading.rows(f"{_SIDES} where {where.text()}", *where.values)
    sides = {row["id"]: _side(row) for row in rows}
    if source_id not in sides or into_id not in sides:
        raise NotFound("There is no such ticket.")
    source, into = sides[source_id], sides[into_id]
    try:
        check(source, into, same_audience=is_same_audience(source.audience, into.audience))
    except Conflict as refusal:
        return Preview(source, into, str(refusal))
    return Preview(source, into, None)


_SIDES = """
    select t.id, t.number, t.subject, t.status, t.merged_into_id, t.requester_id, u.name as requester_name,
           u.organization_id as requester_organization_id,
           case when o.shares_tickets then t.organization_id end as shared_with,
           (select count(*) from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id
                and m.visibility = 'public') as messages,
           (select count(*) from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id
                and m.visibility = 'internal') as notes,
           (select count(*) from ticket_watchers w where w.workspace_id = t.workspace_id and w.ticket_id = t.id)
               as watchers
    from tickets t
    join users u on u.workspace_id = t.workspace_id and u.id = t.requester_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
"""


def _side(row: Row) -> Side:
    audience = Audience(
        requester_id=row["requester_id"], requester_organization_id=row["requester_organization_id"],
        shared_with=row["shared_with"],
    )  # fmt: skip
    return Side(
        id=row["id"], number=row["number"], subject=row["subject"], status=Status(row["status"]),
        merged_into_id=row["merged_into_id"], requester_name=row["requester_name"], messages=row["messages"],
        notes=row["notes"], watchers=row["watchers"], audience=audience,
    )  # fmt: skip


def place_from(item: list[str] | None) -> tuple[UUID, str] | None:
    """Return id and number of where a ticket stands; None when it stands for itself, or out of sight."""
    return None if item is None else (UUID(item[0]), item[1])


def merged_from(items: list[list[str]]) -> tuple[Merged, ...]:
    """Return what was merged into a ticket."""
    return tuple(Merged(UUID(one), number, subject, datetime.fromisoformat(at)) for one, number, subject, at in items)
