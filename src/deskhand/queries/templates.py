"""Prepared texts as agents find, read and try them, and as new tickets are offered them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.queries.filters import decode_cursor, encode_cursor, narrowed
from deskhand.queries.trail import OF_TEMPLATE, Step
from deskhand.rules.access import Actor, Can, Person
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.filters import Filters
from deskhand.rules.message import from_text
from deskhand.rules.templates import (
    Belonging,
    Fields,
    Kind,
    Scope,
    Setting,
    Values,
    checked_text,
    filled,
    portal_of,
    values_anywhere,
    values_of,
)
from deskhand.store.db import Reading

PAGE = 50
"""Templates of a page."""
OFFERED = 100
"""Templates that a form of a new ticket offers at most, the most used ones."""


class Line(Struct, frozen=True, kw_only=True):
    """A template in a list; the favourites of who asks come first, then those that are used most."""

    id: UUID
    kind: Kind
    name: str
    category: str
    subject: str
    body: str
    fields: Fields
    scope: Scope
    owner_id: UUID | None
    team_id: UUID | None
    team_name: str | None
    is_for_customers: bool
    is_active: bool
    uses: int
    last_used_at: datetime | None
    version: int
    updated_at: datetime
    is_favourite: bool

    @property
    def belonging(self) -> Belonging:
        """Return whose it is."""
        return Belonging(scope=self.scope, owner_id=self.owner_id, team_id=self.team_id)


class View(Line, frozen=True, kw_only=True):
    """A template with what became of it, the newest change first."""

    trail: list[Step]


class Page(Struct, frozen=True, kw_only=True):
    """Some templates, and where the next page begins."""

    items: list[Line]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A template of a new ticket, filled."""

    id: UUID
    name: str
    category: str
    subject: str
    body: str
    category_id: UUID | None = None
    tags: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    """Values of the ticket's fields, by their keys."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A template's text on a ticket, plain and as it will look."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A template that can be put into an answer, with its text on the ticket; None where it cannot be filled."""

    line: Line
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which templates somebody looks for."""

    kind: Kind | None = None
    text: str | None = None
    only_active: bool = False
    cursor: str | None = None
    limit: int = PAGE


_LINE = """
    select t.id, t.kind, t.name, t.category, t.subject, t.body, t.fields, t.scope, t.owner_id, t.team_id,
           m.name as team_name, t.is_for_customers, t.is_active, t.uses, t.last_used_at, t.version, t.updated_at,
           f.template_id is not null as is_favourite
"""
_TABLES = """
    from templates t
    left join teams m on m.workspace_id = t.workspace_id and m.id = t.team_id
    left join template_favourites f on f.workspace_id = t.workspace_id and f.template_id = t.id and f.user_id = $2
    where t.workspace_id = $1
      and (t.scope = 'shared' or t.owner_id = $2 or t.scope = 'team' and ($4 or t.team_id = any($3)))
"""
_LIST = f"""{_LINE} {_TABLES}
      and ($5::text is null or t.kind = $5) and (t.is_active or not $6)
      and ($7::text is null
           or strpos(lower(concat_ws(' ', t.name, t.category, t.subject, t.body)), lower($7)) > 0)
      and ($8::integer is null
           or (case when f.template_id is null then 1 else 0 end, -t.uses, t.id) > ($8, $9::integer, $10::uuid))
    order by case when f.template_id is null then 1 else 0 end, -t.uses, t.id limit $11
"""
_ONE = f"""{_LINE}, {OF_TEMPLATE}
    {_TABLES} and t.id = $5
"""
_OFFERED = """
    select t.id, t.name, t.category, t.subject, t.body, w.name as workspace_name, w.base_url,
           (select c.id from categories c where c.workspace_id = t.workspace_id and c.key = t.fields ->> 'category')
               as category_id,
           coalesce(t.fields -> 'tags', '[]') as tags, coalesce(t.fields -> 'values', '{}') as "values"
    from templates t join workspaces w on w.id = t.workspace_id
    where t.workspace_id = $1 and t.kind = 'ticket' and t.is_active
      and (t.is_for_customers or $5 and (t.scope = 'shared' or t.owner_id = $2
                                         or t.scope = 'team' and ($4 or t.team_id = any($3))))
    order by -t.uses, t.id limit $6
"""
_SETTING = """
    select t.id, t.number, t.subject, t.status, t.priority, t.type, u.name as requester_name,
           u.email as requester_email, o.name as organization_name, w.name as workspace_name, w.base_url
    from tickets t join workspaces w on w.id = t.workspace_id
    join users u on u.workspace_id = t.workspace_id and u.id = t.requester_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
"""


@query(needs=Can.USE_TEMPLATES)
async def list_templates(reading: Reading, wanted: Wanted) -> Page:
    """Return a page of the templates that an agent has."""
    if wanted.text is not None and (flaw := flaw_in(wanted.text)):
        raise Invalid({"q": f"holds {flaw}; remove it"})
    place = decode_cursor(wanted.cursor, tuple[int, int, UUID]) if wanted.cursor else (None, None, None)
    rows = await reading.rows(
        _LIST, *_whose(reading), wanted.kind, wanted.only_active, (wanted.text or "").strip() or None, *place,
        wanted.limit + 1,
    )  # fmt: skip
    items = [msgspec.convert(dict(row), Line) for row in rows[: wanted.limit]]
    last = items[-1] if len(rows) > wanted.limit else None
    after = encode_cursor(0 if last.is_favourite else 1, -last.uses, last.id) if last else None
    return Page(items=items, next_cursor=after)


@query(needs=Can.USE_TEMPLATES)
async def read_template(reading: Reading, template_id: UUID) -> View:
    """Return a template with its trail."""
    row = await reading.row(_ONE, *_whose(reading), template_id)
    if row is None:
        raise NotFound("There is no such template, or it is not yours to use.")
    return msgspec.convert(dict(row), View)


@query(needs=Can.OPEN_TICKET)
async def offered_templates(reading: Reading) -> list[Offered]:
    """Return the templates that a new ticket can be opened from, those used most first, filled."""
    rows = await reading.rows(_OFFERED, *_whose(reading), reading.actor.may(Can.USE_TEMPLATES), OFFERED)
    return [
        Offered(row["id"], row["name"], row["category"], filled(row["subject"], values) if row["subject"] else "",
                filled(row["body"], values), row["category_id"], tuple(row["tags"]), row["values"])
        for row in rows
        for values in [values_anywhere(workspace_name=row["workspace_name"], portal=portal_of(row["base_url"]))]
    ]  # fmt: skip


@query(needs=Can.USE_TEMPLATES)
async def preview_text(reading: Reading, source: str, *, ticket: UUID | str) -> Preview:
    """Return what a text would say on a ticket, named by its id or number, before it is kept."""
    checked_text(source)
    return _previewed(source, await _setting(reading, ticket))


@query(needs=Can.USE_TEMPLATES)
async def preview_template(reading: Reading, template_id: UUID, *, ticket: UUID | str) -> Preview:
    """Return what a reply template says on a ticket, named by its id or number."""
    row = await reading.row(f"{_LINE} {_TABLES} and t.id = $5", *_whose(reading), template_id)
    if row is None:
        raise NotFound("There is no such template, or it is not yours to use.")
    if row["kind"] != Kind.REPLY:
        raise Invalid({"template": "is of new tickets, which have no values yet; only replies are tried on a ticket"})
    return _previewed(row["body"], await _setting(reading, ticket))


@query(needs=Can.USE_TEMPLATES)
async def picks(reading: Reading, ticket_id: UUID, *, text: str | None = None) -> list[Pick]:
    """Return the reply templates that an agent may put into an answer on a ticket, with their texts on it."""
    values = values_of(await _setting(reading, ticket_id))
    found = await list_templates(reading, Wanted(kind=Kind.REPLY, text=text, only_active=True))
    return [Pick(line, _text(line.body, values)) for line in found.items]


@query(needs=Can.USE_TEMPLATES)
async def teams(reading: Reading) -> list[tuple[UUID, str]]:
    """Return the teams that an agent may keep templates and macros for, by name."""
    _, _, mine, every = _whose(reading)
    rows = await reading.rows(
        "select id, name from teams where workspace_id = $1 and is_active and ($3 or id = any($2)) order by name",
        reading.workspace_id, mine, every,
    )  # fmt: skip
    return [(row["id"], row["name"]) for row in rows]


def _text(body: str, values: Values) -> str | None:
    try:
        return filled(body, values)
    except Invalid:
        return None


def _previewed(source: str, setting: Setting) -> Preview:
    words = from_text(filled(source, values_of(setting)))
    return Preview(text=words.body, html=words.html)


async def _setting(reading: Reading, ticket: UUID | str) -> Setting:
    if not isinstance(reading.actor, Person):
        raise Forbidden("Only people try templates: they name who writes.")
    if isinstance(ticket, str) and flaw_in(ticket):
        raise NotFound("There is no such ticket, or it is not yours to see.")
    where = narrowed(reading.actor, Filters())
    where.add("t.id = ?" if isinstance(ticket, UUID) else "t.number = upper(?)", ticket)
    row = await reading.row(f"{_SETTING} where {where.text()}", *where.values)
    if row is None:
        raise NotFound("There is no such ticket, or it is not yours to see.")
    return Setting(
        number=row["number"], subject=row["subject"], status=row["status"], priority=row["priority"], type=row["type"],
        requester_name=row["requester_name"], requester_email=row["requester_email"], agent_name=reading.actor.name,
        agent_email=reading.actor.email, organization_name=row["organization_name"],
        workspace_name=row["workspace_name"], portal=portal_of(row["base_url"]), ticket_id=row["id"],
    )  # fmt: skip


def _whose(reading: Reading) -> tuple[UUID, UUID | None, list[UUID], bool]:
    """Return the values of the first four places: what decides which templates an actor has."""
    return (reading.workspace_id, *_part(reading.actor))


def _part(actor: Actor) -> tuple[UUID | None, list[UUID], bool]:
    teams = list(actor.team_ids) if isinstance(actor, Person) else []
    return actor.user_id if isinstance(actor, Person) else None, teams, actor.may(Can.SHARE_TEMPLATES)
