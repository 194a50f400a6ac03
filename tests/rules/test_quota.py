"""How many tickets an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.quota import WINDOW, pause_before_next

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


def test_the_oldest_that_counts_decides_how_long_to_wait() -> None:
    assert pause_before_next(ago(1, 30, 59.5), most=3, now=NOW) == 30
    assert pause_before_next(ago(1, 30), most=3, now=NOW) == 0
    assert pause_before_next(ago(1, 30, 60), most=3, now=NOW) == 0
    assert pause_before_next(ago(1, 30, 59.99999), most=3, now=NOW) == 1


def test_zero_is_no_limit() -> None:
    assert pause_before_next(ago(*range(50)), most=0, now=NOW) == 0


@given(st.lists(st.floats(0, 300), max_size=40), st.integers(1, 12))
def test_whoever_waits_so_long_and_no_shorter_may_open(minutes: list[float], most: int) -> None:
    opened = ago(*sorted(minutes))
    wait = pause_before_next(opened, most=most, now=NOW)
    later = NOW + timedelta(seconds=wait)
    assert sum(later - at < WINDOW for at in opened) < most
    if wait > 1:
        sooner = NOW + timedelta(seconds=wait - 1)
        assert sum(sooner - at < WINDOW for at in opened) >= most
