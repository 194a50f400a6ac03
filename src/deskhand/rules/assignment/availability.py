"""What counts of agents when tickets are shared out: what they know, when they work, and whether they are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from deskhand.kit.given import given
from deskhand.kit.text import without_controls
from deskhand.rules.assignment.eligibility import CAPACITY, MOST_CAPACITY
from deskhand.rules.errors import Invalid
from deskhand.rules.events.event import Change
from deskhand.rules.sla import calendar
from deskhand.rules.sla.calendar import WEEKDAYS, Calendar
from deskhand.rules.sla.written import hours_text, week_of
from deskhand.rules.workspace import LANGUAGES
from deskhand.rules.zone import flaw_in_zone

MOST_SKILLS = 50
SKILL_LIMIT = 40
REASON_LIMIT = 200
LONGEST_AWAY = timedelta(days=366)


class Availability(Struct, frozen=True, kw_only=True):
    """What counts of an agent when tickets are shared out; without hours they work at every hour."""

    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: Calendar | None = None
    capacity: int = CAPACITY
    is_accepting: bool = True
    away_until: datetime | None = None
    away_reason: str = ""


class AvailabilityChange(Struct, frozen=True, kw_only=True):
    """The parts of it that somebody wants changed; `week` holds hours such as “09:00-12:30, 13:00-17:00” by weekday."""

    skills: Sequence[str] | UnsetType = UNSET
    languages: Sequence[str] | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET
    week: Mapping[str, str] | UnsetType | None = UNSET
    capacity: int | UnsetType = UNSET
    is_accepting: bool | UnsetType = UNSET
    away_until: datetime | UnsetType | None = UNSET
    away_reason: str | UnsetType = UNSET

    @property
    def says_what_they_can(self) -> bool:
        """Whether it is about more than whether somebody is there."""
        return any(
            part is not UNSET for part in (self.skills, self.languages, self.time_zone, self.week, self.capacity)
        )


class Needs(Struct, frozen=True, kw_only=True):
    """Who should get the tickets of a category: the team, the skills that it takes, and those that would be good."""

    team_id: UUID | None = None
    needs: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()


def changed(before: Availability, wanted: AvailabilityChange, now: datetime) -> Availability:
    """Return what is kept after a change; refuse with a sentence for each part that cannot be taken."""
    parts = given(wanted, ("capacity", "is_accepting", "away_until", "away_reason"))
    if "away_until" in parts and parts["away_until"] is not None:
        parts["away_until"] = _moment(parts["away_until"], now)
    if wanted.away_until is None:
        parts["away_reason"] = ""
    if wanted.skills is not UNSET:
        parts["skills"] = skills_of(wanted.skills, field="skills")
    if wanted.languages is not UNSET:
        parts["languages"] = _languages(wanted.languages)
    if wanted.time_zone is not UNSET and (flaw := flaw_in_zone(wanted.time_zone)) is not None:
        raise Invalid({"timeZone": flaw})
    if wanted.week is not UNSET:
        zone = wanted.time_zone if wanted.time_zone is not UNSET else before.hours.zone if before.hours else "UTC"
        parts["hours"] = hours_of(wanted.week, zone, today=now.date()) if wanted.week is not None else None
    elif wanted.time_zone is not UNSET and before.hours is not None:
        parts["hours"] = calendar.checked(replace(before.hours, zone=wanted.time_zone), today=now.date())
    after = replace(before, **parts)
    if not 0 <= after.capacity <= MOST_CAPACITY:
        raise Invalid({"capacity": f"must be 0 to {MOST_CAPACITY} tickets; it is {after.capacity}"})
    if len(after.away_reason) > REASON_LIMIT:
        raise Invalid({"awayReason": f"has {len(after.away_reason)} characters; {REASON_LIMIT} are possible"})
    return replace(after, away_reason=without_controls(after.away_reason).strip())


def skills_of(words: Iterable[str], *, field: str) -> tuple[str, ...]:
    """Return skills as they are kept: in lower case, each once, in order."""
    found = tuple(sorted({" ".join(without_controls(word).lower().split()) for word in words} - {""}))
    too_long = next((skill for skill in found if len(skill) > SKILL_LIMIT or "," in skill), None)
    if too_long is not None:
        raise Invalid({field: f"“{too_long[:60]}” is no skill: up to {SKILL_LIMIT} characters, and no comma"})
    if len(found) > MOST_SKILLS:
        raise Invalid({field: f"are {len(found)}; {MOST_SKILLS} are enough"})
    return found


def hours_of(week: Mapping[str, str], zone: str, *, today: date) -> Calendar | None:
    """Return working hours that were written by weekday; None when none are."""
    windows = week_of(week)
    return calendar.checked(Calendar(zone=zone, week=windows), today=today) if any(windows) else None


def texts_of(hours: Calendar | None) -> dict[str, str]:
    """Return working hours by weekday as they are written."""
    week = hours.week if hours else ((),) * len(WEEKDAYS)
    return {name: hours_text(windows) for name, windows in zip(WEEKDAYS, week, strict=True)}


def changes_of(before: Availability, after: Availability) -> dict[str, Change]:
    """Return from what to what each part went."""
    pairs = {
        name: (_told(getattr(before, name)), _told(getattr(after, name))) for name in Availability.__struct_fields__
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def changes_of_needs(before: Needs, after: Needs, *, teams: Change) -> dict[str, Change]:
    """Return from what to what each part went, teams by their names."""
    pairs = {
        "needs": (_told(before.needs), _told(after.needs)),
        "prefers": (_told(before.prefers), _told(after.prefers)),
    }
    return {name: pair for name, pair in ({"team": teams} | pairs).items() if pair[0] != pair[1]}


def _moment(until: datetime, now: datetime) -> datetime:
    if until <= now:
        raise Invalid({"awayUntil": f"“{until.isoformat(timespec='minutes')}” is over; give a moment to come"})
    if until - now > LONGEST_AWAY:
        raise Invalid({"awayUntil": "is more than a year ahead; switch “accepts tickets” off instead"})
    return until.astimezone(UTC)


def _languages(words: Iterable[str]) -> tuple[str, ...]:
    found = tuple(sorted({word.strip().lower() for word in words} - {""}))
    unknown = next((word for word in found if word not in LANGUAGES), None)
    if unknown is not None:
        raise Invalid({"languages": f"“{unknown[:20]}” is not one of: {', '.join(LANGUAGES)}"})
    return found


def _told(value: object) -> str | None:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat(timespec="minutes")
        case Calendar():
            return "; ".join(f"{day} {line}" for day, line in texts_of(value).items() if line) + f" ({value.zone})"
        case tuple():
            return ", ".join(map(str, value)) or None
    return str(value) if value not in {None, ""} else None
