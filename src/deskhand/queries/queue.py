"""The agents' queue: tickets in the order in which they need somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED, decode_cursor, encode_cursor
from deskhand.queries.matching import matching
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import Filters
from deskhand.store.db import Reading
from deskhand.store.db import Row as Record

PAGE = 50
"""Rows of the queue's page."""
Rank = Annotated[int, Meta(ge=0, le=9)]
"""A place among attention or urgency; a cursor that somebody made up must not reach the database."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody to whom tickets can be assigned."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in the queue."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    requester_name: str
    organization_name: str | None
    is_priority_client: bool
    assignee_id: UUID | None
    assignee_name: str | None
    preview: str
    last_author: str
    source: str
    created_at: datetime
    last_message_at: datetime
    attention: int
    version: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; agents are those whom tickets can be assigned to."""

    rows: list[Row]
    total: int | str
    next_cursor: str | None
    filters: Filters
    agents: list[Agent]


_ROW = """
    t.id, t.number, t.subject, t.status, t.priority, r.name as requester_name, o.name as organization_name,
    coalesce(o.is_priority_client, false) as is_priority_client, t.assignee_id, a.name as assignee_name,
    t.last_message_preview as preview, t.last_message_by as last_author, t.source, t.created_at,
    t.last_message_at, t.attention, t.version, t.priority_rank
"""
_JOINS = """
    join users r on r.workspace_id = t.workspace_id and r.id = t.requester_id
    left join users a on a.workspace_id = t.workspace_id and a.id = t.assignee_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
"""
_AGENTS = """
    (select coalesce(jsonb_agg(jsonb_build_array(u.id, u.name) order by u.name), '[]') from users u
     where u.workspace_id = $1 and u.role <> 'customer' and u.is_active) as agents
"""


@query(needs=Can.WORK_QUEUE)
async def queue_page(reading: Reading, filters: Filters, *, cursor: str | None = None, limit: int = PAGE) -> QueuePage:
    """Return a page of the queue in one statement: what needs a reply first, then urgency, then age."""
    matched = await matching(reading, filters, active=not filters.status)
    where = matched.where
    counted = where.text(), len(where.values)
    if cursor is not None:
        attention, rank, last = decode_cursor(cursor, tuple[Rank, Rank, UUID])
        where.add("(t.attention, t.priority_rank, t.id) > (?, ?, ?)", attention, rank, last)
    statement = f"""
        select (select count(*) from (select 1 from tickets t where {counted[0]} limit {COUNTED + 1}) c) as total,
               {_AGENTS}, page.*
        from (select 1) as one left join lateral (
            select {_ROW} from (
                select * from tickets t where {where.text()}
                order by t.attention, t.priority_rank, t.id limit {int(limit) + 1}
            ) t {_JOINS}
        ) page on true order by page.attention, page.priority_rank, page.id
    """  # noqa: S608 (fragments are constants, values are parameters)
    records = await reading.rows(statement, *where.values)
    found = [record for record in records if record["id"] is not None]
    more = found[limit - 1] if len(found) > limit else None
    return QueuePage(
        rows=[_row(record) for record in found[:limit]],
        total=matched.total(records[0]["total"]),
        next_cursor=encode_cursor(more["attention"], more["priority_rank"], more["id"]) if more else None,
        filters=filters,
        agents=[Agent(UUID(agent), name) for agent, name in records[0]["agents"]],
    )


@query(needs=Can.WORK_QUEUE)
async def queue_row(reading: Reading, ticket_id: UUID, filters: Filters) -> Row | None:
    """Return one ticket as the queue shows it; None when it is not in the list that the filters describe."""
    where = (await matching(reading, filters, active=not filters.status, one=ticket_id)).where
    where.add("t.id = ?", ticket_id)
    record = await reading.row(f"select {_ROW} from tickets t {_JOINS} where {where.text()}", *where.values)  # noqa: S608 (as above)
    return None if record is None else _row(record)


@query(needs=Can.WORK_QUEUE)
async def agents(reading: Reading) -> list[Agent]:
    """Return whom tickets can be assigned to."""
    found = await reading.value(f"select {_AGENTS}", reading.workspace_id)
    if found is None:
        raise NotFound("The workspace is gone.")
    return [Agent(UUID(agent), name) for agent, name in found]


def _row(record: Record) -> Row:
    return Row(*(record[name] for name in Row.__dataclass_fields__))
