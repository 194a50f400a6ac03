"""Calendars: windows, holidays, changed clocks, and calendars that would never open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import ALWAYS, Calendar, checked, opening

OFFICE = (((540, 720), (780, 1020)),) * 5 + ((), ())
TODAY = date(2026, 11, 2)
LONG_AWAY = {TODAY + timedelta(days=day): "x" for day in range(-2, 3_700)}
MANY = {date.min + timedelta(days=day): "x" for day in range(4_001)}
NIGHT = (((60, 240),),) * 7


def utc(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_every_hour_counts_without_a_calendar() -> None:
    since = utc(2026, 1, 1)
    assert ALWAYS.worked(since, since + timedelta(days=2)) == timedelta(days=2)
    assert ALWAYS.first(since, timedelta(hours=30)) == ALWAYS.last(since, timedelta(hours=30)) == utc(2026, 1, 2, 6)
    assert not list(ALWAYS.holidays_between(since, since + timedelta(days=400)))


def test_split_days_and_holidays() -> None:
    desk = opening(Calendar(zone="Europe/Berlin", week=OFFICE, holidays={date(2026, 12, 25): "Weihnachten"}))
    noon, tuesday = utc(2026, 12, 24, 10), utc(2026, 12, 29, 8)
    assert desk.worked(noon, tuesday) == timedelta(hours=5 + 7)
    assert list(desk.holidays_between(noon, tuesday)) == [(utc(2026, 12, 24, 23), utc(2026, 12, 25, 23), "Weihnachten")]
    # The day's last minute is reached at its end, and nothing more is worked before the next one begins.
    assert desk.first(noon, timedelta(hours=5)) == utc(2026, 12, 24, 16)
    assert desk.last(noon, timedelta(hours=5)) == utc(2026, 12, 28, 8)
    assert desk.first(noon, timedelta()) == noon


@pytest.mark.parametrize(
    ("day", "worked"),
    [(date(2026, 3, 28), 180), (date(2026, 3, 29), 120), (date(2026, 10, 25), 240), (date(2026, 10, 26), 180)],
)
def test_hours_are_those_that_local_clocks_show(day: date, worked: int) -> None:
    berlin = opening(Calendar(zone="Europe/Berlin", week=NIGHT))
    since = utc(day.year, day.month, day.day) - timedelta(hours=3)
    assert berlin.worked(since, since + timedelta(hours=9)) == timedelta(minutes=worked)


def test_a_day_that_a_country_skipped_has_no_hours() -> None:
    samoa = opening(Calendar(zone="Pacific/Apia", week=(((0, 1440),),) * 7, holidays={date(2011, 12, 30): "Skipped"}))
    assert samoa.worked(utc(2011, 12, 29), utc(2012, 1, 1)) == timedelta(days=3)


@pytest.mark.parametrize(
    ("calendar", "field", "why"),
    [
        (Calendar(zone="Mars/Base", week=OFFICE), "timeZone", "Mars/Base"),
        (Calendar(zone="localtime", week=OFFICE), "timeZone", "localtime"),
        (Calendar(zone="UTC", week=OFFICE[:3]), "week", "7 days"),
        (Calendar(zone="UTC", week=((),) * 7), "week", "no open hour"),
        (Calendar(zone="UTC", week=(((600, 540),), *OFFICE[1:])), "week.monday", "end later"),
        (Calendar(zone="UTC", week=(((600, 1500),), *OFFICE[1:])), "week.monday", "midnight"),
        (Calendar(zone="UTC", week=(((540, 660), (600, 720)), *OFFICE[1:])), "week.monday", "overlap"),
        (Calendar(zone="UTC", week=(((0, 5),) * 13, *OFFICE[1:])), "week.monday", "12"),
        (Calendar(zone="UTC", week=OFFICE, holidays=MANY), "holidays", "4,000"),
        (Calendar(zone="UTC", week=OFFICE, holidays={date(1, 1, 1): "x"}), "holidays", "“0001-01-01” is not between"),
        (Calendar(zone="UTC", week=OFFICE, holidays={date(2026, 1, 1): "x" * 101}), "holidays", "101 characters"),
        (Calendar(zone="UTC", week=OFFICE, holidays=LONG_AWAY), "holidays", "every day"),
    ],
)  # fmt: skip
def test_a_calendar_that_makes_no_sense_is_refused_with_the_reason(calendar: Calendar, field: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(calendar, today=TODAY)
    assert why in refused.value.fields[field]


def test_windows_are_kept_in_their_order() -> None:
    kept = checked(Calendar(zone="UTC", week=(((780, 1020), (540, 720)), *OFFICE[1:])), today=TODAY)
    assert kept.week[0] == ((540, 720), (780, 1020))
