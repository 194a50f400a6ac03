"""Calendars, as admins keep them: what they say now and later, who counts by them, and what became of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.trail import OF_CALENDAR, Step
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.sla.calendar import Calendar
from deskhand.rules.sla.policy import Version
from deskhand.store.db import Reading
from deskhand.store.readable import IS_DROPPED

EDITIONS = 50
"""Versions that the page of a calendar tells of."""


class Named(Struct, frozen=True, kw_only=True):
    """A policy that counts by a calendar."""

    id: UUID
    name: str


class Line(Struct, frozen=True, kw_only=True):
    """A calendar with the version that was saved last, and the policies that count by it."""

    id: UUID
    name: str
    last: Version[Calendar]
    used_by: list[Named]


class Edition(Struct, frozen=True, kw_only=True):
    """A version, and since when it holds; one that was dropped before it began never did."""

    number: int
    since: datetime
    is_dropped: bool = False


class View(Line, frozen=True, kw_only=True):
    """A calendar with what holds now and what is planned, its newest versions, and what became of it."""

    coming: list[Version[Calendar]]
    editions: list[Edition]
    trail: list[Step]


_VERSION = "jsonb_build_object('since', v.since, 'number', v.number, 'says', v.content)"
_LINE = f"""
    c.id, c.name,
    (select {_VERSION} from calendar_versions v where v.workspace_id = c.workspace_id and v.calendar_id = c.id
     order by v.number desc limit 1) as last,
    (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name), '[]')
     from sla_policies p cross join lateral (select n.content from sla_policy_versions n
         where n.workspace_id = p.workspace_id and n.policy_id = p.id order by n.number desc limit 1) n
     where p.workspace_id = c.workspace_id and p.removed_at is null and n.content ->> 'calendar_id' = c.id::text)
        as used_by
"""  # noqa: S608 (a constant)
_LINES = f"select {_LINE} from calendars c where c.workspace_id = $1 and c.removed_at is null order by c.name"  # noqa: S608 (a constant)
_ONE = f"""
    select {_LINE}, {OF_CALENDAR},
        (select coalesce(jsonb_agg({_VERSION} order by v.number), '[]') from calendar_versions v
         where v.workspace_id = c.workspace_id and v.calendar_id = c.id and v.number >= (
             select coalesce(max(b.number), 1) from calendar_versions b
             where b.workspace_id = c.workspace_id and b.calendar_id = c.id and b.since <= $3)
         and not {IS_DROPPED}) as coming,
        (select jsonb_agg(jsonb_build_object('number', v.number, 'since', v.since, 'is_dropped', v.is_dropped)
                          order by v.number desc)
         from (select number, since, {IS_DROPPED} as is_dropped from calendar_versions v
               where v.workspace_id = c.workspace_id and v.calendar_id = c.id order by number desc limit {EDITIONS})
             v) as editions
    from calendars c where c.workspace_id = $1 and c.id = $2 and c.removed_at is null
"""  # noqa: S608 (constants)


@query(needs=Can.MANAGE_WORKSPACE)
async def list_calendars(reading: Reading) -> list[Line]:
    """Return every calendar by its name."""
    rows = await reading.rows(_LINES, reading.workspace_id)
    return [msgspec.convert(dict(row), Line, strict=False) for row in rows]


@query(needs=Can.MANAGE_WORKSPACE)
async def read_calendar(reading: Reading, calendar_id: UUID) -> View:
    """Return a calendar with its versions and its trail."""
    row = await reading.row(_ONE, reading.workspace_id, calendar_id, reading.now)
    if row is None:
        raise NotFound("There is no such calendar.")
    return msgspec.convert(dict(row), View, strict=False)
