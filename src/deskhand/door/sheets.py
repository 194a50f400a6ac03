"""Reports as tables in which no cell is taken for a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deskhand.kit.sheet import csv_of
from deskhand.rules.statistics import Kind

HEADS: dict[Kind, tuple[str, ...]] = {
    Kind.ACTIVITY: (
        "of", "created", "first_responded", "first_responded_late", "resolved", "resolved_late", "closed", "reopened",
        "rated", "rating", "first_response_seconds", "resolution_seconds",
    ),
    Kind.DEADLINES: (
        "of", "opened", "responded", "response_met", "response_missed", "response_missed_by_change", "response_share",
        "resolved", "resolution_met", "resolution_missed", "resolution_missed_by_change", "resolution_share",
    ),
    Kind.BACKLOG: (
        "day", "tickets", "open", "in_progress", "waiting_customer", "waiting_support", "up_to_day",
        "up_to_three_days", "up_to_week", "up_to_month", "older",
    ),
}  # fmt: skip
"""The columns of each report."""


def sheet_of(kind: Kind, items: Sequence[object]) -> bytes:
    """Return a report as CSV."""
    return csv_of(HEADS[kind], _rows(HEADS[kind], items))


def _rows(head: Sequence[str], items: Sequence[object]) -> Iterator[tuple[str | None, ...]]:
    for one in items:
        yield tuple(None if (value := getattr(one, name)) is None else _cell(value) for name in head)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
