"""What agents may say of themselves, how working hours are typed, and the sentences of what cannot be taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from deskhand.rules.assignment.availability import (
    Availability,
    AvailabilityChange,
    Needs,
    changed,
    changes_of,
    changes_of_needs,
    skills_of,
    texts_of,
)
from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import WEEKDAYS, Calendar

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
WEEK = {"monday": "9:00-12:30, 13:00–17:00", "sunday": "22:00-24:00"}
HOURS = Calendar(zone="Europe/Berlin", week=(((540, 750), (780, 1020)), (), (), (), (), (), ((1320, 1440),)))


def test_each_part_is_kept_tidy_and_told() -> None:
    wanted = AvailabilityChange(
        skills=["  Single  Sign-On", "billing", "Billing", ""], languages=["DE", "en"], time_zone="Europe/Berlin",
        week=WEEK, capacity=3, is_accepting=False, away_until=NOW + timedelta(days=1), away_reason=" Dentist\n",
    )  # fmt: skip
    after = changed(Availability(), wanted, NOW)
    assert after == Availability(
        skills=("billing", "single sign-on"), languages=("de", "en"), hours=HOURS, capacity=3, is_accepting=False,
        away_until=NOW + timedelta(days=1), away_reason="Dentist",
    )  # fmt: skip
    assert changes_of(Availability(), after) == {
        "skills": (None, "billing, single sign-on"), "languages": (None, "de, en"),
        "hours": (None, "monday 09:00-12:30, 13:00-17:00; sunday 22:00-24:00 (Europe/Berlin)"), "capacity": ("10", "3"),
        "is_accepting": ("yes", "no"), "away_until": (None, "2026-06-02T09:00+00:00"), "away_reason": (None, "Dentist"),
    }  # fmt: skip
    assert texts_of(after.hours) == dict.fromkeys(WEEKDAYS, "") | {
        "monday": "09:00-12:30, 13:00-17:00", "sunday": "22:00-24:00"
    }  # fmt: skip
    assert set(texts_of(None).values()) == {""}
    back = changed(after, AvailabilityChange(is_accepting=True, away_until=None), NOW)
    assert (back.away_until, back.away_reason, back.is_accepting) == (None, "", True)
    assert changed(after, AvailabilityChange(week=WEEK), NOW).hours == HOURS, "the zone stays"
    moved = changed(after, AvailabilityChange(time_zone="America/New_York"), NOW)
    assert moved == replace(after, hours=replace(HOURS, zone="America/New_York")), "the week stays"
    assert changed(Availability(), AvailabilityChange(time_zone="America/New_York"), NOW) == Availability()
    assert changed(after, AvailabilityChange(week={"monday": " "}), NOW).hours is None
    assert changed(after, AvailabilityChange(week=None), NOW).hours is None
    assert changed(after, AvailabilityChange(), NOW) == after


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (AvailabilityChange(capacity=-1), "capacity"),
        (AvailabilityChange(capacity=501), "capacity"),
        (AvailabilityChange(away_until=NOW), "awayUntil"),
        (AvailabilityChange(away_until=NOW + timedelta(days=367)), "awayUntil"),
        (AvailabilityChange(away_reason="x" * 201), "awayReason"),
        (AvailabilityChange(skills=["x" * 41]), "skills"),
        (AvailabilityChange(skills=["a,b"]), "skills"),
        (AvailabilityChange(skills=[str(number) for number in range(51)]), "skills"),
        (AvailabilityChange(languages=["klingon"]), "languages"),
        (AvailabilityChange(week={"monday": "9-5"}), "week.monday"),
        (AvailabilityChange(week={"friday": "17:00-09:00"}), "week.friday"),
        (AvailabilityChange(week={"freitag": "9:00-17:00"}), "week.freitag"),
        (AvailabilityChange(week=WEEK, time_zone="Mars/Olympus"), "timeZone"),
        (AvailabilityChange(time_zone="Nope/X"), "timeZone"),
        (AvailabilityChange(time_zone="\x00"), "timeZone"),
        (AvailabilityChange(week=None, time_zone="localtime"), "timeZone"),
    ],
)
def test_what_cannot_be_taken_is_named(wanted: AvailabilityChange, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        changed(Availability(), wanted, NOW)
    assert list(refusal.value.fields) == [field]


def test_what_agents_say_themselves_is_whether_they_are_there() -> None:
    assert not AvailabilityChange(is_accepting=False, away_until=None, away_reason="Lunch").says_what_they_can
    for wanted in (AvailabilityChange(skills=[]), AvailabilityChange(week=None), AvailabilityChange(capacity=1)):
        assert wanted.says_what_they_can


def test_what_a_category_takes_is_told_by_names() -> None:
    after = Needs(needs=skills_of(["TLS"], field="needs"))
    assert changes_of_needs(Needs(), after, teams=(None, "Networks")) == {
        "team": (None, "Networks"), "needs": (None, "tls")
    }  # fmt: skip
    assert changes_of_needs(after, after, teams=("Networks", "Networks")) == {}
