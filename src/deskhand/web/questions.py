"""The questions of a category's form on pages: how they are named, read and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deskhand.rules.field import Field, Kind, typed

ASKED = "fields."
"""What the names of a form's questions begin with; the field's key follows."""


def answers(questions: Sequence[Field], form: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form answers, each in its field's own kind; what it does not ask any more is left out."""
    given = {one.key: (one, form[ASKED + one.key]) for one in questions if ASKED + one.key in form}
    return {
        key: typed(field, text.split("\n") if field.kind is Kind.CHOICES else [text])
        for key, (field, text) in given.items()
    }


def written(values: Mapping[str, Any]) -> dict[str, str]:
    """Return values of a ticket as a form shows them."""
    return {ASKED + key: _text(value) for key, value in values.items()}


def labels(questions: Sequence[Field]) -> dict[str, str]:
    """Return the labels of questions under the names that refusals give them."""
    return {ASKED + one.key: one.label for one in questions}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "\n".join(value) if isinstance(value, list) else str(value)
