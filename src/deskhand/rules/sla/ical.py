"""Holidays that somebody keeps in a calendar of their own: the days of a file in iCalendar's format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import HOLIDAY_LIMIT, MOST_HOLIDAYS

LARGEST = 256 * 1024
"""Bytes of a file."""
MOST_LINES = 10_000
MOST_EVENTS = 1_000
MOST_YEARLY = 200
"""Events that come every year; working these out takes longest."""
DEEPEST = 5
"""Components within components."""
LONGEST = 31
"""Days of one event."""
EARLIEST = 1970
"""The first year in which an event that is counted may begin."""

_DAY = timedelta(days=1)
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Yearly:
    """A rule by which an event comes every year, or every so many."""

    every: int
    count: int | None
    until: date | None
    months: frozenset[int]
    days: frozenset[int]
    weekdays: tuple[tuple[int, int | None], ...]


def days_in(raw: bytes, *, since: date, before: date) -> dict[date, str]:
    """Return the whole-day events of a file between two days, with their names; refuse by the line or the event."""
    found: dict[date, str] = {}
    events = _events(raw)
    if (yearly := sum("RRULE" in event for event in events)) > MOST_YEARLY:
        raise Invalid({"ics": f"has {yearly} events that repeat; {MOST_YEARLY} are the most"})
    for number, event in enumerate(events, start=1):
        try:
            found |= dict.fromkeys(_days(event, since=since, before=before), _name(event))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise Invalid({"ics": f"has an event, number {number} “{_name(event)}”, that {error}"}) from error
    if not found:
        raise Invalid({"ics": f"has no whole-day event between {since} and {before}; times of a day are no holidays"})
    if len(found) > MOST_HOLIDAYS:
        raise Invalid({"ics": f"holds {len(found):,} days; a calendar holds {MOST_HOLIDAYS:,} at most"})
    return found


def _events(raw: bytes) -> list[Any]:
    from icalendar import Calendar  # noqa: PLC0415 (read by whoever edits a calendar, not by every process at its start)

    text = _checked(raw)
    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise Invalid({"ics": f"cannot be read as a calendar (.ics): {_shown(str(error))}"}) from error
    if len(events) > MOST_EVENTS:
        raise Invalid({"ics": f"has {len(events):,} events; {MOST_EVENTS:,} are the most"})
    return events


def _checked(raw: bytes) -> str:
    """Return the text of a file whose size and depth are within what reading it may cost."""
    if len(raw) > LARGEST:
        raise Invalid({"ics": f"is larger than {LARGEST // 1024} KB; export the holidays alone"})
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid({"ics": f"is not text in UTF-8 (byte {error.start}); export it as an .ics file"}) from error
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Invalid({"ics": f"has {len(lines):,} lines; {MOST_LINES:,} are the most"})
    depth = 0
    for number, line in enumerate(lines, start=1):
        word = line[:6].upper()
        depth += word == "BEGIN:"
        depth -= word[:4] == "END:"
        if not 0 <= depth <= DEEPEST:
            raise Invalid({"ics": f"nests its parts wrongly in line {number}: “{_shown(line)}”"})
    if "\0" in text:
        raise Invalid({"ics": "holds NUL; export it anew"})
    return text


def _days(event: Any, *, since: date, before: date) -> Iterator[date]:
    """Yield the days of an event; one that begins at a time of day, or was cancelled, has none."""
    if event.errors:
        name, why = event.errors[0]
        raise ValueError(f"has a {_shown(str(name))} that cannot be read: {_shown(str(why))}")
    if "DTSTART" not in event:
        raise ValueError("does not say when it begins (DTSTART)")
    first = event["DTSTART"].dt
    if (
        isinstance(first, datetime)
        or not isinstance(first, date)
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
    ):
        return
    length = _length(event, first)
    left_out = set(_listed(event.get("EXDATE")))
    starts = [*_starts(event, first, since=since - length, before=before), *_listed(event.get("RDATE"))]
    for start in starts:
        if start not in left_out:
            for day in (start + n * _DAY for n in range(length.days)):
                if since <= day < before:
                    yield day


def _length(event: Any, first: date) -> timedelta:
    """Return how many days an event takes; its end is the day after it."""
    if "DTEND" in event:
        ends = event["DTEND"].dt
        length = ends - first if not isinstance(ends, datetime) else None
    else:
        length = event["DURATION"].dt if "DURATION" in event else _DAY
    if length is None or not _DAY <= length <= LONGEST * _DAY or length % _DAY:
        raise ValueError(f"does not take 1 to {LONGEST} whole days")
    return timedelta(days=length.days)


def _starts(event: Any, first: date, *, since: date, before: date) -> Iterable[date]:
    if "RRULE" not in event:
        return [first]
    rule = _yearly(event["RRULE"])
    if rule.count is not None and first.year < EARLIEST:
        raise ValueError(f"is counted from {first.year} on; let it begin in {EARLIEST} or later")
    skipped = 0 if rule.count is not None else max((since.year - first.year) // rule.every, 0) * rule.every
    years = range(first.year + skipped, before.year + 1, rule.every)
    days = (day for year in years for day in _of_year(rule, first, year) if day >= first)
    until = rule.until or date.max
    return islice((day for day in days if day <= until), rule.count)


def _yearly(given: Any) -> _Yearly:
    if isinstance(given, list) or given.get("FREQ") != ["YEARLY"] or not given.keys() <= _KNOWN:
        written = given[0] if isinstance(given, list) else given
        raise ValueError(f"repeats by “{_shown(written.to_ical().decode())}”; only what comes every year can be read")
    weekdays = tuple((_WEEKDAYS.index(one.weekday), one.relative) for one in given.get("BYDAY", ()))
    if weekdays and "BYMONTH" not in given:
        raise ValueError("comes on a day of the week (BYDAY), but names no month for it (BYMONTH)")
    months = frozenset(map(int, given.get("BYMONTH", ())))
    if strange := months - set(range(1, 13)):
        raise ValueError(f"comes in month {min(strange)}; there are 12")
    until = given.get("UNTIL", [None])[0]
    return _Yearly(
        every=max(int(given.get("INTERVAL", [1])[0]), 1), count=given.get("COUNT", [None])[0],
        until=until.date() if isinstance(until, datetime) else until,
        months=months, days=frozenset(given.get("BYMONTHDAY", ())),
        weekdays=weekdays,
    )  # fmt: skip


def _of_year(rule: _Yearly, first: date, year: int) -> Iterator[date]:
    """Yield the days of a year on which a rule lets an event begin."""
    for month in sorted(rule.months or {first.month}):
        days = list(_of_month(year, month))
        for day in days:
            backwards = day.day - len(days) - 1
            if rule.days and not rule.days & {day.day, backwards}:
                continue
            if rule.weekdays and not any(_is(day, backwards, place=place, of=of) for place, of in rule.weekdays):
                continue
            if rule.days or rule.weekdays or day.day == first.day:
                yield day


def _is(day: date, backwards: int, *, place: int, of: int | None) -> bool:
    """Say whether a day is a month's so-manieth of a day of the week, counted from its end when that is below zero."""
    if day.weekday() != place:
        return False
    return of is None or of == (day.day - 1) // 7 + 1 or of == -((-backwards - 1) // 7 + 1)


def _of_month(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += _DAY


def _listed(given: Any) -> list[date]:
    lists = given if isinstance(given, list) else [] if given is None else [given]
    return [one.dt for each in lists for one in each.dts if not isinstance(one.dt, datetime)]


def _name(event: Any) -> str:
    return _shown(str(event.get("SUMMARY", "")), most=HOLIDAY_LIMIT)


def _shown(text: str, *, most: int = 60) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:most]
