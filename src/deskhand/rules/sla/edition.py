"""Edits of calendars: from when on they hold, and what they change from what to what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Invalid
from deskhand.rules.events import Change
from deskhand.rules.sla.calendar import WEEKDAYS, Calendar, Proof
from deskhand.rules.sla.written import hours_text

NAME_LIMIT = 80
"""Characters of the name of a calendar or a policy."""
AHEAD = timedelta(days=3 * 366)
"""How far ahead an edit may be planned."""
_TOLD = 200


def named(name: str) -> str:
    """Return a name as it is kept."""
    if (flaw := flaw_in_line(name, limit=NAME_LIMIT)) is not None:
        raise Invalid({"name": flaw})
    return name.strip()


def begins(day: date | None, zone: str, *, now: datetime, last: datetime | None) -> datetime:
    """Return from when on an edit holds: from now on, or from the midnight at which a later day begins in a zone.

    What is over stays as it was judged. A plan is only dropped for an earlier day that somebody names.
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    if day is not None and not today <= day <= today + AHEAD:
        flaw = "is over; what was due then stays" if day < today else "is more than three years ahead"
        raise Invalid({"since": f"“{day}” {flaw}. Choose today or a later day, or leave it empty: from now on"})
    since = now if day is None or day == today else datetime(day.year, day.month, day.day, tzinfo=here).astimezone(UTC)
    if day is None and last is not None and since < last:
        planned = last.astimezone(here).date()
        told = f"is missing: a version is planned from {planned} on. Name that day or a later one"
        raise Invalid({"since": f"{told}, or an earlier one such as {today}, which drops the plan"})
    return since


def changes_of(before: Calendar, after: Calendar) -> dict[str, Change]:
    """Return what of a calendar is different, from what to what; of holidays, those that went and those that came."""
    pairs: dict[str, Change] = {"time_zone": (before.zone, after.zone)}
    for name, was, becomes in zip(WEEKDAYS, before.week, after.week, strict=True):
        pairs[name] = hours_text(was) or None, hours_text(becomes) or None
    gone, come = before.holidays.items() - after.holidays.items(), after.holidays.items() - before.holidays.items()
    pairs["holidays"] = _days(gone), _days(come)
    pairs["sla_tests"] = _proofs(before.tests), _proofs(after.tests)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _days(holidays: set[tuple[date, str]]) -> str | None:
    told = ", ".join(f"{day} {name}".strip() for day, name in sorted(holidays))
    return (told if len(told) <= _TOLD else f"{told[:_TOLD]}…") or None


def _proofs(proofs: tuple[Proof, ...]) -> str | None:
    """Return tests by all that they say, so that none changes without being told."""
    told = (f"{one.name}: {one.begins_at.isoformat()} {one.minutes}m → {one.ends_at.isoformat()}" for one in proofs)
    return "; ".join(told) or None
