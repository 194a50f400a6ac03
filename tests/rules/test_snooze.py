"""Moments to sleep until, and to be due at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.snooze import DueDate, Preset, check_due, check_snooze, due_span, presets, typed
from deskhand.rules.ticket import ACTIVE, Status

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 7, 1, 12, 10, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def test_moments_are_those_of_the_persons_own_day() -> None:
    assert presets(WEDNESDAY, BERLIN) == {
        Preset.LATER_TODAY: at("2026-07-01T17:30"),
        Preset.TOMORROW: at("2026-07-02T09:00"),
        Preset.NEXT_WEEK: at("2026-07-06T09:00"),
    }
    late = presets(WEDNESDAY, ZoneInfo("Asia/Tokyo"))
    assert Preset.LATER_TODAY not in late, "21:10 there: three hours on is tomorrow"
    assert presets(at("2026-07-01T09:00"), BERLIN)[Preset.LATER_TODAY] == at("2026-07-01T12:00")


def test_monday_means_the_monday_after() -> None:
    assert presets(at("2026-07-06T08:00"), BERLIN)[Preset.NEXT_WEEK] == at("2026-07-13T09:00")
    assert presets(at("2026-07-05T23:00"), BERLIN)[Preset.NEXT_WEEK] == at("2026-07-06T09:00")


def test_a_morning_after_the_clocks_change_is_nine_by_the_clock() -> None:
    found = presets(at("2026-10-24T12:00"), BERLIN)[Preset.TOMORROW]
    assert (found, found.astimezone(BERLIN).hour) == (datetime(2026, 10, 25, 8, tzinfo=UTC), 9)


def test_what_is_typed_is_meant_in_the_persons_zone() -> None:
    assert typed("2026-07-01T09:00", BERLIN, field="dueAt") == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert typed("2026-07-01T09:00+00:00", BERLIN, field="dueAt") == datetime(2026, 7, 1, 9, tzinfo=UTC)
    with pytest.raises(Invalid) as refused:
        typed("soon", BERLIN, field="dueAt")
    assert set(refused.value.fields) == {"dueAt"}


@pytest.mark.parametrize(
    ("due", "since", "before"),
    [
        (DueDate.TODAY, "2026-07-01T00:00", "2026-07-02T00:00"),
        (DueDate.THIS_WEEK, "2026-06-29T00:00", "2026-07-06T00:00"),
    ],
)
def test_days_and_weeks_are_those_of_who_asks(due: DueDate, since: str, before: str) -> None:
    assert due_span(due, now=WEDNESDAY, zone="Europe/Berlin") == (at(since), at(before))
    assert due_span(DueDate.OVERDUE, now=WEDNESDAY, zone="Europe/Berlin") == (None, WEDNESDAY)


def test_a_day_on_which_the_clocks_change_is_a_whole_day() -> None:
    found = due_span(DueDate.TODAY, now=at("2026-10-25T12:00"), zone="Europe/Berlin")
    assert found == (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))


@pytest.mark.parametrize("status", list(Status))
def test_what_is_done_does_not_sleep(status: Status) -> None:
    until = WEDNESDAY + timedelta(hours=1)
    check_snooze(None, status, now=WEDNESDAY)
    if status in ACTIVE:
        check_snooze(until, status, now=WEDNESDAY)
    else:
        with pytest.raises(Conflict, match=status.value):
            check_snooze(until, status, now=WEDNESDAY)


@pytest.mark.parametrize("away", [timedelta(0), timedelta(seconds=-1), timedelta(days=367)])
def test_a_moment_that_is_over_or_too_far_is_refused(away: timedelta) -> None:
    with pytest.raises(Invalid, match="snoozedUntil"):
        check_snooze(WEDNESDAY + away, Status.OPEN, now=WEDNESDAY)


def test_a_due_date_may_be_past_and_not_ages_away() -> None:
    check_due(WEDNESDAY - timedelta(days=2), now=WEDNESDAY)
    check_due(None, now=WEDNESDAY)
    with pytest.raises(Invalid, match="dueAt"):
        check_due(WEDNESDAY + timedelta(days=4000), now=WEDNESDAY)
