"""Histories that are read back from trails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from deskhand.rules.sla.clock import State
from deskhand.rules.sla.trail import past_of
from deskhand.rules.ticket import Priority, Status

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def test_states_are_read_back_from_the_latest_change_on() -> None:
    now = State(status=Status.RESOLVED, priority=Priority.HIGH, policy_id=None)
    told = [
        (BEGAN + timedelta(hours=3), {"status": ("waiting_customer", "resolved")}),
        (BEGAN + timedelta(hours=2), {"priority": ("low", "high"), "status": ("open", "waiting_customer")}),
        (BEGAN + timedelta(hours=1), {"status": ("a word of an older version", "open"), "subject": ("a", "b")}),
    ]
    assert [(until, state.status, state.priority) for until, state in past_of(now, told)] == [
        (BEGAN + timedelta(hours=2), Status.OPEN, Priority.LOW),
        (BEGAN + timedelta(hours=3), Status.WAITING_CUSTOMER, Priority.HIGH),
    ]
    assert past_of(now, []) == []
