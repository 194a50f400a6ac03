"""Changes of many tickets before they are made, while they run, and afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.filters import Where, decode_cursor, encode_cursor, narrowed
from deskhand.queries.matching import matching
from deskhand.queries.queue import listing_of
from deskhand.queries.views import sidebar_of
from deskhand.rules.access import Can, Person
from deskhand.rules.bulk import MOST, UNDO, Alike, Fate, Preview, State, Wanted, checked, foresee
from deskhand.rules.change import Assignee
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.filters import Filters, awake
from deskhand.store.db import Reading

SHOWN = 20
"""Tickets that stayed as they were, which the page names."""
_TAGS_READ = {
    False: "'{}'::text[]",
    True: """array(select g.name from ticket_tags x
             join tags g on g.workspace_id = x.workspace_id and g.id = x.tag_id
             where x.workspace_id = t.workspace_id and x.ticket_id = t.id and g.going_at is null order by g.name)""",
}
"""The tags of a ticket, read where they are to come or go."""


class Left(Struct, frozen=True, kw_only=True):
    """A ticket that stayed as it was, or that was not put back."""

    id: UUID
    number: str
    subject: str
    reason: str


class Result(Struct, frozen=True, kw_only=True):
    """What became of one ticket of many."""

    id: UUID
    number: str
    fate: Fate
    reason: str | None


class Results(Struct, frozen=True, kw_only=True):
    """A page of what became of tickets."""

    items: list[Result]
    next_cursor: str | None


class BulkView(Struct, frozen=True, kw_only=True):
    """A change of many tickets as its page shows it; `counts` holds the tickets by what became of them."""

    id: UUID
    wish: Wanted
    assignee_name: str | None
    team_name: str | None = None
    total: int
    state: State
    finished_at: datetime | None
    counts: dict[str, int]
    left: tuple[Left, ...]
    undo_until: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether the desk still goes through the tickets."""
        return self.state in {State.RUNNING, State.UNDOING}

    @property
    def settled(self) -> int:
        """How many tickets the desk has gone through."""
        if self.state in {State.UNDOING, State.UNDONE}:
            return self.counts.get("restored", 0) + self.counts.get("kept", 0)
        return sum(self.counts.values()) - self.counts.get("waiting", 0)

    @property
    def expected(self) -> int:
        """How many there are to go through."""
        if self.state in {State.UNDOING, State.UNDONE}:
            return self.settled + self.counts.get("changed", 0)
        return sum(self.counts.values())


@query(needs=Can.CHANGE)
async def ids_in_view(reading: Reading, filters: Filters, *, most: int = MOST) -> list[UUID]:
    """Return the ids of all tickets that a view shows, up to as many as are changed at once."""
    where = await _in_view(reading, filters)
    rows = await reading.rows(
        f"select t.id from tickets t where {where.text()} order by t.id limit {int(most)}",  # noqa: S608 (fragments are constants, values are parameters)
        *where.values,
    )
    return [row["id"] for row in rows]


@query(needs=Can.CHANGE)
async def preview_bulk(
    reading: Reading, wanted: Wanted, *, ids: list[UUID] | None = None, view: Filters | None = None
) -> Preview:
    """Return what would become of chosen tickets, or of all in a view: as many rows as there are kinds of tickets."""
    if not isinstance(reading.actor, Person):
        raise Forbidden("Only people change many tickets at once.")
    wish = checked(wanted)
    where = await _chosen(reading, ids or [], view)
    assignee = await _assignee(reading, wish)
    rows = await reading.rows(
        f"""
        select g.*, a.name as assignee_name from (
            select c.status, c.priority, c.assignee_id, c.is_answered, c.tags, count(*) as count,
                   to_jsonb((array_agg(jsonb_build_array(c.number, c.subject) order by c.id desc))[1:3]) as examples
            from (select t.id, t.status, t.priority, t.assignee_id, t.number, t.subject,
                         t.first_response_at is not null as is_answered,
                         {_TAGS_READ[wish.is_about_tags]} as tags
                  from tickets t where {where.text()} order by t.id limit {MOST}) c
            group by c.status, c.priority, c.assignee_id, c.is_answered, c.tags
        ) g left join users a on a.workspace_id = $1 and a.id = g.assignee_id
        order by g.status, g.priority, g.assignee_id, g.is_answered, g.tags
        """,  # noqa: S608 (as above)
        *where.values,
    )
    groups = [msgspec.convert(dict(row), Alike) for row in rows]
    return foresee(wish, groups, assignee=assignee, actor_id=reading.actor.user_id, now=reading.now)


@query(needs=Can.CHANGE)
async def read_bulk(reading: Reading, bulk_id: UUID) -> BulkView:
    """Return a change that the reader asked for: how far it is, and what stayed as it was."""
    me = reading.actor.user_id if isinstance(reading.actor, Person) else None
    row = await reading.row(_BULK, reading.workspace_id, bulk_id, me)
    if row is None:
        raise NotFound("There is no such change of many tickets by you.")
    found = msgspec.convert({**row, "left": await _left(reading, bulk_id)}, BulkView)
    until = found.finished_at + UNDO if found.state is State.DONE and found.finished_at else None
    may_undo = until is not None and reading.now < until and found.counts.get("changed", 0) > 0
    return msgspec.structs.replace(found, undo_until=until if may_undo else None)


@query(needs=Can.CHANGE)
async def bulk_results(
    reading: Reading, bulk_id: UUID, *, fate: Fate | None = None, cursor: str | None = None, limit: int
) -> Results:
    """Return what became of the tickets of a change that the reader asked for, page by page; none of another's."""
    where = narrowed(reading.actor, Filters())
    where.add("i.bulk_id = ?", bulk_id)
    if fate is not None:
        where.add("i.state = ?", fate)
    if cursor:
        where.add("i.ticket_id > ?", decode_cursor(cursor, tuple[UUID])[0])
    rows = await reading.rows(
        f"""
        select t.id, t.number, i.state as fate, i.reason from bulk_tickets i
        join tickets t on t.workspace_id = i.workspace_id and t.id = i.ticket_id
        where {where.text()} order by i.ticket_id limit {int(limit) + 1}
        """,  # noqa: S608 (as above)
        *where.values,
    )
    items = [msgspec.convert(dict(row), Result) for row in rows[:limit]]
    return Results(items=items, next_cursor=encode_cursor(items[-1].id) if len(rows) > limit else None)


async def _left(reading: Reading, bulk_id: UUID) -> list[Left]:
    """Return tickets that stayed as they were, those of them that the reader still sees."""
    where = narrowed(reading.actor, Filters())
    where.add("i.bulk_id = ?", bulk_id)
    rows = await reading.rows(
        f"""
        select t.id, t.number, t.subject, i.reason from bulk_tickets i
        join tickets t on t.workspace_id = i.workspace_id and t.id = i.ticket_id
        where {where.text()} and i.state in ('refused', 'kept') order by i.state, t.id limit {SHOWN}
        """,  # noqa: S608 (as above)
        *where.values,
    )
    return [Left(**dict(row)) for row in rows]


async def _in_view(reading: Reading, filters: Filters) -> Where:
    """Return the conditions of exactly the tickets that the queue shows at this address, a saved view's among them."""
    shown = listing_of(await sidebar_of(reading), filters).shown
    return (await matching(reading, awake(shown), active=not shown.status)).where


async def _chosen(reading: Reading, ids: list[UUID], view: Filters | None) -> Where:
    if view is not None:
        return await _in_view(reading, view)
    if not 1 <= len(ids) <= MOST:
        raise Invalid({"ids": f"are {len(ids)}; choose between 1 and {MOST:,} tickets"})
    where = narrowed(reading.actor, Filters())
    where.add("t.id = any(?)", ids)
    return where


async def _assignee(reading: Reading, wish: Wanted) -> Assignee | None:
    if wish.assignee_id is None:
        return None
    name = await reading.value(
        "select name from users where workspace_id = $1 and id = $2 and role <> 'customer' and is_active",
        reading.workspace_id, wish.assignee_id,
    )  # fmt: skip
    if name is None:
        raise Invalid({"agent": f"“{wish.assignee}” is no active agent of this workspace"})
    return Assignee(id=wish.assignee_id, name=name)


_BULK = """
    select b.id, b.wish, b.total, b.state, b.finished_at,
        (select u.name from users u where u.workspace_id = b.workspace_id and u.id::text = b.wish ->> 'assignee')
            as assignee_name,
        (select m.name from teams m where m.workspace_id = b.workspace_id and m.id::text = b.wish ->> 'team')
            as team_name,
        (select coalesce(jsonb_object_agg(c.state, c.count), '{}') from (
            select i.state, count(*) as count from bulk_tickets i
            where i.workspace_id = b.workspace_id and i.bulk_id = b.id group by i.state) c) as counts
    from bulk_changes b where b.workspace_id = $1 and b.id = $2 and b.user_id = $3
"""
