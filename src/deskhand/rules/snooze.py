"""Tickets that sleep until a moment, and tickets that are due at one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.moment import in_utc
from deskhand.rules.ticket import ACTIVE, Status

LONGEST = timedelta(days=366)
"""How far ahead a ticket may sleep."""
FARTHEST = timedelta(days=3660)
"""How far ahead, or back, a ticket may be due."""
MORNING = 9
"""The hour at which tickets come back in the morning."""
_LATER = timedelta(hours=3)
_LATEST = 20
"""The hour until which something is later today; after it, tomorrow is meant."""


class Preset(StrEnum):
    """A moment that people name instead of typing it."""

    LATER_TODAY = "later_today"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"


class DueDate(StrEnum):
    """When a ticket is due by the date that somebody gave it, in the days of who asks; weeks begin on Monday."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    NONE = "none"


def presets(now: datetime, zone: tzinfo) -> dict[Preset, datetime]:
    """Return the moments that people name, in their zone: three hours on, tomorrow morning, Monday morning."""
    local = now.astimezone(zone)
    later = _on_the_half_hour(now + _LATER).astimezone(zone)
    found: dict[Preset, datetime] = {}
    if later.date() == local.date() and (later.hour, later.minute) <= (_LATEST, 0):
        found[Preset.LATER_TODAY] = later
    found[Preset.TOMORROW] = _morning(local, days=1)
    found[Preset.NEXT_WEEK] = _morning(local, days=7 - local.weekday())
    return {name: moment.astimezone(UTC) for name, moment in found.items()}


def typed(text: str, zone: tzinfo, *, field: str) -> datetime:
    """Return the moment that a field for date and time holds, meant in a person's zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid({field: f"“{text[:40]}” is not a date with a time, such as 2026-07-01T09:00"}) from None
    return in_utc(found if found.tzinfo else found.replace(tzinfo=zone), field=field)


def check_snooze(until: datetime | None, status: Status, *, now: datetime) -> None:
    """Refuse to let a ticket sleep that is done, or until a moment that is over or too far."""
    if until is None:
        return
    if until <= now:
        raise Invalid({"snoozedUntil": f"“{until.isoformat()}” is over; give a moment to come, or null to wake it"})
    if until - now > LONGEST:
        raise Invalid({"snoozedUntil": f"“{until.isoformat()}” is more than a year ahead"})
    if status not in ACTIVE:
        raise Conflict(f"A ticket that is {status.value} needs no snoozing; reopen it first.")


def check_due(due_at: datetime | None, *, now: datetime) -> None:
    """Refuse a due moment that nobody can mean."""
    if due_at is not None and abs(due_at - now) > FARTHEST:
        raise Invalid({"dueAt": f"“{due_at.isoformat()}” is more than ten years away"})


def due_span(due: DueDate, *, now: datetime, zone: str) -> tuple[datetime | None, datetime]:
    """Return the moments between which a ticket is due: up to now, today, or in this week of a zone."""
    if due is DueDate.OVERDUE:
        return None, now
    place = ZoneInfo(zone)
    first = now.astimezone(place).date()
    days = 1
    if due is DueDate.THIS_WEEK:
        first, days = first - timedelta(days=first.weekday()), 7
    return _midnight(first, place), _midnight(first + timedelta(days=days), place)


def _midnight(day: date, place: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, place).astimezone(UTC)


def _on_the_half_hour(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + (timedelta(minutes=30) if past else timedelta())


def _morning(local: datetime, *, days: int) -> datetime:
    return (local + timedelta(days=days)).replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
