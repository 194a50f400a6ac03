"""Replays: every moment has its interval, with what counted then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from deskhand.rules.sla.calendar import Calendar, opening
from deskhand.rules.sla.clock import History, State
from deskhand.rules.sla.policy import STANDARD, Book, Policy, Target, Version
from deskhand.rules.sla.replay import Kind, replay
from deskhand.rules.ticket import Priority, Status

POLICY, CALENDAR = UUID(int=1), UUID(int=2)
FRIDAY = datetime(2026, 4, 3, 15, tzinfo=UTC)
WEEK = (((540, 1020),),) * 5 + ((), ())


def test_a_replay_tells_hours_holidays_pauses_and_versions() -> None:
    desk = opening(Calendar(zone="UTC", week=WEEK, holidays={date(2026, 4, 6): "Easter Monday"}))
    policy = Policy(targets=STANDARD.targets, calendar_id=CALENDAR)
    tuesday = datetime(2026, 4, 7, 10, tzinfo=UTC)
    book = Book(
        policies={POLICY: [Version(FRIDAY, 1, policy), Version(tuesday, 2, policy)]},
        calendars={CALENDAR: [Version(FRIDAY, 4, desk)]},
    )
    state = State(status=Status.OPEN, priority=Priority.HIGH, policy_id=POLICY)
    waits = State(status=Status.WAITING_CUSTOMER, priority=Priority.HIGH, policy_id=POLICY)
    ends = tuesday + timedelta(hours=2)
    history = History(opened_at=FRIDAY, answered_at=None, state=waits, past=((ends, state),))
    told = replay(Target.RESOLUTION, history, book, now=ends + timedelta(hours=1))
    assert [(one.kind, one.length // timedelta(hours=1), one.policy_version, one.holiday) for one in told] == [
        (Kind.RUNNING, 2, 1, None), (Kind.OUTSIDE, 55, 1, None), (Kind.HOLIDAY, 24, 1, "Easter Monday"),
        (Kind.OUTSIDE, 9, 1, None), (Kind.RUNNING, 1, 1, None), (Kind.RUNNING, 2, 2, None), (Kind.PAUSED, 1, 2, None),
    ]  # fmt: skip
    assert sum((one.length for one in told), timedelta()) == ends + timedelta(hours=1) - FRIDAY
    assert {(one.calendar_version, one.whole) for one in told} == {(4, timedelta(hours=24))}


def test_without_a_policy_or_a_question_there_is_nothing_to_tell_but_that() -> None:
    unpromised = History(
        opened_at=FRIDAY, answered_at=None, state=State(status=Status.OPEN, priority=Priority.LOW, policy_id=None)
    )
    (told,) = replay(Target.RESOLUTION, unpromised, Book(), now=FRIDAY + timedelta(hours=3))
    assert (told.kind, told.length) == (Kind.NO_POLICY, timedelta(hours=3))
    assert replay(Target.NEXT_RESPONSE, unpromised, Book(), now=FRIDAY + timedelta(hours=3)) == []
