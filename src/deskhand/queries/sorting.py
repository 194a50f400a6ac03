"""What an agent can sort a ticket by: the categories there are, and the questions of its form."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.field import Field
from deskhand.store.db import Row as Record

SORTING = """
    (select coalesce(jsonb_agg(jsonb_build_array(c.id, c.key, coalesce(p.name || ' › ', '') || c.name)
        order by coalesce(p.position, c.position), coalesce(p.name, c.name), coalesce(p.id, c.id),
                 c.parent_id is not null, c.position, c.name), '[]')
     from categories c left join categories p on p.workspace_id = c.workspace_id and p.id = c.parent_id
     where c.workspace_id = t.workspace_id
       and (c.id = t.category_id or c.is_active and coalesce(p.is_active, true))) as category_choices,
    (select coalesce(jsonb_agg(to_jsonb(q) order by q.position, q.key), '[]') from (
        select f.id, f.key, f.label, f.kind, f.options, f.rules, f.help, f.is_required, f.position
        from fields f where f.workspace_id = t.workspace_id and f.is_active and (
            t.field_values ? f.id::text
            or not exists (select 1 from category_fields x where x.workspace_id = f.workspace_id
                           and x.field_id = f.id)
            or exists (select 1 from category_fields x join categories c on c.workspace_id = x.workspace_id
                       and c.id = t.category_id and x.category_id in (c.id, c.parent_id)
                       where x.workspace_id = f.workspace_id and x.field_id = f.id))) q) as questions
"""
"""What `sorting_of` reads of a ticket `t`, for agents."""


class Category(Struct, frozen=True, array_like=True):
    """A category that a ticket can be of, with the name of the one above it."""

    id: UUID
    key: str
    name: str


class Sorting(Struct, frozen=True, kw_only=True):
    """What a ticket can be sorted by."""

    categories: tuple[Category, ...] = ()
    questions: tuple[Field, ...] = ()


NOTHING = Sorting()
"""A desk without categories and fields."""


def sorting_of(record: Record) -> Sorting:
    """Return what a row that holds SORTING says."""
    return msgspec.convert({"categories": record["category_choices"], "questions": record["questions"]}, Sorting)
