"""Hours and holidays as people write them, and as they read them again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import DAY, MOST_HOLIDAYS, WEEKDAYS, Window, ordered

LONGEST_DAY = 400
"""Characters of the hours of a day."""
_WINDOW = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–—]\s*([0-9]{1,2}):([0-9]{2})")
_HOLIDAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[\s:;,]+(\S.*))?")


def week_of(texts: Mapping[str, str]) -> tuple[tuple[Window, ...], ...]:
    """Return the windows of a week from the hours of its days, by their names; a day that is not named is closed."""
    week, flaws = [], {name: "is not a day; write monday to sunday" for name in texts if name not in WEEKDAYS}
    for name in WEEKDAYS:
        try:
            week.append(ordered(name, _windows(name, texts.get(name, ""))))
        except Invalid as refusal:
            flaws |= refusal.fields
    if flaws:
        raise Invalid({name if name.startswith("week") else f"week.{name[:20]}": flaw for name, flaw in flaws.items()})
    return tuple(week)


def hours_text(windows: Iterable[Window]) -> str:
    """Return the hours of a day as they are written: `09:00-12:00, 13:00-17:00`."""
    return ", ".join(f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in windows)


def clock_text(minute: int) -> str:
    """Return a minute of the day as clocks show it; the day's end is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def holidays_of(text: str) -> dict[date, str]:
    """Return the holidays of lines such as `2026-12-24 Christmas Eve`; refuse by the number of the line."""
    found: dict[date, str] = {}
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_HOLIDAYS:
        raise Invalid({"holidays": f"are {len(lines):,}; a calendar holds {MOST_HOLIDAYS:,} at most"})
    for number, line in lines:
        match = _HOLIDAY.fullmatch(line)
        day = _day(match[1]) if match else None
        if match is None or day is None:
            raise Invalid({"holidays": f"“{line[:40]}” in line {number} does not begin with a date such as 2026-12-24"})
        if day in found:
            raise Invalid({"holidays": f"name {day} twice, again in line {number}; keep one of the lines"})
        found[day] = (match[2] or "").strip()
    return found


def holidays_text(holidays: Mapping[date, str]) -> str:
    """Return holidays as they are written, one to a line, the earliest first."""
    return "\n".join(f"{day} {name}".strip() for day, name in sorted(holidays.items()))


def _windows(name: str, text: str) -> Sequence[Window]:
    plain = text.strip()
    if len(plain) > LONGEST_DAY:
        raise Invalid({f"week.{name}": f"has {len(plain):,} characters; {LONGEST_DAY} are enough for a day's hours"})
    return [_window(name, part.strip()) for part in re.split(r"[,;\n]", plain) if part.strip()]


def _window(name: str, part: str) -> Window:
    match = _WINDOW.fullmatch(part)
    if match is None:
        raise Invalid({f"week.{name}": f"“{part[:40]}” is not a time such as 09:00-17:30; leave a closed day empty"})
    hours, minutes, until_hours, until_minutes = map(int, match.groups())
    opens, closes = hours * 60 + minutes, until_hours * 60 + until_minutes
    if max(minutes, until_minutes) > 59 or closes > DAY:
        raise Invalid({f"week.{name}": f"“{part[:40]}” is beyond the hours of a day, 00:00 to 24:00"})
    if closes <= opens:
        split = "One over midnight is two: until 24:00, and from 00:00"
        raise Invalid({f"week.{name}": f"“{part[:40]}” ends before it begins. {split}"})
    return opens, closes


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
