"""Holidays that somebody keeps in a calendar of their own: the days of a file in iCalendar's format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import HOLIDAY_LIMIT
from deskhand.rules.sla.repeats import Patience, Unclear, days_of, repeat_of

LARGEST = 256 * 1024
"""Bytes of a file."""
MOST_LINES = 10_000
MOST_EVENTS = 1_000
MOST_REPEATING = 200
"""Events that come again; working these out takes longest."""
MOST_DAYS = 1_000
"""Days that a file gives: more than every weekend, in the six years that are looked at."""
DEEPEST = 5
"""Components within components."""
LONGEST = 31
"""Days of one event."""

_DAY = timedelta(days=1)
_LINE = re.compile(r"into parts: (['\"])(.*?)\1: ", re.DOTALL)
"""Where a line stands in what the library says of it."""


def days_in(raw: bytes, *, since: date, before: date) -> dict[date, str]:
    """Return the whole-day events of a file between two days, with their names; refuse by the line or the event."""
    found: dict[date, str] = {}
    events = _events(raw)
    if (repeating := sum("RRULE" in event for event in events)) > MOST_REPEATING:
        raise Invalid({"ics": f"has {repeating} events that repeat; {MOST_REPEATING} are the most"})
    patience, replaced = Patience(), _replaced(events)
    for number, event in enumerate(events, start=1):
        try:
            days = _days(event, left_out=replaced[number - 1], since=since, before=before, patience=patience)
            found |= dict.fromkeys(days, _name(event))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            why = str(error) if isinstance(error, Unclear) else "cannot be read; export it anew or leave it out"
            raise Invalid({"ics": f"has an event, number {number} “{_name(event)}”, that {why}"}) from error
    if not found:
        raise Invalid({"ics": f"has no whole-day event between {since} and {before}; times of a day are no holidays"})
    if len(found) > MOST_DAYS:
        told = f"gives {len(found):,} days from {since} until {before}; {MOST_DAYS:,} are the most"
        raise Invalid({"ics": f"{told}. What is closed every week belongs to the hours of the week"})
    return found


def _events(raw: bytes) -> list[Any]:
    from icalendar import Calendar  # noqa: PLC0415 (read by whoever edits a calendar, not by every process at its start)

    text = _checked(raw)
    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        why = (
            f"the line “{line}” is none of a calendar’s"
            if (line := _line_of(str(error)))
            else ("it must begin with BEGIN:VCALENDAR, end with END:VCALENDAR, and hold one calendar")
        )
        raise Invalid({"ics": f"cannot be read as a calendar (.ics): {why}"}) from error
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


def _replaced(events: list[Any]) -> list[set[date]]:
    """Return for every event the days of it for which the file has an event of their own: moved, or cancelled."""
    own: dict[str, set[date]] = {}
    for event in events:
        if "UID" in event and (day := _instead_of(event)) is not None:
            own.setdefault(str(event.get("UID", "")), set()).add(day)
    return [own.get(str(event.get("UID", "")), set()) if "RECURRENCE-ID" not in event else set() for event in events]


def _instead_of(event: Any) -> date | None:
    """Return the day of a series for which an event stands."""
    day = getattr(event.get("RECURRENCE-ID"), "dt", None)
    return day.date() if isinstance(day, datetime) else day if isinstance(day, date) else None


def _days(event: Any, *, left_out: set[date], since: date, before: date, patience: Patience) -> Iterator[date]:
    """Yield the days of an event; one that begins at a time of day, or was cancelled, has none."""
    _check_read(event)
    if "DTSTART" not in event:
        raise Unclear("does not say when it begins (DTSTART)")
    first = event["DTSTART"].dt
    if (
        isinstance(first, datetime)
        or not isinstance(first, date)
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
    ):
        return
    length = _length(event, first)
    left_out = left_out.union(_listed(event.get("EXDATE")))
    starts = [
        *_starts(event, first, since=since - length, before=before, patience=patience),
        *_listed(event.get("RDATE")),
    ]
    for start in starts:
        if start not in left_out:
            for day in (start + n * _DAY for n in range(length.days)):
                if since <= day < before:
                    yield day


def _check_read(event: Any) -> None:
    """Refuse an event of which a line cannot be read, or that moves more of a series than one day."""
    if event.errors:
        name, why = event.errors[0]
        if name is None:
            raise Unclear(f"has a line that cannot be read: “{_line_of(str(why))}”")
        raise Unclear(f"has a {_shown(str(name))} that cannot be read: “{_shown(str(event.get(name, '')))}”")
    if "RANGE" in getattr(event.get("RECURRENCE-ID"), "params", ()):
        raise Unclear("moves all that follows in its series (RANGE); let the series end, and begin another")


def _length(event: Any, first: date) -> timedelta:
    """Return how many days an event takes; its end is the day after it."""
    if "DTEND" in event:
        ends = event["DTEND"].dt
        length = ends - first if not isinstance(ends, datetime) else None
    else:
        length = event["DURATION"].dt if "DURATION" in event else _DAY
    if length is None or not _DAY <= length <= LONGEST * _DAY or length % _DAY:
        raise Unclear(f"does not take 1 to {LONGEST} whole days")
    return timedelta(days=length.days)


def _starts(event: Any, first: date, *, since: date, before: date, patience: Patience) -> Iterable[date]:
    if "RRULE" not in event:
        return [first]
    return days_of(repeat_of(event["RRULE"], first), first, since=since, before=before, patience=patience)


def _listed(given: Any) -> list[date]:
    lists = given if isinstance(given, list) else [] if given is None else [given]
    return [one.dt for each in lists for one in each.dts if not isinstance(one.dt, datetime)]


def _line_of(told: str) -> str:
    """Return the line of which the library says that it cannot be read; empty when it names none."""
    return _shown(found[2]) if (found := _LINE.search(told)) else ""


def _name(event: Any) -> str:
    return _shown(str(event.get("SUMMARY", "")), most=HOLIDAY_LIMIT)


def _shown(text: str, *, most: int = 60) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:most]
