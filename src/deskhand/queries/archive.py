"""The archive as agents search it: what is resolved, closed or cancelled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED
from deskhand.queries.matching import matching
from deskhand.queries.orders import ORDERS, listed
from deskhand.rules.access import Can
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.ticket import ARCHIVED, Status
from deskhand.store.db import Reading, Row

PAGE = 50
"""Tickets on a page."""


class Line(Struct, frozen=True, kw_only=True):
    """A ticket that is done."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    requester_name: str
    organization_name: str | None
    assignee_name: str | None
    created_at: datetime
    done_at: datetime | None
    rating: int | None


class Agent(Struct, frozen=True):
    """Somebody whose tickets one may look for."""

    id: UUID
    name: str


class Page(Struct, frozen=True, kw_only=True):
    """Some of the archive, where the next page begins, and whose tickets one may look for."""

    items: list[Line]
    total: int | str
    next_cursor: str | None
    agents: list[Agent]


_LINE = """
    t.id, t.number, t.subject, t.status, t.priority, r.name as requester_name, o.name as organization_name,
    a.name as assignee_name, t.created_at, coalesce(t.closed_at, t.resolved_at) as done_at, g.rating
"""
_JOINS = """
    join users r on r.workspace_id = t.workspace_id and r.id = t.requester_id
    left join users a on a.workspace_id = t.workspace_id and a.id = t.assignee_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
    left join ratings g on g.workspace_id = t.workspace_id and g.ticket_id = t.id
"""


_AGENTS = """
    (select coalesce(jsonb_agg(jsonb_build_array(u.id, u.name) order by u.name), '[]') from users u
     where u.workspace_id = $1 and u.role <> 'customer' and u.is_active) as agents
"""


@query(needs=Can.WORK_QUEUE)
async def archive_page(reading: Reading, filters: Filters, *, cursor: str | None = None) -> Page:
    """Return a page of what is done, the newest first unless the filters say otherwise."""
    order = ORDERS[Sort.OLDEST if filters.sort is Sort.OLDEST else Sort.NEWEST]
    matched = await matching(reading, done_of(filters))
    where = matched.where
    counted = where.text()
    rows = listed(where, order, limit=PAGE + 1, after=cursor)
    statement = f"""
        select (select count(*) from (select 1 from tickets t where {counted} limit {COUNTED + 1}) c) as total,
               {_AGENTS}, page.*
        from (select 1) as one left join lateral (select {_LINE} from ({rows}) t {_JOINS}) page on true
        order by {order.by("page")}
    """  # noqa: S608 (fragments are constants, values are parameters)
    records = await reading.rows(statement, *where.values)
    found = [record for record in records if record["id"] is not None]
    return Page(
        items=[_line(record) for record in found[:PAGE]],
        total=matched.total(records[0]["total"]),
        next_cursor=order.cursor(found[PAGE - 1]) if len(found) > PAGE else None,
        agents=[Agent(UUID(agent), name) for agent, name in records[0]["agents"]],
    )


def done_of(filters: Filters) -> Filters:
    """Return filters that mean what is done alone, whatever states they name."""
    wanted = tuple(
        status for status in Status if status in ARCHIVED and (status in filters.status or not filters.status)
    )
    return structs.replace(filters, status=wanted or tuple(status for status in Status if status in ARCHIVED))


def _line(record: Row) -> Line:
    return Line(**{name: record[name] for name in Line.__struct_fields__})
