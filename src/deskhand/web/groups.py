"""Rows of the queue gathered under headings, in the order in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from deskhand.queries.queue import Listing, QueuePage, Row
from deskhand.rules.filters import Sort
from deskhand.rules.sla.colour import when_due
from deskhand.rules.views import Grouping
from deskhand.web import times
from deskhand.web.deadlines import when_name
from deskhand.web.reader import current
from deskhand.web.reader import gettext as _
from deskhand.web.words import group_name, priority_name


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; `key` is how the live page finds it again, and no label means no heading."""

    key: str
    label: str
    rows: list[Row]


def groups_of(page: QueuePage) -> list[Group]:
    """Return the rows of a page under their headings."""
    listing = page.listing
    found = groupby(page.rows, key=lambda row: key_of(row, listing))
    return [_group(key, list(rows), listing=listing) for key, rows in found]


def key_of(row: Row, listing: Listing) -> str:
    """Return the key of the group that a row stands in."""
    match listing.grouping:
        case Grouping.NEED:
            return str(row.attention)
        case Grouping.PRIORITY:
            return row.priority
        case Grouping.DUE:
            return when_due(row.chip.due_at, now=current().now, zone=current().zone).value
        case Grouping.DAY:
            moment = _moment(row, listing.sort)
            return "none" if moment is None else moment.astimezone(current().zone).date().isoformat()
    return "all"


def _group(key: str, rows: list[Row], *, listing: Listing) -> Group:
    match listing.grouping:
        case Grouping.NEED:
            label = group_name(rows[0].attention)
        case Grouping.PRIORITY:
            label = _("%(name)s priority") % {"name": priority_name(key)}
        case Grouping.DUE:
            label = when_name(key)
        case Grouping.DAY:
            moment = _moment(rows[0], listing.sort)
            label = _("Without a due date") if moment is None else times.day(moment)
        case _:
            label = ""
    return Group(key, label, rows)


def _moment(row: Row, sort: Sort) -> datetime | None:
    """Return the moment of a row by which its list is sorted; only a due date may be missing."""
    if sort is Sort.DUE:
        return row.due_at
    return row.updated_at if sort is Sort.UPDATED else row.created_at
