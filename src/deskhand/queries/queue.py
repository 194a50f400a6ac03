"""The agents' queue: tickets in the order in which they need somebody, or in another that a view or a person wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from deskhand.queries.choices import CHOICES, Agent, Choices, agents_of, choices_of
from deskhand.queries.contract import query
from deskhand.queries.deadlines import CHIP, chip_of
from deskhand.queries.figures import NO_FIGURES, Figure, figures_by, told
from deskhand.queries.filters import count_of
from deskhand.queries.matching import Matching, matching
from deskhand.queries.orders import ORDERS, listed
from deskhand.queries.views import Counting, Entry, Line, Sidebar, asked_of, counting_of, sidebar_of
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import NO_FILTERS, Filters, Sort, awake
from deskhand.rules.sla.colour import NO_CHIP, Chip
from deskhand.rules.views import USUAL, Column, Grouping, grouping_of
from deskhand.store.db import Reading
from deskhand.store.db import Row as Record

PAGE = 50
"""Rows of the queue's page."""


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
    updated_at: datetime
    category_name: str | None = None
    tags: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    due_at: datetime | None = None
    chip: Chip = NO_CHIP


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a list is shown: what was asked for, what it is narrowed to with its view, order, groups and columns."""

    asked: Filters = NO_FILTERS
    shown: Filters = NO_FILTERS
    sort: Sort = Sort.NEED
    grouping: Grouping = Grouping.NEED
    columns: tuple[Column, ...] = USUAL
    view: Line | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; agents are those whom tickets can be assigned to."""

    rows: list[Row]
    total: int | str
    next_cursor: str | None
    filters: Filters
    agents: tuple[Agent, ...]
    listing: Listing = field(default_factory=Listing)
    sidebar: list[Entry] = field(default_factory=list)
    choices: Choices = field(default_factory=Choices)
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OneRow:
    """A row of the queue, and how the list shows it."""

    row: Row
    listing: Listing


_ROW = f"""
    t.id, t.number, t.subject, t.status, t.priority, r.name as requester_name, o.name as organization_name,
    coalesce(o.is_priority_client, false) as is_priority_client, t.assignee_id, a.name as assignee_name,
    t.last_message_preview as preview, t.last_message_by as last_author, t.source, t.created_at,
    t.last_message_at, t.attention, t.version, t.updated_at, t.snoozed_until, t.due_at, {CHIP},
    k.name as category_name,
    array(select x.name from readable_tags x where x.workspace_id = t.workspace_id and x.ticket_id = t.id
          order by x.name) as tags, t.priority_rank
"""  # noqa: S608 (a constant)
_JOINS = """
    join users r on r.workspace_id = t.workspace_id and r.id = t.requester_id
    left join users a on a.workspace_id = t.workspace_id and a.id = t.assignee_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
    left join readable_categories k on k.workspace_id = t.workspace_id and k.id = t.category_id
"""


@query(needs=Can.WORK_QUEUE)
async def queue_page(
    reading: Reading,
    filters: Filters,
    *,
    cursor: str | None = None,
    limit: int = PAGE,
    sidebar: Sidebar | None = None,
    known: int = 0,
) -> QueuePage:
    """Return a page of the queue; the views beside it are counted in the same statement, unless it goes on from one.

    With a `sidebar` that is known already, it is one statement. `known` is how many the list is known to hold.
    """
    sidebar = sidebar or await sidebar_of(reading)
    listing = listing_of(sidebar, filters)
    matched = await matching(reading, awake(listing.shown), active=not listing.shown.status)
    where, order = matched.where, ORDERS[listing.sort]
    counted = count_of(where.text(), known=known)
    rows = listed(where, order, limit=limit + 1, after=cursor, is_mixed=_is_mixed(listing.shown))
    figures = figures_by(where, reading) if cursor is None else NO_FIGURES
    counting = await _counting(reading, sidebar, after=len(where.values), is_whole=cursor is None)
    statement = f"""
        select {counted} as total,
               {CHOICES}, {counting.text} as counts, {figures} as figures, page.*
        from (select 1) as one left join lateral (select {_ROW} from ({rows}) t {_JOINS}) page on true
        order by {order.by("page")}
    """  # noqa: S608 (fragments are constants, values are parameters)
    records = await reading.rows(statement, *where.values, *counting.values)
    return _page(records, matched, limit=limit, listing=listing, sidebar=counting.told(records[0]["counts"]))


@query(needs=Can.WORK_QUEUE)
async def queue_row(
    reading: Reading, ticket_id: UUID, filters: Filters, *, sidebar: Sidebar | None = None
) -> OneRow | None:
    """Return one ticket as the queue shows it; None when it is not in the list that the filters describe."""
    listing = listing_of(sidebar or await sidebar_of(reading), filters)
    where = (await matching(reading, awake(listing.shown), active=not listing.shown.status, one=ticket_id)).where
    where.add("t.id = ?", ticket_id)
    record = await reading.row(f"select {_ROW} from tickets t {_JOINS} where {where.text()}", *where.values)  # noqa: S608 (as above)
    return None if record is None else OneRow(_row(record), listing)


@query(needs=Can.WORK_QUEUE)
async def choices(reading: Reading) -> tuple[tuple[Agent, ...], Choices]:
    """Return what a list of tickets can be narrowed to."""
    found = await reading.row(f"select {CHOICES}", reading.workspace_id)
    if found is None:
        raise NotFound("The workspace is gone.")
    return agents_of(found), choices_of(found)


@query(needs=Can.WORK_QUEUE)
async def agents(reading: Reading) -> tuple[Agent, ...]:
    """Return whom tickets can be assigned to."""
    found, _ = await choices(reading)
    return found


def listing_of(sidebar: Sidebar, filters: Filters) -> Listing:
    """Return how a list is shown that somebody asks for: the view's own ways, unless they ask for others."""
    shown, view = asked_of(sidebar, filters)
    usual = Sort.UPDATED if shown.side is False else Sort.NEED
    sort = filters.sort or (usual if view is None else view.sort)
    columns = view.columns if view is not None and view.columns else sidebar.columns
    return Listing(
        asked=filters, shown=shown, sort=sort, grouping=grouping_of(sort, None if view is None else view.grouping),
        columns=USUAL if columns is None else columns, view=view,
    )  # fmt: skip


def _is_mixed(shown: Filters) -> bool:
    """Say whether active and archived tickets may stand in one list; without a status, only active ones are asked for.

    A search can say its statuses itself.
    """
    return shown.side is None and (bool(shown.status) or shown.text is not None)


async def _counting(reading: Reading, sidebar: Sidebar, *, after: int, is_whole: bool) -> Counting:
    if is_whole:
        return await counting_of(reading, sidebar, after=after)
    return Counting("'[]'::jsonb", [], sidebar.entries, [])


def _page(records: list[Record], matched: Matching, *, limit: int, **shown: Any) -> QueuePage:
    found = [record for record in records if record["id"] is not None]
    listing: Listing = shown["listing"]
    return QueuePage(
        rows=[_row(record) for record in found[:limit]],
        total=matched.total(records[0]["total"]),
        next_cursor=ORDERS[listing.sort].cursor(found[limit - 1]) if len(found) > limit else None,
        filters=listing.asked,
        agents=agents_of(records[0]),
        choices=choices_of(records[0]),
        figures=told(records[0]["figures"]),
        **shown,
    )


def _row(record: Record) -> Row:
    plain = {name: record[name] for name in Row.__dataclass_fields__ if name != "chip"}
    return Row(**{**plain, "tags": tuple(record["tags"]), "chip": chip_of(record)})
