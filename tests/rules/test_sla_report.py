"""The report of each morning: which days it has, and what it says of all together."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from deskhand.rules.sla_report import Reader, figures_of, last_days, rows_of
from deskhand.rules.statistics import Kept

BERLIN = ZoneInfo("Europe/Berlin")


def kept(of: str, met: int, missed: int) -> Kept:
    return Kept(
        of=of, key=of, opened=met + missed + 1, responded=met, response_met=met, response_missed=missed,
        response_missed_by_change=0, resolved=0, resolution_met=0, resolution_missed=0, resolution_missed_by_change=0,
    )  # fmt: skip


def test_it_tells_of_whole_days_before_this_one() -> None:
    since, until = last_days(datetime(2026, 4, 10, 4, tzinfo=UTC), BERLIN)
    assert (since, until) == (datetime(2026, 3, 10, 23, tzinfo=UTC), datetime(2026, 4, 9, 22, tzinfo=UTC))
    figures = figures_of([kept("high", 2, 1), kept("low", 0, 0)], since, until, zone=BERLIN)
    assert figures == {
        "since": "2026-03-11", "until": "2026-04-09", "opened": "5", "response_share": "66.7", "resolution_share": "",
    }  # fmt: skip
    (row,) = rows_of([kept("high", 2, 1)])
    assert (row["priority"], row["response_missed"], row["response_share"]) == ("high", "1", "66.7")


def test_who_switched_it_off_does_not_get_it() -> None:
    for preferences, is_wanted in (
        (None, True), ({}, True), ({"email": {"sla_report": False}}, False), ({"email": {"enabled": False}}, False),
    ):  # fmt: skip
        assert Reader(user_id=UUID(int=1), email="a@b.example", preferences=preferences).is_wanted is is_wanted
