"""Fields as forms ask them, and as admins keep them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from deskhand.kit.text import flaw_in
from deskhand.queries.contract import query
from deskhand.queries.trail import OF_FIELD, Step
from deskhand.rules.access import Can, is_staff
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.field import Field
from deskhand.store.db import Reading


class Line(Field, frozen=True, kw_only=True):
    """A field with the names of its categories."""

    categories: list[str]


class View(Line, frozen=True, kw_only=True):
    """A field with what became of it, the newest change first."""

    trail: list[Step]


_PARTS = """
    f.id, f.key, f.label, f.kind, f.options, f.rules, f.help, f.is_required, f.visible_to_customer,
    f.editable_by_customer, f.position, f.is_active,
    array(select x.category_id from category_fields x where x.workspace_id = f.workspace_id and x.field_id = f.id
          order by x.category_id) as category_ids
"""
_NAMES = """
    array(select c.name from category_fields x join categories c on c.workspace_id = x.workspace_id
          and c.id = x.category_id where x.workspace_id = f.workspace_id and x.field_id = f.id
          order by c.name) as categories
"""
_FORM = f"""
    select {_PARTS} from fields f
    where f.workspace_id = $1 and f.is_active and ($3 or f.editable_by_customer)
      and (f.key = any($4)
           or not exists (select 1 from category_fields x where x.workspace_id = f.workspace_id and x.field_id = f.id)
           or exists (select 1 from category_fields x join categories c on c.workspace_id = x.workspace_id
                      and c.id = $2 and x.category_id in (c.id, c.parent_id)
                      where x.workspace_id = f.workspace_id and x.field_id = f.id))
    order by f.position, f.key
"""  # noqa: S608 (constants)
_LIST = f"""
    select {_PARTS}, {_NAMES} from fields f where f.workspace_id = $1
      and ($2::text is null or strpos(lower(concat_ws(' ', f.label, f.key, f.help)), lower($2)) > 0)
    order by f.position, f.key
"""  # noqa: S608 (constants)
_ONE = f"""
    select {_PARTS}, {_NAMES}, {OF_FIELD} from fields f where f.workspace_id = $1 and f.id = $2
"""  # noqa: S608 (constants)


@query(needs=Can.READ_TICKET)
async def form_of(reading: Reading, category_id: UUID | None, *, held: Sequence[str] = ()) -> list[Field]:
    """Return what the form of a category asks the actor; fields that are `held` already are there in any case."""
    return await _form(reading, category_id, as_staff=is_staff(reading.actor), held=held)


@query(needs=Can.MANAGE_CLASSIFICATION)
async def preview(reading: Reading, category_id: UUID | None, *, as_customer: bool) -> list[Field]:
    """Return what the form of a category asks a customer or an agent."""
    return await _form(reading, category_id, as_staff=not as_customer)


@query(needs=Can.MANAGE_CLASSIFICATION)
async def list_fields(reading: Reading, *, text: str | None = None) -> list[Line]:
    """Return every field in the order of the forms."""
    if text is not None and (flaw := flaw_in(text)):
        raise Invalid({"q": f"holds {flaw}; remove it"})
    rows = await reading.rows(_LIST, reading.workspace_id, (text or "").strip() or None)
    return [msgspec.convert(dict(row), Line) for row in rows]


@query(needs=Can.MANAGE_CLASSIFICATION)
async def read_field(reading: Reading, field_id: UUID) -> View:
    """Return a field with its trail."""
    row = await reading.row(_ONE, reading.workspace_id, field_id)
    if row is None:
        raise NotFound("There is no such field.")
    return msgspec.convert(dict(row), View)


async def _form(reading: Reading, category_id: UUID | None, *, as_staff: bool, held: Sequence[str] = ()) -> list[Field]:
    rows = await reading.rows(_FORM, reading.workspace_id, category_id, as_staff, list(held))
    return [msgspec.convert(dict(row), Field) for row in rows]
