"""Reports as tables in which no cell is taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deskhand.kit.sheet import csv_of
from deskhand.rules.mail import Enclosure
from deskhand.rules.statistics import Kind

HEADS: dict[Kind, tuple[str, ...]] = {
    Kind.ACTIVITY: (
        "of", "created", "first_responded", "first_responded_late", "resolved", "resolved_late", "closed", "reopened",
        "rated", "rating", "first_response_seconds", "resolution_seconds",
    ),
    Kind.DEADLINES: (
        "of", "opened", "responded", "response_met", "response_missed", "response_missed_by_change", "response_share",
        "resolved", "resolution_met", "resolution_missed", "resolution_missed_by_change", "resolution_share",
        "next_met", "next_missed", "next_share",
    ),
    Kind.BACKLOG: (
        "day", "tickets", "open", "in_progress", "waiting_customer", "waiting_support", "up_to_day",
        "up_to_three_days", "up_to_week", "up_to_month", "older",
    ),
}  # fmt: skip
"""The columns of each report."""
LARGEST = 1024 * 1024
"""Bytes of a table that goes out with a mail; a larger one stays on its page."""
_LONGEST = 60
_BESIDES = re.compile(r"[\W_]+")


def sheet_of(kind: Kind, items: Sequence[object]) -> bytes:
    """Return a report as CSV."""
    return csv_of(HEADS[kind], _rows(HEADS[kind], items))


def enclosure(name: str, kind: Kind, items: Sequence[object], *, since: str, until: str) -> Enclosure | None:
    """Return a report as a mail's file, named by what it tells of and from when to when; None where there is none."""
    sheet = sheet_of(kind, items) if items else b""
    if not 0 < len(sheet) <= LARGEST:
        return None
    title = _BESIDES.sub("-", name).strip("-")[:_LONGEST].strip("-") or kind.value
    return Enclosure(name=f"{title}-{since}-{until}.csv", media_type="text/csv", content=sheet)


def _rows(head: Sequence[str], items: Sequence[object]) -> Iterator[tuple[str | None, ...]]:
    for one in items:
        yield tuple(None if (value := getattr(one, name)) is None else _cell(value) for name in head)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
