"""The coming days as a calendar has them: split shifts, holidays, both changes of clocks, and a planned version."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from deskhand.rules.sla.calendar import Calendar
from deskhand.rules.sla.policy import Version
from deskhand.rules.sla.preview import DAYS, coming_days

SPLIT = ((540, 720), (780, 1020))
NIGHT = ((0, 360),)


def version(number: int, since: datetime, calendar: Calendar) -> Version[Calendar]:
    return Version(since, number, calendar)


def test_split_shifts_holidays_and_a_version_that_is_planned() -> None:
    now = datetime(2026, 12, 23, 23, 30, tzinfo=UTC)  # 24 December in Berlin
    office = Calendar(zone="Europe/Berlin", week=(SPLIT,) * 5 + ((), ()), holidays={date(2026, 12, 25): "Christmas"})
    later = Calendar(zone="Europe/Berlin", week=(((480, 1440),),) * 7)
    planned = version(2, datetime(2026, 12, 27, 23, tzinfo=UTC), later)
    days = coming_days([version(1, now - timedelta(days=9), office), planned], now=now)
    assert (len(days), days[0].day, days[-1].day) == (DAYS, date(2026, 12, 24), date(2027, 1, 6))
    assert days[0].hours == (("09:00", "12:00"), ("13:00", "17:00"))
    assert [day.worked for day in days[:5]] == [timedelta(hours=hours) for hours in (7, 0, 0, 0, 16)]
    assert [day.holiday for day in days[:3]] == [None, "Christmas", None]
    assert (days[4].hours, days[4].shift) == ((("08:00", "24:00"),), timedelta())


def test_the_days_on_which_clocks_are_changed() -> None:
    night = Calendar(zone="Europe/Berlin", week=(NIGHT,) * 7)
    spring, autumn = (
        coming_days([version(1, at, night)], now=at, count=2)[1]
        for at in (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC))
    )
    assert (spring.day, spring.worked, spring.shift) == (date(2026, 3, 29), timedelta(hours=5), timedelta(hours=1))
    assert (autumn.day, autumn.worked, autumn.shift) == (date(2026, 10, 25), timedelta(hours=7), timedelta(hours=-1))
