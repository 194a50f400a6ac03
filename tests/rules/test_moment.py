"""Moments that nobody can mean are refused by the name of their field, before anything reckons with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from deskhand.rules.errors import Invalid
from deskhand.rules.moment import EARLIEST, LATEST, flaw_in_moment, in_utc

FAR = [
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-14))),
    EARLIEST - timedelta(seconds=1),
    LATEST + timedelta(seconds=1),
]


@pytest.mark.parametrize("moment", FAR)
def test_a_moment_that_nobody_can_mean_is_named(moment: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        in_utc(moment, field="dueAt")
    assert refused.value.fields == {
        "dueAt": f"“{moment.isoformat(timespec='seconds')}” is not between the years 1970 and 2200"
    }


def test_other_moments_are_taken_in_utc() -> None:
    berlin = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=2)))
    assert in_utc(berlin, field="dueAt") == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert in_utc(berlin, field="dueAt").tzinfo is UTC
    assert flaw_in_moment(EARLIEST) is flaw_in_moment(LATEST) is None
