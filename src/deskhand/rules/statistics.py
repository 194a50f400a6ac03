"""By what the figures of tickets are told apart, and of which span they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from deskhand.rules.errors import Invalid
from deskhand.rules.moment import flaw_in_moment
from deskhand.rules.ticket import Priority, Source

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
    MONTH = "month"
    CATEGORY = "category"
    PRIORITY = "priority"
    SOURCE = "source"
    AGENT = "agent"
    TEAM = "team"
    ORGANIZATION = "organization"


IN_TIME = (By.DAY, By.MONTH)
"""What stands in the order of time, not of size."""


class Age(StrEnum):
    """How old a ticket is that is still open: up to a day, three days, a week, thirty days, or older."""

    DAY = "day"
    THREE_DAYS = "three_days"
    WEEK = "week"
    MONTH = "month"
    OLDER = "older"


class Sieve(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What figures are narrowed to: a category by key with those below it, an organization and a tag by name or id."""

    category: str | None = None
    priority: Priority | None = None
    source: Source | None = None
    team: UUID | None = None
    agent: UUID | None = None
    organization: str | None = None
    tag: str | None = None


NO_SIEVE = Sieve()
"""All figures."""


class Kind(StrEnum):
    """What a report tells of: what happened, which deadlines were kept, or what was open."""

    ACTIVITY = "activity"
    DEADLINES = "deadlines"
    BACKLOG = "backlog"


class Report(Struct, frozen=True, kw_only=True):
    """A report as somebody asks for it: of the last days, told apart by something, narrowed to something."""

    kind: Kind
    by: By = By.DAY
    days: int = 30
    sieve: Sieve = NO_SIEVE


class Kept(Struct, frozen=True, kw_only=True):
    """Of tickets that were opened in a span: how many met a target and how many did not; `key` is its word or id.

    Who was neither has time left, or nothing promised. What was missed by a change is among what was missed.
    """

    of: str | None
    key: str | None
    opened: int
    responded: int
    response_met: int
    response_missed: int
    response_missed_by_change: int
    resolved: int
    resolution_met: int
    resolution_missed: int
    resolution_missed_by_change: int
    next_met: int = 0
    """Later messages of customers that were answered in time; a ticket can have many."""
    next_missed: int = 0

    @property
    def response_share(self) -> float | None:
        """Return how much of a hundred met the first response; None where none is decided."""
        return share_of(self.response_met, self.response_missed)

    @property
    def resolution_share(self) -> float | None:
        """Return how much of a hundred met the resolution."""
        return share_of(self.resolution_met, self.resolution_missed)

    @property
    def next_share(self) -> float | None:
        """Return how much of a hundred of the next replies came in time."""
        return share_of(self.next_met, self.next_missed)


def share_of(met: int, missed: int) -> float | None:
    """Return how much of a hundred was met."""
    return 100 * met / (met + missed) if met + missed else None


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


def hours_between(since: datetime, until: datetime) -> list[datetime]:
    """Return the full hours from one to before another."""
    count = int((until - since) / timedelta(hours=1))
    return [since + timedelta(hours=number) for number in range(count)]


def days_to_count(counted: date | None, first: datetime | None, *, now: datetime, zone: tzinfo) -> list[date]:
    """Return the days that are over and whose end was not counted yet, a month at most."""
    if first is None:
        return []
    today = now.astimezone(zone).date()
    begin = max(counted + timedelta(days=1) if counted else first.astimezone(zone).date(), today - DRIFT)
    return [begin + timedelta(days=number) for number in range(max((today - begin).days, 0))]


def span_in(of: str, span: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """Return the part of a span that a day or a month of it is, `2026-11-21` or `2026-11`, in the zone of the span."""
    zone = span[0].tzinfo
    first = datetime.fromisoformat(of if of.count("-") > 1 else f"{of}-01").replace(tzinfo=zone)
    after = first + timedelta(days=1) if of.count("-") > 1 else (first + timedelta(days=32)).replace(day=1)
    return max(first, span[0]), min(after, span[1])


def last_span(days: int, now: datetime, *, time_zone: str) -> tuple[datetime, datetime]:
    """Return the last days up to the end of the present hour, in a time zone, in which its days are meant."""
    zone = ZoneInfo(time_zone)
    until = full_hour(now) + timedelta(hours=1)
    return (until - timedelta(days=days)).astimezone(zone), until.astimezone(zone)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day ends in a time zone."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)


def span_of(since: datetime | None, until: datetime | None, *, now: datetime) -> tuple[datetime, datetime]:
    """Return the span that is asked for; refuse one that ends before it begins, or is too long."""
    for name, moment in (("since", since), ("until", until)):
        if moment is not None and (flaw := flaw_in_moment(moment)) is not None:
            raise Invalid({name: flaw})
    end = until or full_hour(now) + timedelta(hours=1)
    begin = since or end - SPAN
    if begin >= end:
        raise Invalid({"until": f"“{end.isoformat()}” is not after {begin.isoformat()}, where the span begins"})
    if end - begin > LONGEST:
        raise Invalid({"since": "the span is longer than five years; ask for less at once"})
    return begin, end
