"""Saved views as agents find them: their list, one with its trail, and how many tickets each shows, in bounded work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import flaw_in
from deskhand.queries.conditions import Asker, add_condition
from deskhand.queries.contract import query
from deskhand.queries.filters import Where, narrowed
from deskhand.queries.matching import matching
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.filters import NO_FILTERS, Filters, awake, kept, over
from deskhand.rules.search import FIELDS, Condition, Kind, parse
from deskhand.rules.snooze import DueDate
from deskhand.rules.ticket import ACTIVE, ATTENTION, RANK, Status
from deskhand.rules.views import Column, View
from deskhand.store.db import Reading, Row

COUNTED = 99
"""A view's count stops here; more read `99+`."""
WINDOW = 1_000
"""Tickets that are looked at for a count where no index holds all of a view's conditions."""
SHOWN = 40
"""Views of a sidebar."""


class Line(View, frozen=True, kw_only=True):
    """A view in a list, with the name of the team that has it."""

    team_name: str | None


class Step(Struct, frozen=True, kw_only=True):
    """One change of a view: who, when, and from what to what."""

    name: str
    actor_name: str
    created_at: datetime
    changes: dict[str, tuple[str | None, str | None]]


class Whole(Line, frozen=True, kw_only=True):
    """A view with what became of it, the newest change first."""

    trail: list[Step]


@dataclass(frozen=True, slots=True)
class Entry:
    """A view in the sidebar; its count is None where counting would take more than a look."""

    view: Line
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Sidebar:
    """What somebody sees beside every list: their views, and the columns that they chose."""

    entries: list[Entry]
    columns: tuple[Column, ...] | None

    def named(self, slug: str) -> Line | None:
        """Return the view of this name."""
        return next((one.view for one in self.entries if slug in {one.view.shipped, str(one.view.id)}), None)


_TABLES = """
    from views v left join teams m on m.workspace_id = v.workspace_id and m.id = v.team_id
    where v.workspace_id = $1 and v.removed_at is null
      and (v.scope = 'shared' or v.owner_id = $2 or v.scope = 'team' and ($4 or v.team_id = any($3)))
"""
_LINE = """
    select v.id, v.shipped, v.name, v.filters, v.sort, v.columns, v.grouping, v.scope, v.owner_id, v.team_id,
           v.position, v.version, v.created_at, v.updated_at, m.name as team_name
"""
_LIST = f"{_LINE} {_TABLES} order by v.position, v.id limit $5"
_SIDEBAR = f"""
    select u.queue_columns, found.* from (select 1) as one
    left join users u on u.workspace_id = $1 and u.id = $2
    left join lateral ({_LIST}) found on true order by found.position, found.id
"""  # noqa: S608 (constants)
_ONE = f"""{_LINE}, (
        select coalesce(jsonb_agg(jsonb_build_object('name', e.name, 'actor_name', e.actor_name,
            'created_at', e.created_at, 'changes', e.payload -> 'changes') order by e.id desc), '[]')
        from events e where e.workspace_id = v.workspace_id
          and e.name in ('view.created', 'view.changed', 'view.removed', 'view.restored')
          and e.payload ->> 'view_id' = v.id::text) as trail
    {_TABLES} and (v.id::text = $5 or v.shipped = $5)
"""  # noqa: S608 (constants)


@query(needs=Can.WORK_QUEUE)
async def list_views(reading: Reading) -> list[Line]:
    """Return the views that somebody has, in their order."""
    rows = await reading.rows(_LIST, *_whose(reading), SHOWN * 4)
    return [_line(row) for row in rows]


@query(needs=Can.WORK_QUEUE)
async def read_view(reading: Reading, slug: str) -> Whole:
    """Return a view with its trail, by its id or the word of one that the desk came with."""
    row = await reading.row(_ONE, *_whose(reading), slug) if flaw_in(slug) is None else None
    if row is None:
        raise NotFound("There is no such view, or it is not yours to use.")
    return msgspec.convert(dict(row), Whole)


@query(needs=Can.WORK_QUEUE)
async def counted_views(reading: Reading) -> list[Entry]:
    """Return the views that somebody has, each with how many tickets it shows, in two statements however many."""
    sidebar = await sidebar_of(reading)
    counting = await counting_of(reading, sidebar)
    found = await reading.value(f"select {counting.text}", *counting.values)
    return counting.told(found)


@query(needs=Can.WORK_QUEUE)
async def sidebar(reading: Reading) -> Sidebar:
    """Return what somebody sees beside every list, nothing counted."""
    return await sidebar_of(reading)


async def sidebar_of(reading: Reading) -> Sidebar:
    """Return what somebody sees beside every list."""
    rows = await reading.rows(_SIDEBAR, *_whose(reading), SHOWN)
    columns = rows[0]["queue_columns"]
    return Sidebar(
        [Entry(_line(row)) for row in rows if row["id"] is not None],
        None if columns is None else msgspec.convert(columns, tuple[Column, ...]),
    )


def asked_of(sidebar: Sidebar, filters: Filters) -> tuple[Filters, Line | None]:
    """Return what a list is narrowed to once the view that it names is read, and that view."""
    if filters.view is None:
        return filters, None
    view = sidebar.named(filters.view)
    if view is None:
        raise Invalid({"view": f"“{filters.view[:60]}” is not one of your views"})
    return over(view.filters, kept(filters)), view


@dataclass(frozen=True, slots=True)
class Counting:
    """One expression that counts for several views, its values, and the views."""

    text: str
    values: list[object]
    entries: list[Entry]
    places: list[int]

    def told(self, counts: list[tuple[int, bool]]) -> list[Entry]:
        """Return the views with what was counted."""
        known = {place: _shown(*pair) for place, pair in zip(self.places, counts, strict=True)}
        return [replace(entry, count=known.get(place)) for place, entry in enumerate(self.entries)]


async def counting_of(reading: Reading, sidebar: Sidebar, *, after: int = 0) -> Counting:
    """Return what counts for every view whose conditions are columns; `after` values come before its own.

    Each count stops at 99, and where it cannot follow an index alone, it looks at the first thousand tickets.
    """
    values: list[object] = []
    fragments, places = [], []
    for place, entry in enumerate(sidebar.entries):
        if not _is_countable(entry.view.filters):
            continue
        try:
            drive = _driver(reading, entry.view.filters)
            filters = awake(entry.view.filters)
            whole = (await matching(reading, filters, active=not filters.status)).where
        except Invalid:  # a view that names somebody who is gone shows no count
            continue
        drives = drive.text(after=after + len(values))
        values += drive.values
        wholes = whole.text(after=after + len(values))
        values += whole.values
        fragments.append(_COUNT.format(drive=drives, whole=wholes))
        places.append(place)
    return Counting(f"jsonb_build_array({', '.join(fragments)})", values, sidebar.entries, places)


_COUNT = f"""(
    select jsonb_build_array(c.count, case when c.count <= {COUNTED} then exists (
        select 1 from tickets t where {{drive}} offset {WINDOW} limit 1) else true end)
    from (select count(*) as count from (
        select 1 from (select * from tickets t where {{drive}} limit {WINDOW}) t where {{whole}} limit {COUNTED + 1}
    ) found) c)"""  # noqa: S608 (filled with fragments of Where, whose values are parameters)


def _driver(reading: Reading, filters: Filters) -> Where:
    """Return the conditions that one index holds whole, so that a bounded part of it can be walked."""
    resolved = _resolution(filters)
    if resolved is not None:
        where = narrowed(reading.actor, NO_FILTERS)
        add_condition(where, resolved, Asker(reading.actor, reading.now))
        return where
    status = filters.status or tuple(sorted(ACTIVE))
    active = [one for one in status if one in ACTIVE]
    if active and filters.assignee:
        where = narrowed(reading.actor, Filters(assignee=filters.assignee))
        where.add("t.attention < 3")
        return where
    if active and filters.category:
        where = narrowed(reading.actor, Filters(category=filters.category))
        where.add("t.attention < 3")
        return where
    if len(active) == len(status) and filters.due not in {None, DueDate.NONE}:
        where = narrowed(reading.actor, Filters(due=filters.due), now=reading.now)
        where.add("t.attention < 3")
        return where
    if len(active) not in {0, len(status)}:
        return narrowed(reading.actor, Filters(status=filters.status))
    return _by_need(reading, status, filters=filters)


def _resolution(filters: Filters) -> Condition | None:
    """Return the condition of a view that says when its tickets were resolved, which has an index of its own."""
    conditions = parse(filters.text, typing=True).conditions if filters.text else ()
    return next((one for one in conditions if one.field == "resolved" and not one.is_excluded), None)


def _by_need(reading: Reading, status: tuple[Status, ...], *, filters: Filters) -> Where:
    where = narrowed(reading.actor, Filters())
    where.add("t.attention < 3" if status[0] in ACTIVE else "t.attention >= 3")
    where.add("t.attention = any(?)", sorted({ATTENTION[one] for one in status}))
    if filters.priority:
        where.add("t.priority_rank = any(?)", sorted({RANK[one] for one in filters.priority}))
    return where


def _is_countable(filters: Filters) -> bool:
    """Say whether a list is narrowed by columns alone: words and names are looked up elsewhere."""
    if filters.text is None:
        return True
    try:
        query = parse(filters.text, typing=True)
    except Invalid:
        return False
    return not query.terms and all(FIELDS[one.field].kind in {Kind.WORD, Kind.DATE} for one in query.conditions)


def _shown(count: int, more: bool) -> str:  # noqa: FBT001 (what the statement answers)
    if count > COUNTED:
        return f"{COUNTED}+"
    return f"{count}+" if more and count else "" if more else str(count)


def _line(row: Row) -> Line:
    return msgspec.convert({name: row[name] for name in Line.__struct_fields__}, Line)


def _whose(reading: Reading) -> tuple[UUID, UUID | None, list[UUID], bool]:
    """Return the values of the first four places: what decides which views an actor has."""
    actor = reading.actor
    if isinstance(actor, Person):
        return reading.workspace_id, actor.user_id, list(actor.team_ids), actor.may(Can.SHARE_VIEWS)
    return reading.workspace_id, None, [], True
