"""Moments in the reader's zone and words; the machine's moment beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from deskhand.web import times
from deskhand.web.reader import Reader, reading, zone_named
from tests.web.samples import NOW


@pytest.fixture(autouse=True)
def _kolkata() -> Iterator[None]:
    with reading(Reader(now=NOW, zone=zone_named("Asia/Kolkata"))):
        yield


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "now"), (0, "now"), (1, "1m"), (59, "59m"), (60, "1h"), (23 * 60 + 59, "23h"), (24 * 60, "1d"),
        (7 * 24 * 60 - 1, "6d"), (7 * 24 * 60, "13 Nov"), (400 * 24 * 60, "16 Oct 2025"),
    ],
)  # fmt: skip
def test_age(minutes: int, words: str) -> None:
    assert times.ago(NOW - timedelta(minutes=minutes)) == words


def test_days_and_stamps() -> None:
    assert times.clock(NOW) == "20:34"
    assert [times.day(NOW - timedelta(days=days)) for days in (0, 1, 4, 400)] == [
        "Today", "Yesterday", "Mon 16 Nov", "16 Oct 2025",
    ]  # fmt: skip
    assert [times.stamp(NOW - timedelta(days=days)) for days in (0, 1, 4, 400)] == [
        "today, 20:34", "yesterday, 20:34", "16 Nov, 20:34", "16 Oct 2025, 20:34",
    ]  # fmt: skip
    assert times.day(NOW - timedelta(hours=21)) == "Yesterday"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-3, "under a minute"), (0.5, "under a minute"), (28, "28 min"), (79, "1 h 19 min"), (76 * 60, "3 d 4 h")],
)
def test_span(minutes: float, words: str) -> None:
    assert times.span(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/New_York", "10:04 (UTC−5)"), ("Asia/Kolkata", "20:34 (UTC+5:30)"), ("UTC", "15:04 (UTC+0)"),
        ("Nowhere", "15:04 (UTC+0)"),
    ],
)  # fmt: skip
def test_somebody_elses_time(zone: str, words: str) -> None:
    assert times.moment_in(zone) == words


def test_a_time_element_tells_machines_and_people() -> None:
    tag = times.time_tag(NOW - timedelta(minutes=5))
    assert tag == (
        '<time class="num" datetime="2026-11-20T14:59:00+00:00" title="Fri 20 Nov 2026, 20:29 (Asia/Kolkata)" '
        "data-ago>5m</time>"
    )
    assert "data-ago" not in times.time_tag(NOW, form="clock")
    assert times.zone_label() == "Asia/Kolkata"
