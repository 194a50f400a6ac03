"""What a calendar makes of the coming days: their open hours, holidays, and days on which clocks are changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from deskhand.rules.sla.calendar import Calendar, opening
from deskhand.rules.sla.policy import Version

DAYS = 14
"""Days that are looked ahead."""
_DAY = timedelta(days=1)


class Day(Struct, frozen=True, kw_only=True):
    """A coming day: its hours as clocks show them, how much that is, and by how much clocks go forward on it."""

    day: date
    hours: tuple[tuple[str, str], ...]
    worked: timedelta
    holiday: str | None
    shift: timedelta


def coming_days(versions: Sequence[Version[Calendar]], *, now: datetime, count: int = DAYS) -> list[Day]:
    """Return the coming days, each by the version that holds when it begins; the first one is today."""
    first = now.astimezone(ZoneInfo(_at(versions, now).zone)).date()
    return [_day(versions, first + number * _DAY) for number in range(count)]


def _at(versions: Sequence[Version[Calendar]], moment: datetime) -> Calendar:
    return versions[max(bisect_right(versions, moment, key=lambda version: version.since) - 1, 0)].says


def _day(versions: Sequence[Version[Calendar]], day: date) -> Day:
    zone = ZoneInfo(_at(versions, datetime(day.year, day.month, day.day, 12, tzinfo=UTC)).zone)
    begins, ends = (
        datetime(one.year, one.month, one.day, tzinfo=zone).astimezone(UTC) for one in (day, day + _DAY)
    )  # fmt: skip
    calendar = _at(versions, begins)
    found = list(opening(calendar).open_between(begins, ends))
    hours = [(_shown(opens, zone), "24:00" if closes == ends else _shown(closes, zone)) for opens, closes in found]
    return Day(
        day=day, hours=tuple(hours), worked=sum((closes - opens for opens, closes in found), timedelta()),
        holiday=calendar.holidays.get(day), shift=_DAY - (ends - begins),
    )  # fmt: skip


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M")
