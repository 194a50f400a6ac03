"""Tickets on which nobody writes: told of first, closed later, and never one that waits for us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from deskhand.rules.auto_close import IDLE, Idle, Policy, flaw_in_days, is_over, warning_due
from deskhand.rules.ticket import Status

NOW = datetime(2026, 7, 10, 2, tzinfo=UTC)
POLICY = Policy(7, 5)
WAITS = Idle(
    status=Status.WAITING_CUSTOMER, last_message_at=NOW - timedelta(days=6), resolved_at=None, warned_at=None
)  # fmt: skip


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def test_a_requester_is_told_once_and_in_good_time() -> None:
    assert warning_due(WAITS, POLICY, now=NOW) == NOW + timedelta(days=2), "two days from now, not from the fifth"
    assert warning_due(replace(WAITS, last_message_at=days_ago(4.9)), POLICY, now=NOW) is None
    assert warning_due(replace(WAITS, warned_at=days_ago(1)), POLICY, now=NOW) is None
    earlier = replace(WAITS, warned_at=days_ago(6.5))
    assert warning_due(earlier, POLICY, now=NOW) is not None, "that was before they wrote"
    assert warning_due(WAITS, Policy(0, 5), now=NOW) is None


def test_a_ticket_is_closed_only_after_its_requester_was_told_in_good_time() -> None:
    old = replace(WAITS, last_message_at=days_ago(30))
    assert not is_over(old, POLICY, now=NOW), "nobody was told"
    assert not is_over(replace(old, warned_at=days_ago(1.9)), POLICY, now=NOW)
    assert is_over(replace(old, warned_at=days_ago(2)), POLICY, now=NOW)
    assert not is_over(replace(WAITS, warned_at=days_ago(2)), POLICY, now=NOW), "six days are not seven"
    assert not is_over(replace(old, warned_at=days_ago(31)), POLICY, now=NOW), "they wrote since"
    assert not is_over(replace(old, warned_at=days_ago(3)), Policy(0, 5), now=NOW)


@pytest.mark.parametrize("status", list(Status))
def test_what_waits_for_us_or_is_done_is_left_alone(status: Status) -> None:
    idle = replace(WAITS, status=status, last_message_at=days_ago(30), warned_at=days_ago(3))
    assert is_over(idle, POLICY, now=NOW) is (status in IDLE)
    assert (warning_due(replace(idle, warned_at=None), POLICY, now=NOW) is not None) is (status in IDLE)
    for held in (replace(idle, is_asleep=True), replace(idle, is_merged=True)):
        assert not is_over(held, POLICY, now=NOW)


def test_a_resolved_ticket_is_idle_since_it_was_resolved_or_written_on() -> None:
    resolved = replace(WAITS, status=Status.RESOLVED, last_message_at=days_ago(9), resolved_at=days_ago(3))
    assert resolved.since == days_ago(3)
    assert replace(resolved, last_message_at=days_ago(1)).since == days_ago(1)


@pytest.mark.parametrize(
    ("days", "warning", "field"),
    [
        (7, 5, None), (0, 5, None), (2, 1, None), (365, 364, None), (1, 1, "autoCloseDays"), (366, 5, "autoCloseDays"),
        (-1, 5, "autoCloseDays"), (7, 7, "autoCloseWarningDays"), (7, 0, "autoCloseWarningDays"),
    ],
)  # fmt: skip
def test_the_warning_comes_before_the_closing(days: int, warning: int, field: str | None) -> None:
    flaw = flaw_in_days(days, warning)
    assert (flaw[0] if flaw else None) == field
