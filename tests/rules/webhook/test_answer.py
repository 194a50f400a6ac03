"""What endpoints' answers mean, and which secrets sign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules.errors import Permanent, Temporary
from deskhand.rules.webhook.answer import LONGEST_PAUSE, ROTATION, signed_with, trouble_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_what_is_taken_is_no_trouble(status: int) -> None:
    assert trouble_of(status, retry_after="5", now=NOW) is None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_pass_is_tried_again(status: int) -> None:
    found = trouble_of(status, retry_after=None, now=NOW)
    assert isinstance(found, Temporary)
    assert found.after is None
    assert str(status) in str(found)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(410, "opt_out"), *((status, "config") for status in (100, 301, 308, 400, 401, 404, 413))],
)
def test_what_somebody_has_to_correct_is_named(status: int, kind: str) -> None:
    found = trouble_of(status, retry_after="5", now=NOW)
    assert isinstance(found, Permanent)
    assert found.kind == kind


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30), (" 30 ", 30), ("0", 0), ("Sun, 01 Mar 2026 12:01:00 GMT", 60), ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("999999999", LONGEST_PAUSE), ("Fri, 01 Mar 2080 12:01:00 GMT", LONGEST_PAUSE), ("9" * 5000, None),
        ("-5", None), ("soon", None), ("", None), ("١٢", None), ("1.5", None),
    ],
)  # fmt: skip
def test_a_pause_that_is_asked_for_is_kept_within_bounds(said: str, seconds: float | None) -> None:
    found = trouble_of(503, retry_after=said, now=NOW)
    assert isinstance(found, Temporary)
    assert found.after == seconds


def test_the_secret_before_signs_for_a_day() -> None:
    assert signed_with(["new", "old"], rotated_at=NOW, now=NOW + ROTATION - timedelta(seconds=1)) == ("new", "old")
    assert signed_with(["new", "old"], rotated_at=NOW, now=NOW + ROTATION) == ("new",)
    assert signed_with(["new"], rotated_at=None, now=NOW) == ("new",)
