"""Categories as people choose them, and as admins keep them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec

from deskhand.kit.ids import id_at
from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.queries.trail import OF_CATEGORY, Step
from deskhand.rules.access import Can
from deskhand.rules.category import Category
from deskhand.rules.errors import Invalid, NotFound
from deskhand.store.db import Reading

RECENT = timedelta(days=30)
"""How far back the popularity of a category looks."""


class Choice(Category, frozen=True, kw_only=True):
    """A category in the order of forms, with the name of the one above it."""

    parent_name: str | None


class Line(Choice, frozen=True, kw_only=True):
    """A category with how much it is used: tickets that are active, and those opened of late."""

    active: int
    recent: int


class View(Line, frozen=True, kw_only=True):
    """A category with what became of it, the newest change first."""

    has_children: bool
    trail: list[Step]


_PARTS = """
    c.id, c.key, c.name, c.description, c.parent_id, c.position, c.is_active, c.is_public, p.name as parent_name
    from categories c left join categories p on p.workspace_id = c.workspace_id and p.id = c.parent_id
"""
_ORDER = """
    order by coalesce(p.position, c.position), coalesce(p.name, c.name), coalesce(p.id, c.id), c.parent_id is not null,
             c.position, c.name, c.id
"""
_CHOICES = f"""
    select {_PARTS} where c.workspace_id = $1 and (c.parent_id is null or p.id is not null)
      and ($2 or c.is_active and coalesce(p.is_active, true)) {_ORDER}
"""
_LINES = f"""
    select coalesce(u.active, 0) as active, coalesce(u.recent, 0) as recent, {_PARTS}
    left join category_usage($2) u on u.category_id = c.id
    where c.workspace_id = $1
      and ($3::text is null or strpos(lower(concat_ws(' ', c.name, c.key, c.description, p.name)), lower($3)) > 0)
    {_ORDER}
"""
_ONE = f"""
    select coalesce(u.active, 0) as active, coalesce(u.recent, 0) as recent,
        exists (select 1 from categories b where b.workspace_id = c.workspace_id and b.parent_id = c.id)
            as has_children,
        c.sla_policy_id, {OF_CATEGORY}, {_PARTS}
    left join category_usage($2) u on u.category_id = c.id
    where c.workspace_id = $1 and c.id = $3
"""  # noqa: S608 (constants)


@query(needs=Can.READ_TICKET)
async def choices(reading: Reading, *, with_archived: bool = False) -> list[Choice]:
    """Return the categories that the actor can give a ticket, those below others after them."""
    rows = await reading.rows(_CHOICES, reading.workspace_id, with_archived)
    return [msgspec.convert(dict(row), Choice) for row in rows]


@query(needs=Can.MANAGE_CLASSIFICATION)
async def list_categories(reading: Reading, *, text: str | None = None) -> list[Line]:
    """Return every category with how much it is used, those below others after them."""
    if text is not None and (flaw := flaw_in(text)):
        raise Invalid({"q": f"holds {flaw}; remove it"})
    rows = await reading.rows(_LINES, reading.workspace_id, id_at(reading.now - RECENT), (text or "").strip() or None)
    return [msgspec.convert(dict(row), Line) for row in rows]


@query(needs=Can.MANAGE_CLASSIFICATION)
async def read_category(reading: Reading, category_id: UUID) -> View:
    """Return a category with its trail."""
    row = await reading.row(_ONE, reading.workspace_id, id_at(reading.now - RECENT), category_id)
    if row is None:
        raise NotFound("There is no such category.")
    return msgspec.convert(dict(row), View)
