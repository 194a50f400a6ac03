"""Macros as agents find and read them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.queries.trail import OF_MACRO, Step
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.macros import Effects
from deskhand.rules.templates import Belonging, Scope
from deskhand.store.db import Reading

MOST = 200
"""Macros of a list at most."""


class Line(Struct, frozen=True, kw_only=True):
    """A macro in its order, with the names of what it refers to."""

    id: UUID
    name: str
    effects: Effects
    scope: Scope
    owner_id: UUID | None
    team_id: UUID | None
    team_name: str | None
    template_name: str | None
    assignee_name: str | None
    category_name: str | None = None
    position: int
    is_active: bool
    uses: int
    last_used_at: datetime | None
    version: int
    updated_at: datetime

    @property
    def belonging(self) -> Belonging:
        """Return whose it is."""
        return Belonging(scope=self.scope, owner_id=self.owner_id, team_id=self.team_id)


class View(Line, frozen=True, kw_only=True):
    """A macro with what became of it, the newest change first."""

    trail: list[Step]


_LINE = """
    select c.id, c.name, c.effects, c.scope, c.owner_id, c.team_id, m.name as team_name, t.name as template_name,
           a.name as assignee_name, k.name as category_name, c.position, c.is_active, c.uses,
           c.last_used_at, c.version, c.updated_at
"""
_TABLES = """
    from macros c
    left join teams m on m.workspace_id = c.workspace_id and m.id = c.team_id
    left join templates t on t.workspace_id = c.workspace_id and t.id = c.template_id
    left join users a on a.workspace_id = c.workspace_id and a.id = case
        when c.effects ->> 'assignee' ~ '^[0-9a-f-]{36}$' then (c.effects ->> 'assignee')::uuid end
    left join categories k on k.workspace_id = c.workspace_id and k.key = c.effects ->> 'category'
    where c.workspace_id = $1
      and (c.scope = 'shared' or c.owner_id = $2 or c.scope = 'team' and ($4 or c.team_id = any($3)))
"""
_LIST = f"""{_LINE} {_TABLES}
      and (c.is_active or not $5) and ($6::text is null or strpos(lower(c.name), lower($6)) > 0)
    order by c.position, c.id limit $7
"""
_ONE = f"""{_LINE}, {OF_MACRO}
    {_TABLES} and c.id = $5
"""


@query(needs=Can.USE_TEMPLATES)
async def list_macros(reading: Reading, *, text: str | None = None, only_active: bool = False) -> list[Line]:
    """Return the macros that an agent has, in their order."""
    if text is not None and (flaw := flaw_in(text)):
        raise Invalid({"q": f"holds {flaw}; remove it"})
    rows = await reading.rows(_LIST, *_whose(reading), only_active, (text or "").strip() or None, MOST)
    return [msgspec.convert(dict(row), Line) for row in rows]


@query(needs=Can.USE_TEMPLATES)
async def read_macro(reading: Reading, macro_id: UUID) -> View:
    """Return a macro with its trail."""
    row = await reading.row(_ONE, *_whose(reading), macro_id)
    if row is None:
        raise NotFound("There is no such macro, or it is not yours to use.")
    return msgspec.convert(dict(row), View)


def _whose(reading: Reading) -> tuple[UUID, UUID | None, list[UUID], bool]:
    """Return the values of the first four places: what decides which macros an actor has."""
    actor = reading.actor
    user_id, teams = (actor.user_id, list(actor.team_ids)) if isinstance(actor, Person) else (None, [])
    return reading.workspace_id, user_id, teams, actor.may(Can.SHARE_TEMPLATES)
