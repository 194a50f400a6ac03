"""How a ticket is sorted, as pages and the API read it: category, tags, and the answers of its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deskhand.store.db import Row

DETAILED = """
    (select jsonb_build_array(c.id, c.key, c.name, p.name) from readable_categories c
     left join readable_categories p on p.workspace_id = c.workspace_id and p.id = c.parent_id
     where c.workspace_id = t.workspace_id and c.id = t.category_id) as category_parts,
    (select coalesce(jsonb_agg(jsonb_build_array(x.name, x.colour) order by x.name), '[]') from readable_tags x
     where x.workspace_id = t.workspace_id and x.ticket_id = t.id) as tag_parts,
    (select coalesce(jsonb_agg(jsonb_build_array(f.key, f.label, f.kind, t.field_values -> f.id::text)
        order by f.position, f.key), '[]') from readable_fields f
     where f.workspace_id = t.workspace_id and t.field_values ? f.id::text) as answer_parts
"""
"""Parts of a Classification, of a ticket `t`; the views hold what the reader may see, and no more."""


@dataclass(frozen=True, slots=True)
class CategoryMark:
    """The category of a ticket."""

    id: UUID
    key: str
    name: str
    parent_name: str | None


@dataclass(frozen=True, slots=True)
class TagMark:
    """A tag of a ticket."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a ticket holds in a field."""

    key: str
    label: str
    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Classification:
    """How a ticket is sorted, for who reads it."""

    category: CategoryMark | None = None
    marks: tuple[TagMark, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def category_id(self) -> UUID | None:
        """The id of the category."""
        return self.category.id if self.category else None

    @property
    def tags(self) -> list[str]:
        """The names of the tags, in order."""
        return [mark.name for mark in self.marks]

    @property
    def fields(self) -> dict[str, Any]:
        """The values by the fields' keys."""
        return {answer.key: answer.value for answer in self.answers}


UNSORTED = Classification()
"""Of a ticket that nobody has sorted yet."""


def classification_of(record: Row) -> Classification:
    """Return the classification in a row that holds DETAILED."""
    parts = record["category_parts"]
    return Classification(
        category=CategoryMark(UUID(parts[0]), *parts[1:]) if parts else None,
        marks=tuple(TagMark(*part) for part in record["tag_parts"]),
        answers=tuple(Answer(*part) for part in record["answer_parts"]),
    )
