"""By what the figures of tickets are told apart, and of which span they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from deskhand.rules.errors import Invalid

LONGEST = timedelta(days=366 * 5)
"""The longest span of which figures are asked at once."""
SPAN = timedelta(days=30)
"""The span where none is asked for."""
SETTLED = timedelta(hours=3)
"""Hours that are counted again each time: what happened in them may have been committed late."""
DRIFT = timedelta(days=31)
"""Days that are counted again once a day: a ticket of theirs may have another category, priority or team by now."""
PIECE = timedelta(days=31)
"""The longest span that is counted in one transaction."""


class By(StrEnum):
    """What a row of figures is of."""

    DAY = "day"
    CATEGORY = "category"
    PRIORITY = "priority"
    SOURCE = "source"
    AGENT = "agent"
    TEAM = "team"


def full_hour(moment: datetime) -> datetime:
    """Return the full hour that a moment is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def counting_begins(counted: datetime | None, first: datetime | None, *, now: datetime) -> datetime | None:
    """Return from which hour on to count: all of it when nothing was, a month once a day, else the last hours.

    None when there is nothing to count.
    """
    if counted is None:
        return None if first is None else full_hour(first)
    back = DRIFT if full_hour(now).hour == 0 else SETTLED
    return full_hour(min(counted, now) - back)


def pieces(since: datetime, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the spans in which to count from an hour to the end of the present one."""
    end, found = full_hour(now) + timedelta(hours=1), []
    while since < end:
        until = min(since + PIECE, end)
        found.append((since, until))
        since = until
    return found


def span_of(since: datetime | None, until: datetime | None, *, now: datetime) -> tuple[datetime, datetime]:
    """Return the span that is asked for; refuse one that ends before it begins, or is too long."""
    end = until or full_hour(now) + timedelta(hours=1)
    begin = since or end - SPAN
    if begin >= end:
        raise Invalid({"until": f"“{end.isoformat()}” is not after {begin.isoformat()}, where the span begins"})
    if end - begin > LONGEST:
        raise Invalid({"since": "the span is longer than five years; ask for less at once"})
    return begin, end
