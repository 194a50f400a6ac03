"""A ticket as it was before what happened to it later: each change taken back by what it changed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from deskhand.rules.automation.facts import OF_FORM, Kind
from deskhand.rules.automation.known import Known
from deskhand.rules.category import LONGEST_TOLD
from deskhand.rules.events import Change


class Step(Struct, frozen=True, kw_only=True):
    """Something that happened to a ticket; `is_said` when a person wrote a message that the customer reads."""

    id: UUID
    at: datetime
    name: str
    changes: dict[str, Change] = {}
    is_message: bool = False
    is_said: bool = False


class Names(Struct, frozen=True, kw_only=True):
    """Ids of agents and teams and keys of categories by their names, of which no two have the same."""

    assignee: dict[str, str] = {}
    team: dict[str, str] = {}
    category: dict[str, str] = {}


class Rewound(Struct, frozen=True, kw_only=True):
    """A ticket as it was, and the fields of conditions that could not be taken back."""

    known: Known
    as_now: tuple[str, ...]


def rewound(
    known: Known, before: Sequence[Step], later: Sequence[Step], *, names: Names, kinds: Mapping[str, Kind]
) -> Rewound:
    """Return a ticket as it was between what happened before and later; people and promises stay as they are."""
    held: dict[str, str | None] = {}
    for step in later:
        for name, change in step.changes.items():
            held.setdefault(name, change[0])
    columns: dict[str, Any] = {}
    as_now = {"sla.state"}
    for name, text in held.items():
        try:
            _take_back(name, text, columns, known=known, names=names, kinds=kinds)
        except (KeyError, ValueError):
            as_now.add(name if name.startswith(OF_FORM) else f"ticket.{name}")
    columns |= _said(known, before, later)
    return Rewound(known=replace(known, **columns), as_now=tuple(sorted(as_now)))


def _take_back(
    name: str, text: str | None, columns: dict[str, Any], *, known: Known, names: Names, kinds: Mapping[str, Kind]
) -> None:
    if name in {"subject", "status", "priority", "type"} and text is not None:
        columns[name] = text
    elif name == "tags":
        columns["tags"] = tuple(text.split(", ")) if text else ()
    elif name == "rating":
        columns["rating"] = None if text is None else int(text)
    elif name in {"assignee", "team"}:
        columns[f"{name}_id"] = None if text is None else UUID(getattr(names, name)[text])
    elif name == "category":
        columns["category"] = None if text is None else names.category[text]
    elif name.startswith(OF_FORM):
        values = columns.get("fields", known.fields)
        columns["fields"] = {**values, name.removeprefix(OF_FORM): value_of(text, kinds[name])}


def value_of(text: str | None, kind: Kind) -> object:
    """Return the value of a form's field that a trail tells of; ValueError when it tells too little."""
    if text is None:
        return None
    if kind is Kind.BOOLEAN:
        return text == "yes"
    if kind is Kind.NUMBER:
        return float(text) if "." in text or "e" in text else int(text)
    if kind is Kind.LIST:
        return text.split(", ")
    if len(text) >= LONGEST_TOLD:
        raise ValueError("The trail tells the beginning alone.")
    return text


def _said(known: Known, before: Sequence[Step], later: Sequence[Step]) -> dict[str, Any]:
    """Return what was written until then: how much, when first by the desk, and when last."""
    first = known.first_response_at
    answered = first if first is not None and not any(step.at <= first for step in later if step.is_said) else None
    return {
        "message_count": max(1, known.message_count - sum(step.is_message for step in later)),
        "first_response_at": answered,
        "last_message_at": max((step.at for step in before if step.is_said), default=known.created_at),
    }
