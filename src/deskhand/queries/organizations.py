"""Organizations, as agents look for them and look after them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED, Where, decode_cursor, encode_cursor, narrowed, total_of
from deskhand.queries.users import TRAIL, Held, Step, beginnings
from deskhand.rules.access import Can
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.filters import Filters
from deskhand.store.db import Reading

PAGE = 50
"""Organizations of a page."""
LONGEST = 200
"""Characters by which the people of an organization are looked for."""
SHOWN = 20
"""People and tickets that the page of an organization shows."""


class Line(Struct, frozen=True, kw_only=True):
    """An organization in a list; `people` counts up to 1,000."""

    id: UUID
    name: str
    is_priority_client: bool
    domains: list[str]
    people: int


class Member(Struct, frozen=True, kw_only=True):
    """Somebody of an organization."""

    id: UUID
    name: str
    email: str
    is_active: bool


class Members(Struct, frozen=True, kw_only=True):
    """Some people of an organization by name, and where the next ones begin."""

    items: list[Member]
    next_cursor: str | None


class View(Line, frozen=True, kw_only=True):
    """An organization with some of its people by name, the newest tickets that the reader may see, and what happened.

    `next_people` is where its next people begin.
    """

    shares_tickets: bool
    has_slack: bool
    sla_policy_id: UUID | None
    created_at: datetime
    members: list[Member]
    next_people: str | None = None
    tickets: list[Held]
    trail: list[Step]


class Page(Struct, frozen=True, kw_only=True):
    """Some organizations, and where the next page begins."""

    items: list[Line]
    total: int | str
    next_cursor: str | None


_LINE = """
    o.id, o.name, o.is_priority_client,
    array(select d.domain from organization_domains d where d.workspace_id = o.workspace_id
          and d.organization_id = o.id order by d.domain) as domains,
    (select count(*) from (select 1 from users u where u.workspace_id = o.workspace_id and u.organization_id = o.id
        limit 1000) p) as people
"""


@query(needs=Can.MANAGE_ORGANIZATIONS)
async def list_organizations(reading: Reading, *, text: str = "", cursor: str | None = None, limit: int = PAGE) -> Page:
    """Return a page of organizations by name, in one statement."""
    where = Where()
    where.add("o.workspace_id = ?", reading.workspace_id)
    if text.strip():
        if not (looked_for := beginnings(text)):
            raise Invalid({"q": f"“{text.strip()[:40]}” holds no word to look for"})
        found = "o.id = any(array(select organization_id from searched_organizations(?::text::tsquery, 1000)))"
        where.add(found, looked_for)
    counted = where.text()
    if cursor is not None:
        where.add("(o.name, o.id) > (?, ?)", *decode_cursor(cursor, tuple[str, UUID]))
    statement = f"""
        select (select count(*) from (select 1 from organizations o where {counted} limit {COUNTED + 1}) c) as total,
               page.*
        from (select 1) as one left join lateral (
            select {_LINE} from organizations o where {where.text()} order by o.name, o.id limit {int(limit) + 1}
        ) page on true order by page.name, page.id
    """  # noqa: S608 (fragments are constants, values are parameters)
    rows = await reading.rows(statement, *where.values)
    items = [msgspec.convert(dict(row), Line) for row in rows if row["id"] is not None]
    more = items[limit - 1] if len(items) > limit else None
    return Page(
        items=items[:limit], total=total_of(rows[0]["total"]),
        next_cursor=encode_cursor(more.name, more.id) if more else None,
    )  # fmt: skip


@query(needs=Can.MANAGE_ORGANIZATIONS)
async def read_organization(
    reading: Reading, organization_id: UUID, *, people: str = "", cursor: str | None = None
) -> View:
    """Return an organization with people (of these letters in name or address), tickets and what happened."""
    where = narrowed(reading.actor, Filters(organization=str(organization_id)), now=reading.now)
    tickets = where.text()
    where.add("o.id = ?", organization_id)
    place = len(where.values)
    members = _members(where.values, text=people, cursor=cursor)
    statement = f"""
        select {_LINE}, o.shares_tickets, o.slack_webhook is not null as has_slack, o.sla_policy_id, o.created_at,
            (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email,
                 'is_active', u.is_active) order by u.name, u.id), '[]')
             from (select * from users u where {members} order by u.name, u.id limit {SHOWN + 1}) u) as members,
            (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject,
                 'status', t.status) order by t.id desc), '[]')
             from (select t.id, t.number, t.subject, t.status from tickets t where {tickets}
                   order by t.id desc limit {SHOWN}) t) as tickets,
            (select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'actor_name', e.actor_name,
                 'created_at', e.created_at, 'payload', e.payload) order by e.id desc), '[]')
             from trail_of(${place}, {TRAIL}) s
             join events e on e.workspace_id = o.workspace_id and e.id = s.event_id) as trail
        from organizations o where o.workspace_id = $1 and o.id = ${place}
    """  # noqa: S608 (fragments are constants, values are parameters)
    row = await reading.row(statement, *where.values)
    if row is None:
        raise NotFound("There is no such organization.")
    view = msgspec.convert(dict(row), View)
    if len(view.members) <= SHOWN:
        return view
    last = view.members[SHOWN - 1]
    return msgspec.structs.replace(view, members=view.members[:SHOWN], next_people=encode_cursor(last.name, last.id))


@query(needs=Can.MANAGE_ORGANIZATIONS)
async def list_members(
    reading: Reading, organization_id: UUID, *, text: str = "", cursor: str | None = None, limit: int = PAGE
) -> Members:
    """Return a page of an organization's people (of these letters in name or address), in one statement."""
    values: list[object] = [reading.workspace_id, organization_id]
    members = _members(values, text=text, cursor=cursor)
    statement = f"""
        select u.id, u.name, u.email, u.is_active from organizations o
        left join lateral (select * from users u where {members} order by u.name, u.id limit {int(limit) + 1}) u on true
        where o.workspace_id = $1 and o.id = $2 order by u.name, u.id
    """  # noqa: S608 (fragments are constants, values are parameters)
    rows = await reading.rows(statement, *values)
    if not rows:
        raise NotFound("There is no such organization.")
    found = [msgspec.convert(dict(row), Member) for row in rows if row["id"] is not None]
    last = found[limit - 1] if len(found) > limit else None
    return Members(items=found[:limit], next_cursor=encode_cursor(last.name, last.id) if last else None)


def _members(values: list[object], *, text: str, cursor: str | None) -> str:
    """Return the conditions of the people `u` of an organization `o`; their values join these."""
    where = Where(values=values)
    where.clauses.append("u.workspace_id = o.workspace_id and u.organization_id = o.id")
    plain = text.strip()[:LONGEST]
    if plain and (flaw := flaw_in(plain)) is not None:
        raise Invalid({"people": f"holds {flaw}; remove it"})
    if plain:
        where.add("(strpos(lower(u.name), lower(?)) > 0 or strpos(u.email, lower(?)) > 0)", plain, plain)
    if cursor is not None:
        where.add("(u.name, u.id) > (?, ?)", *decode_cursor(cursor, tuple[str, UUID]))
    return where.text()
