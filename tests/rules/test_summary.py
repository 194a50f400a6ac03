"""The week of an agent: which days it has, what it tells, and who does not want it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from deskhand.rules.summary import Week, last_week

BERLIN = ZoneInfo("Europe/Berlin")


def week(**more: Any) -> Week:
    known: dict[str, Any] = {
        "user_id": UUID(int=1), "email": "ann@desk.test", "preferences": {}, "open": 3, "waiting": 1, "solved": 7,
        "rated": 2, "rating": 4.5,
    }  # fmt: skip
    return Week(**(known | more))


@pytest.mark.parametrize(
    ("now", "since", "until"),
    [
        ("2026-07-06T05:00Z", "2026-06-28T22:00Z", "2026-07-05T22:00Z"),  # a Monday at 7
        ("2026-07-12T21:59Z", "2026-06-28T22:00Z", "2026-07-05T22:00Z"),  # the Sunday after, late
        ("2026-03-30T05:00Z", "2026-03-22T23:00Z", "2026-03-29T22:00Z"),  # an hour short
        ("2026-10-26T06:00Z", "2026-10-18T22:00Z", "2026-10-25T23:00Z"),  # an hour long
    ],
)
def test_a_week_goes_from_monday_to_monday_where_the_workspace_is(now: str, since: str, until: str) -> None:
    found = last_week(datetime.fromisoformat(now), BERLIN)
    assert found == (datetime.fromisoformat(since), datetime.fromisoformat(until))


def test_figures_are_told_as_text_and_a_rating_that_nobody_gave_is_empty() -> None:
    since, until = last_week(datetime(2026, 7, 6, 5, tzinfo=UTC), BERLIN)
    figures = week().figures(since, until, zone=BERLIN)
    assert figures == {
        "since": "2026-06-29", "until": "2026-07-05", "open": "3", "waiting": "1", "solved": "7", "rated": "2",
        "rating": "4.5",
    }  # fmt: skip
    assert week(rating=None).figures(since, until, zone=BERLIN)["rating"] == ""
    assert until - since == timedelta(days=7)


@pytest.mark.parametrize(
    ("preferences", "wanted"),
    [
        ({}, True), (None, True), ({"email": "no"}, True), ({"email": {"agent_summary": True}}, True),
        ({"email": {"agent_summary": False}}, False), ({"email": {"enabled": False}}, False),
    ],
)  # fmt: skip
def test_preferences_switch_it_off(preferences: object, wanted: bool) -> None:
    assert week(preferences=preferences).is_wanted is wanted
