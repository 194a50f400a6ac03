"""Holidays that somebody keeps in a calendar of their own: the days of a file in iCalendar's format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import HOLIDAY_LIMIT
from deskhand.rules.sla.repeats import Patience, days_of, repeat_of

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


def days_in(raw: bytes, *, since: date, before: date) -> dict[date, str]:
    """Return the whole-day events of a file between two days, with their names; refuse by the line or the event."""
    found: dict[date, str] = {}
    events = _events(raw)
    if (repeating := sum("RRULE" in event for event in events)) > MOST_REPEATING:
        raise Invalid({"ics": f"has {repeating} events that repeat; {MOST_REPEATING} are the most"})
    patience = Patience()
    for number, event in enumerate(events, start=1):
        try:
            found |= dict.fromkeys(_days(event, since=since, before=before, patience=patience), _name(event))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise Invalid({"ics": f"has an event, number {number} “{_name(event)}”, that {error}"}) from error
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


def _days(event: Any, *, since: date, before: date, patience: Patience) -> Iterator[date]:
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
    starts = [
        *_starts(event, first, since=since - length, before=before, patience=patience),
        *_listed(event.get("RDATE")),
    ]
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


def _starts(event: Any, first: date, *, since: date, before: date, patience: Patience) -> Iterable[date]:
    if "RRULE" not in event:
        return [first]
    return days_of(repeat_of(event["RRULE"], first), first, since=since, before=before, patience=patience)


def _listed(given: Any) -> list[date]:
    lists = given if isinstance(given, list) else [] if given is None else [given]
    return [one.dt for each in lists for one in each.dts if not isinstance(one.dt, datetime)]


def _name(event: Any) -> str:
    return _shown(str(event.get("SUMMARY", "")), most=HOLIDAY_LIMIT)


def _shown(text: str, *, most: int = 60) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:most]
