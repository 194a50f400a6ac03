"""What a report is narrowed to, read from a query string."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from deskhand.kit.text import flaw_in
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.statistics import Sieve
from deskhand.rules.ticket import Priority, Source

FIELDS = ("category", "priority", "source", "team", "agent", "organization", "tag")
"""What figures can be narrowed to."""
_LONGEST = 200


def sieve_of(asked: Mapping[str, str | None]) -> Sieve:
    """Return what figures are narrowed to; refuse words and ids that are none, by the names of their fields."""
    found: dict[str, Any] = {}
    flaws: dict[str, str] = {}
    for name in FIELDS:
        text = (asked.get(name) or "").strip()
        if text:
            try:
                found[name] = _READ.get(name, _plain)(text)
            except ValueError as flaw:
                flaws[name] = str(flaw)
    if flaws:
        raise Invalid(flaws)
    return Sieve(**found)


def _plain(text: str) -> str:
    if len(text) > _LONGEST or flaw_in(text) is not None:
        raise ValueError(f"must be plain text of {_LONGEST} characters or fewer")
    return text


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(f"“{text[:60]}” is not an id") from None


def _priority(text: str) -> Priority:
    found = word_of(Priority, text)
    if found is None:
        raise ValueError(flaw_in_word(Priority, text))
    return found


def _source(text: str) -> Source:
    found = word_of(Source, text)
    if found is None:
        raise ValueError(flaw_in_word(Source, text))
    return found


_READ: dict[str, Callable[[str], object]] = {"priority": _priority, "source": _source, "team": _id, "agent": _id}
