"""Accounts of clocks: they leave no moment out, and say of each what the clock itself makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from msgspec import structs

from deskhand.rules.sla.account import Turn, accounts
from deskhand.rules.sla.clock import Cause, History, State, clock
from deskhand.rules.sla.policy import STANDARD, Book, Target, Version
from deskhand.rules.sla.replay import Kind
from deskhand.rules.ticket import Priority, Status
from tests.rules.sla.test_clock import Case, cases

POLICY = UUID(int=1)
OPENED = datetime(2026, 4, 3, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_intervals_sum_to_the_wall_clock_and_agree_with_the_clock(case: Case) -> None:
    now = case.story.now
    for one in accounts(case.told, case.book, now=now):
        begins = case.told.opened_at
        ends = case.told.answered_at if one.target is Target.FIRST_RESPONSE and case.told.answered_at else now
        assert one.wall == ends - begins == one.took(*Kind)
        found = clock(one.target, case.told, case.book, now=now)
        if one.clock is None or found is None or not one.lines:
            continue
        last = one.lines[-1]
        if last.interval.whole == found.whole and not (found.breached_at or begins) >= ends:
            assert last.elapsed == found.elapsed
            late = [line for line in one.lines if line.breached_at]
            assert (late[-1].breached_at, late[-1].cause) == (found.breached_at, found.cause) if found.is_late else True


def test_a_breach_that_a_change_itself_caused_says_so() -> None:
    low = State(status=Status.OPEN, priority=Priority.LOW, policy_id=POLICY)
    waits = structs.replace(low, status=Status.WAITING_CUSTOMER)
    urgent = structs.replace(low, priority=Priority.CRITICAL)
    past = ((OPENED + 2 * HOUR, low), (OPENED + 3 * HOUR, waits), (OPENED + 5 * HOUR, low))
    history = History(opened_at=OPENED, answered_at=None, state=urgent, past=past)
    book = Book(policies={POLICY: [Version(OPENED, 1, STANDARD)]})
    first, resolution = accounts(history, book, now=OPENED + 6 * HOUR)
    assert [(one.interval.kind, one.turns, one.left) for one in first.lines] == [
        (Kind.RUNNING, (), 22 * HOUR), (Kind.PAUSED, (Turn.STATUS,), 22 * HOUR),
        (Kind.RUNNING, (Turn.STATUS,), 20 * HOUR), (Kind.RUNNING, (Turn.PRIORITY,), -4 * HOUR),
    ]  # fmt: skip
    assert (first.lines[-1].breached_at, first.lines[-1].cause) == (OPENED + 5 * HOUR, Cause.PRIORITY)
    assert (resolution.lines[-1].cause, resolution.lines[-1].left) == (Cause.PRIORITY, -HOUR)
    assert (resolution.took(Kind.RUNNING), resolution.wall) == (5 * HOUR, 6 * HOUR)
    cancelled = structs.replace(history, state=structs.replace(urgent, status=Status.CANCELLED))
    assert [one.clock for one in accounts(cancelled, book, now=OPENED + 6 * HOUR)] == [None, None]
