"""Hours in which a desk works: windows of a week in a time zone, less holidays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Invalid
from deskhand.rules.moment import EARLIEST, LATEST
from deskhand.rules.zone import flaw_in_zone

Window = tuple[int, int]
"""From one minute of a day until before another; 1440 is the day's end."""
Stretch = tuple[datetime, datetime]

DAY = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_WINDOWS = 12
"""Windows of one day at most."""
MOST_HOLIDAYS = 4_000
HOLIDAY_LIMIT = 100
"""Characters of a holiday's name."""
SEARCHED = timedelta(days=3_660)
"""How far ahead working time is looked for; what is not reached within it is reached never."""

_DAY = timedelta(days=1)
_NONE = timedelta()
_BEFORE, _AFTER = timedelta(hours=16), timedelta(hours=40)
"""Around a midnight in UTC, what holds every moment that clocks anywhere call by that day."""


class Proof(Struct, frozen=True, kw_only=True):
    """A test of a calendar: when so much is done that is begun at a moment."""

    name: str
    begins_at: datetime
    minutes: int
    ends_at: datetime


class Calendar(Struct, frozen=True, kw_only=True):
    """A calendar as it is kept: windows for each weekday from Monday on, and holidays by date with their names."""

    zone: str
    week: tuple[tuple[Window, ...], ...]
    holidays: dict[date, str] = {}
    tests: tuple[Proof, ...] = ()
    """What has to come of it; a change by which something else comes is refused."""


class Hours(Protocol):
    """What clocks ask of a calendar."""

    def open_between(self, since: datetime, before: datetime) -> Iterator[Stretch]:
        """Yield the stretches that are worked between two moments, in their order."""

    def worked(self, since: datetime, before: datetime) -> timedelta:
        """Return how much is worked between two moments."""

    def first(self, since: datetime, need: timedelta) -> datetime | None:
        """Return the first moment by which so much was worked; None when that is never."""

    def last(self, since: datetime, need: timedelta) -> datetime | None:
        """Return the last moment by which no more than so much was worked; None when that is never over."""

    def holidays_between(self, since: datetime, before: datetime) -> Iterator[tuple[datetime, datetime, str]]:
        """Yield the holidays between two moments, clipped to them, with their names."""


class Always:
    """The calendar in which every hour counts."""

    def open_between(self, since: datetime, before: datetime) -> Iterator[Stretch]:
        """Yield the whole."""
        if since < before:
            yield since, before

    def worked(self, since: datetime, before: datetime) -> timedelta:
        """Return what lies between."""
        return max(before - since, _NONE)

    def first(self, since: datetime, need: timedelta) -> datetime | None:
        """Return the moment that is so much later."""
        return since + need

    def last(self, since: datetime, need: timedelta) -> datetime | None:
        """Return the moment that is so much later."""
        return since + need

    def holidays_between(self, since: datetime, before: datetime) -> Iterator[tuple[datetime, datetime, str]]:  # noqa: ARG002 (one shape for all)
        """Yield nothing: there are none."""
        yield from ()


ALWAYS = Always()
"""Every hour of every day, the calendar of policies that name none."""


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The hours of a calendar; each day is worked out once."""

    calendar: Calendar
    _zone: ZoneInfo
    _days: dict[date, tuple[Stretch, ...]] = field(default_factory=dict)

    def open_between(self, since: datetime, before: datetime) -> Iterator[Stretch]:
        """Yield the stretches that are worked between two moments, in their order."""
        day, last = self._day(since) - _DAY, self._day(before) + _DAY
        while day <= last and any(self.calendar.week):
            for opens, closes in self._on(day):
                if opens < before and closes > since:
                    yield max(opens, since), min(closes, before)
            day += _DAY

    def worked(self, since: datetime, before: datetime) -> timedelta:
        """Return how much is worked between two moments."""
        return sum((closes - opens for opens, closes in self.open_between(since, before)), _NONE)

    def first(self, since: datetime, need: timedelta) -> datetime | None:
        """Return the first moment by which so much was worked; None when that is never."""
        if need <= _NONE:
            return since
        for opens, closes in self.open_between(since, since + SEARCHED):
            if need <= closes - opens:
                return opens + need
            need -= closes - opens
        return None

    def last(self, since: datetime, need: timedelta) -> datetime | None:
        """Return the last moment by which no more than so much was worked; None when that is never over."""
        for opens, closes in self.open_between(since, since + SEARCHED):
            if need < closes - opens:
                return opens + need
            need -= closes - opens
        return None

    def holidays_between(self, since: datetime, before: datetime) -> Iterator[tuple[datetime, datetime, str]]:
        """Yield the holidays between two moments, clipped to them, with their names."""
        day, last = self._day(since), self._day(before)
        while day <= last:
            name = self.calendar.holidays.get(day)
            for begins, ends in _as_read(self._zone, day, ((0, DAY),)) if name else ():
                if begins < before and ends > since:
                    yield max(begins, since), min(ends, before), name or ""
            day += _DAY

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _on(self, day: date) -> tuple[Stretch, ...]:
        found = self._days.get(day)
        if found is None:
            windows = () if day in self.calendar.holidays else self.calendar.week[day.weekday()]
            found = self._days[day] = tuple(_as_read(self._zone, day, windows))
        return found


def opening(calendar: Calendar) -> Opening:
    """Return the hours of a calendar."""
    return Opening(calendar, ZoneInfo(calendar.zone))


def checked(calendar: Calendar, *, today: date) -> Calendar:
    """Return a calendar as it is kept, its windows in order; refuse one that never opens, with the reason."""
    if (flaw := flaw_in_zone(calendar.zone)) is not None:
        raise Invalid({"timeZone": flaw})
    if len(calendar.week) != 7:
        raise Invalid({"week": f"must hold the windows of 7 days, Monday first; there are {len(calendar.week)}"})
    if len(calendar.holidays) > MOST_HOLIDAYS:
        raise Invalid({"holidays": f"are {len(calendar.holidays):,}; a calendar holds {MOST_HOLIDAYS:,} at most"})
    for day, name in calendar.holidays.items():
        if not EARLIEST.year <= day.year <= LATEST.year:
            raise Invalid({"holidays": f"“{day}” is not between the years {EARLIEST.year} and {LATEST.year}"})
        if name and (flaw := flaw_in_line(name, limit=HOLIDAY_LIMIT)) is not None:
            raise Invalid({"holidays": f"“{day}” has a name that {flaw}"})
    week = tuple(ordered(day, windows) for day, windows in zip(WEEKDAYS, calendar.week, strict=True))
    if not any(week):
        raise Invalid({"week": "has no open hour, so that nothing would ever be due; open a window on some day"})
    kept = Calendar(zone=calendar.zone, week=week, holidays=calendar.holidays, tests=calendar.tests)
    if opening(kept).first(_midnight(today), timedelta(minutes=1)) is None:
        raise Invalid({"holidays": "cover every day on which it is open, so that nothing would ever be due"})
    return kept


def ordered(day: str, windows: Sequence[Window]) -> tuple[Window, ...]:
    """Return the windows of a day in their order; refuse those that no day can have."""
    if len(windows) > MOST_WINDOWS:
        raise Invalid({f"week.{day}": f"has {len(windows)} windows; {MOST_WINDOWS} are enough"})
    kept = tuple(sorted(windows))
    before = 0
    for opens, closes in kept:
        if not 0 <= opens < closes <= DAY:
            flaw = (
                f"has a window from minute {opens} to {closes}; it must end later than it begins, within 0 and 1440. "
            )
            raise Invalid({f"week.{day}": flaw + "One over midnight is two: until 1440, and from 0"})
        if opens < before:
            raise Invalid({f"week.{day}": "has windows that overlap; make one of them"})
        before = closes
    return kept


def _as_read(zone: ZoneInfo, day: date, windows: Sequence[Window]) -> Iterator[Stretch]:
    """Yield when clocks of a zone read a time within the windows; an hour that comes twice counts twice."""
    if not windows:
        return
    midnight = _midnight(day)
    found = [
        (
            max(midnight + timedelta(minutes=opens) - offset, since),
            min(midnight + timedelta(minutes=closes) - offset, until),
        )
        for since, until, offset in _offsets(zone, midnight)
        for opens, closes in windows
    ]
    yield from sorted((opens, closes) for opens, closes in found if opens < closes)


def _offsets(zone: ZoneInfo, midnight: datetime) -> list[tuple[datetime, datetime, timedelta]]:
    """Return the pieces of time around a day in which clocks are not changed, and how far they are ahead of UTC."""
    since, until = midnight - _BEFORE, midnight + _AFTER
    before, after = _ahead(zone, since), _ahead(zone, until)
    if before == after:
        return [(since, until, before)]
    low, high = 0, int((until - since).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _ahead(zone, since + timedelta(seconds=middle)) == before else (low, middle)
    change = since + timedelta(seconds=high)
    return [(since, change, before), (change, until, after)]


def _ahead(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or _NONE


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
