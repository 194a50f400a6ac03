"""What requesters say of a ticket, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.rating import COMMENT_LIMIT, check_time, checked, link_works, survey_due
from deskhand.rules.ticket import Status

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", list(Status))
def test_what_is_done_is_rated(status: Status) -> None:
    if status in {Status.RESOLVED, Status.CLOSED}:
        check_time(status, rated_at=None, now=NOW)
    else:
        with pytest.raises(Conflict, match=status.value):
            check_time(status, rated_at=None, now=NOW)


def test_a_rating_changes_within_a_day() -> None:
    check_time(Status.CLOSED, rated_at=NOW - timedelta(days=1), now=NOW)
    with pytest.raises(Conflict, match="stays as it is"):
        check_time(Status.CLOSED, rated_at=NOW - timedelta(days=1, seconds=1), now=NOW)


def test_who_has_said_it_or_was_asked_is_not_asked() -> None:
    day = timedelta(days=1)
    assert survey_due(NOW, delay=day, is_rated=False, was_asked=False) == NOW + day
    assert survey_due(NOW, delay=day, is_rated=True, was_asked=False) is None
    assert survey_due(NOW, delay=day, is_rated=False, was_asked=True) is None
    assert survey_due(NOW, delay=timedelta(0), is_rated=False, was_asked=False) is None


def test_the_link_works_for_a_month_and_says_so_of_an_open_ticket() -> None:
    assert link_works(NOW - timedelta(days=30), now=NOW)
    assert not link_works(NOW - timedelta(days=31), now=NOW)
    assert link_works(None, now=NOW)


def test_comments_are_trimmed_and_may_be_missing() -> None:
    assert checked(1, "  Well done. ") == "Well done."
    assert checked(5, "") == ""


@pytest.mark.parametrize(
    ("rating", "comment", "named"),
    [
        (0, "", {"rating"}), (6, "", {"rating"}), (-1, "", {"rating"}), (3, "x" * (COMMENT_LIMIT + 1), {"comment"}),
        (3, "a\x00b", {"comment"}), (3, "\ud800", {"comment"}), (9, "\x00", {"rating", "comment"}),
    ],
)  # fmt: skip
def test_each_flaw_is_named(rating: int, comment: str, named: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        checked(rating, comment)
    assert set(refused.value.fields) == named
