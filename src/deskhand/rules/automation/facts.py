"""What a condition may ask about, of which kind each fact is, and how it can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from deskhand.rules import field as form_field
from deskhand.rules.sla.colour import Colour
from deskhand.rules.ticket import Priority, Source, Status, Type

Fact = str | int | float | bool | tuple[str, ...] | None
"""What is so; None where there is nothing."""
Facts = Mapping[str, Fact]
"""What is so of a ticket, its people and what happened, by field."""


class Kind(StrEnum):
    """How a fact can be compared."""

    TEXT = "text"
    WORD = "word"
    KEY = "key"
    LIST = "list"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


class Op(StrEnum):
    """A comparison."""

    IS = "is"
    IS_NOT = "is_not"
    ANY_OF = "any_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    CONTAINS_ANY = "contains_any"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BEFORE = "before"
    AFTER = "after"
    IS_SET = "is_set"
    IS_EMPTY = "is_empty"


ALONE = frozenset({Op.IS_SET, Op.IS_EMPTY})
"""Comparisons with nothing."""
WITH_SEVERAL = frozenset({Op.ANY_OF, Op.NONE_OF, Op.CONTAINS_ANY})
"""Comparisons with a list."""
_THERE = (Op.IS_SET, Op.IS_EMPTY)
OPS: dict[Kind, tuple[Op, ...]] = {
    Kind.TEXT: (
        Op.CONTAINS, Op.CONTAINS_NOT, Op.CONTAINS_ANY, Op.IS, Op.IS_NOT, Op.STARTS_WITH, Op.ENDS_WITH, *_THERE
    ),
    Kind.WORD: (Op.IS, Op.IS_NOT, Op.ANY_OF, Op.NONE_OF),
    Kind.KEY: (Op.IS, Op.IS_NOT, Op.ANY_OF, Op.NONE_OF, *_THERE),
    Kind.LIST: (Op.CONTAINS, Op.CONTAINS_NOT, Op.ANY_OF, Op.NONE_OF, *_THERE),
    Kind.NUMBER: (Op.IS, Op.IS_NOT, Op.MORE_THAN, Op.LESS_THAN, *_THERE),
    Kind.DATE: (Op.IS, Op.BEFORE, Op.AFTER, *_THERE),
    Kind.BOOLEAN: (Op.IS,),
}  # fmt: skip
"""The comparisons of each kind, the usual one first."""

BY = ("customer", "agent", "desk", "rule")
"""Who can have caused an event."""
FIELDS: dict[str, Kind] = {
    "ticket.subject": Kind.TEXT,
    "ticket.status": Kind.WORD,
    "ticket.priority": Kind.WORD,
    "ticket.type": Kind.WORD,
    "ticket.source": Kind.WORD,
    "ticket.category": Kind.KEY,
    "ticket.tags": Kind.LIST,
    "ticket.assignee": Kind.KEY,
    "ticket.team": Kind.KEY,
    "ticket.messages": Kind.NUMBER,
    "ticket.answered": Kind.BOOLEAN,
    "ticket.hours_old": Kind.NUMBER,
    "ticket.hours_quiet": Kind.NUMBER,
    "ticket.rating": Kind.NUMBER,
    "requester.name": Kind.TEXT,
    "requester.email": Kind.TEXT,
    "requester.language": Kind.KEY,
    "organization.id": Kind.KEY,
    "organization.name": Kind.TEXT,
    "organization.priority_client": Kind.BOOLEAN,
    "message.text": Kind.TEXT,
    "sla.state": Kind.WORD,
    "event.by": Kind.WORD,
    "event.changed": Kind.LIST,
}
"""The fields that every workspace has; those of its forms are `fields.` and their key."""
WORDS: dict[str, tuple[str, ...]] = {
    "ticket.status": tuple(Status),
    "ticket.priority": tuple(Priority),
    "ticket.type": tuple(Type),
    "ticket.source": tuple(Source),
    "sla.state": tuple(Colour),
    "event.by": BY,
}
"""The words that a field can hold."""
OF_FORM = "fields."
_KINDS = {
    form_field.Kind.TEXT: Kind.TEXT, form_field.Kind.LONG_TEXT: Kind.TEXT, form_field.Kind.NUMBER: Kind.NUMBER,
    form_field.Kind.DATE: Kind.DATE, form_field.Kind.BOOLEAN: Kind.BOOLEAN, form_field.Kind.CHOICE: Kind.KEY,
    form_field.Kind.CHOICES: Kind.LIST,
}  # fmt: skip


def kinds_of(form: Mapping[str, form_field.Kind]) -> dict[str, Kind]:
    """Return every field that a condition may ask about, where a workspace's forms have these fields by key."""
    return FIELDS | {f"{OF_FORM}{key}": _KINDS[kind] for key, kind in form.items()}


def is_number(value: object) -> bool:
    """Say whether a value is a number that can be reckoned with: not true, not endless and not beyond measure."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def shown(value: object) -> str:
    """Return the beginning of a value that somebody gave, as a sentence quotes it."""
    return "a number beyond measure" if isinstance(value, int) and abs(value) > _LARGEST else str(value)[:60]


_LARGEST = 10**300
