"""Tags as agents find them, and as admins keep them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.queries.filters import decode_cursor, encode_cursor
from deskhand.queries.trail import OF_TAG, Step
from deskhand.rules.access import Can
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.tag import Tag, plain
from deskhand.store.db import Reading

PAGE = 50
"""Tags of a page."""
OFFERED = 20
"""Tags that are offered while one is typed."""


class Line(Tag, frozen=True, kw_only=True):
    """A tag with how many tickets bear it, counted no further than 10,000."""

    tickets: int


class View(Line, frozen=True, kw_only=True):
    """A tag with what became of it, the newest change first."""

    trail: list[Step]


class Going(Struct, frozen=True, kw_only=True):
    """A tag on its way out: how many tickets were told so far, of how many."""

    name: str
    into: str | None
    told: int
    total: int


class Page(Struct, frozen=True, kw_only=True):
    """Some tags by name, where the next page begins, and those on their way out."""

    items: list[Line]
    next_cursor: str | None
    going: list[Going]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tags somebody looks for."""

    text: str | None = None
    cursor: str | None = None
    limit: int = PAGE


_BORNE = """(select count(*) from (select 1 from ticket_tags x where x.workspace_id = g.workspace_id
    and x.tag_id = g.id limit 10001) b)"""
_PAGE = f"""
    select
        (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'colour', g.colour,
            'description', g.description, 'tickets', {_BORNE}) order by g.name), '[]')
         from (select * from tags where workspace_id = $1 and going_at is null
               and ($2::text is null or strpos(lower(concat_ws(' ', name, description)), lower($2)) > 0)
               and ($3::text is null or name > $3) order by name limit $4) g) as items,
        (select coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'into', i.name, 'total', g.going_total,
            'told', greatest(g.going_total - {_BORNE}, 0)) order by g.going_at), '[]')
         from tags g left join tags i on i.workspace_id = g.workspace_id and i.id = g.goes_into
         where g.workspace_id = $1 and g.going_at is not null) as going
"""  # noqa: S608 (constants)
_ONE = f"""
    select g.id, g.name, g.colour, g.description, {_BORNE} as tickets, {OF_TAG}
    from tags g where g.workspace_id = $1 and g.id = $2 and g.going_at is null
"""  # noqa: S608 (constants)
_NAMES = """
    select name, colour from tags where workspace_id = $1 and going_at is null and strpos(name, $2) > 0
    order by strpos(name, $2) > 1, name limit $3
"""


@query(needs=Can.MANAGE_CLASSIFICATION)
async def list_tags(reading: Reading, wanted: Wanted) -> Page:
    """Return a page of tags with how much each is used, and what is on its way out."""
    if wanted.text is not None and (flaw := flaw_in(wanted.text)):
        raise Invalid({"q": f"holds {flaw}; remove it"})
    (after,) = decode_cursor(wanted.cursor, tuple[str]) if wanted.cursor else (None,)
    row = await reading.row(_PAGE, reading.workspace_id, (wanted.text or "").strip() or None, after, wanted.limit + 1)
    found = msgspec.convert({"next_cursor": None, **dict(row or {})}, Page)
    if len(found.items) <= wanted.limit:
        return found
    kept = found.items[: wanted.limit]
    return msgspec.structs.replace(found, items=kept, next_cursor=encode_cursor(kept[-1].name))


@query(needs=Can.MANAGE_CLASSIFICATION)
async def read_tag(reading: Reading, tag_id: UUID) -> View:
    """Return a tag with its trail."""
    row = await reading.row(_ONE, reading.workspace_id, tag_id)
    if row is None:
        raise NotFound("There is no such tag.")
    return msgspec.convert(dict(row), View)


@query(needs=Can.WORK_QUEUE)
async def offered(reading: Reading, text: str = "") -> list[tuple[str, str]]:
    """Return names and colours of tags that hold a text, those first that begin with it."""
    if flaw_in(text):
        return []
    rows = await reading.rows(_NAMES, reading.workspace_id, plain(text), OFFERED)
    return [(row["name"], row["colour"]) for row in rows]
