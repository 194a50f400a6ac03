"""Hours and holidays are read as people write them, and a mistake is named with the day or the line."""

from __future__ import annotations

from datetime import date

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.written import clock_text, holidays_of, holidays_text, hours_text, week_of


def test_hours_of_a_week_are_read_and_written_again() -> None:
    week = week_of({"monday": "13:00 – 17:30; 9:00-12:00", "saturday": "00:00-24:00", "sunday": " "})
    assert week == (((540, 720), (780, 1050)), (), (), (), (), ((0, 1440),), ())
    assert [hours_text(day) for day in week[::5]] == ["09:00-12:00, 13:00-17:30", "00:00-24:00"]
    assert clock_text(5) == "00:05"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("9-17", "“9-17” is not a time such as 09:00-17:30"),
        ("09:00-25:00", "beyond the hours of a day"),
        ("09:61-10:00", "beyond the hours of a day"),
        ("22:00-06:00", "ends before it begins. One over midnight is two"),
        ("09:00-12:00, 11:00-13:00", "overlap"),
        ("00:00-00:01," * 13, "13 windows"),
        ("x" * 401, "401 characters"),
        ("٠٩:00-17:00", "is not a time"),
    ],
)
def test_hours_that_no_day_has_are_refused_by_the_day(text: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        week_of({"tuesday": text, "friday": "never"})
    assert set(refused.value.fields) == {"week.tuesday", "week.friday"}
    assert why in refused.value.fields["week.tuesday"]


def test_a_day_of_another_name_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        week_of({"montag": "09:00-17:00"})
    assert set(refused.value.fields) == {"week.montag"}


def test_holidays_are_read_line_by_line() -> None:
    found = holidays_of("2026-12-25  Christmas Day\n\n 2026-12-24: Eve \n2027-01-01\n")
    assert found == {
        date(2026, 12, 25): "Christmas Day", date(2026, 12, 24): "Eve", date(2027, 1, 1): "",
    }  # fmt: skip
    assert holidays_text(found) == "2026-12-24 Eve\n2026-12-25 Christmas Day\n2027-01-01"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-12-24\nChristmas", "“Christmas” in line 2"),
        ("2026-02-30 No day", "in line 1 does not begin with a date"),
        ("2026-12-24 A\n2026-12-24 B", "2026-12-24 twice, again in line 2"),
        ("2026-12-24\n" * 4001, "4,001"),
    ],
)
def test_a_line_that_is_no_holiday_is_named(text: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        holidays_of(text)
    assert why in refused.value.fields["holidays"]
