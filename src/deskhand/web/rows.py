"""What a row of the queue depends on, beside its ticket: who reads, when, and how the list is shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from deskhand.queries.queue import Listing, Row
from deskhand.rules.filters import Sort
from deskhand.rules.views import Column
from deskhand.web.deadlines import chip_for
from deskhand.web.groups import key_of
from deskhand.web.links import QUEUE
from deskhand.web.reader import current as reader
from deskhand.web.times import time_tag

_NO_LISTING = Listing()
_ENDED = 3
"""The least attention of a ticket whose due moment no longer matters."""


def row_for(
    me: UUID, row: Row, *, query: str = "", open_id: UUID | None = None, listing: Listing | None = None
) -> tuple[Any, ...]:
    """Return the values of the macro that draws a row; all that the clock and the reader decide is among them."""
    listing = listing or _NO_LISTING
    moved = row.updated_at if listing.sort is Sort.UPDATED else row.last_message_at
    due = row.due_at if row.attention < _ENDED and Column.DUE in listing.columns else None
    return (
        row, f"{QUEUE}/{row.id}{query}", listing.columns, key_of(row, listing),
        row.id == open_id, row.assignee_id == me, due is not None and due < reader().now, time_tag(moved),
        time_tag(row.created_at, form="stamp") if Column.CREATED in listing.columns else "",
        time_tag(row.snoozed_until, form="stamp") if row.snoozed_until else "",
        time_tag(due, form="stamp") if due else "", chip_for(row.chip),
    )  # fmt: skip
