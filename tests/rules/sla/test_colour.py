"""Colours at their very thresholds, and the nearest target."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from deskhand.rules.sla.clock import History, Standing, State
from deskhand.rules.sla.colour import Chip, Colour, When, when_due
from deskhand.rules.sla.policy import STANDARD, Book, Policy, Target, Version
from deskhand.rules.sla.watch import watch
from deskhand.rules.ticket import Priority, Status

P1 = UUID(int=1)
BEGAN = datetime(2026, 6, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
BOOK = Book(policies={P1: [Version(BEGAN, 1, STANDARD)]})


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def state(status: Status = Status.OPEN, priority: Priority = Priority.MEDIUM) -> State:
    return State(status=status, priority=priority, policy_id=P1)


def opened(priority: Priority = Priority.MEDIUM) -> History:
    return History(opened_at=BEGAN, answered_at=None, state=state(priority=priority))


def book(**rest: object) -> Book:
    return Book(policies={P1: [Version(BEGAN, 1, Policy(targets=STANDARD.targets, **rest))]})  # type: ignore[arg-type]


def colour(history: History, after: timedelta, of: Book = BOOK) -> Colour:
    return watch(history, of, now=BEGAN + after).chip.colour(BEGAN + after)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(), Colour.ON_TRACK),
        (hours(4), Colour.ON_TRACK),  # exactly half is left
        (hours(4) + TICK, Colour.UPCOMING),
        (hours(6), Colour.UPCOMING),  # exactly a quarter
        (hours(6) + TICK, Colour.WARNING),
        (hours(7), Colour.WARNING),  # exactly an hour
        (hours(7) + TICK, Colour.CRITICAL),
        (hours(8) - TICK, Colour.CRITICAL),
        (hours(8), Colour.BREACHED),
        (hours(99), Colour.BREACHED),
    ],
)
def test_colours_change_at_their_thresholds(after: timedelta, expected: Colour) -> None:
    assert colour(opened(), after) is expected
    assert watch(opened(), BOOK, now=BEGAN).chip.colour(BEGAN + after) is expected


def test_a_target_of_an_hour_is_red_from_birth_unless_the_setting_asks_for_half() -> None:
    critical = opened(Priority.CRITICAL)
    assert colour(critical, timedelta()) is Colour.ON_TRACK  # an hour is left, not less
    assert colour(critical, TICK) is Colour.CRITICAL
    late = book(critical_below_half=True)
    assert colour(critical, hours(0.5), late) is Colour.ON_TRACK
    assert colour(critical, hours(0.5) + TICK, late) is Colour.CRITICAL
    assert colour(opened(), hours(7), late) is Colour.WARNING
    halved = History(opened_at=BEGAN, answered_at=None, state=State(
        status=Status.OPEN, priority=Priority.CRITICAL, policy_id=P1, is_halved=True))  # fmt: skip
    assert colour(halved, timedelta()) is Colour.CRITICAL


def test_the_chip_shows_the_nearest_unmet_target() -> None:
    answered = History(
        opened_at=BEGAN,
        answered_at=BEGAN + hours(1),
        state=state(Status.IN_PROGRESS),
        past=((BEGAN + hours(1), state()),),
    )
    now = watch(answered, BOOK, now=BEGAN + hours(2))
    assert (now.chip.target, now.chip.due_at) == (Target.RESOLUTION, BEGAN + hours(48))
    assert (now.first_response_due_at, now.resolution_due_at) == (BEGAN + hours(8), BEGAN + hours(48))
    assert watch(opened(), BOOK, now=BEGAN).chip.target is Target.FIRST_RESPONSE


def test_paused_met_and_none() -> None:
    told = History(opened_at=BEGAN, answered_at=BEGAN + hours(1), state=state(Status.WAITING_CUSTOMER),
                   past=((BEGAN + hours(1), state()),))  # fmt: skip
    waiting = watch(told, BOOK, now=BEGAN + hours(9))
    assert (waiting.chip.colour(BEGAN), waiting.chip.left, waiting.next_at) == (Colour.PAUSED, hours(47), None)
    for status, expected in (
        (Status.RESOLVED, Colour.MET),
        (Status.CLOSED, Colour.MET),
        (Status.CANCELLED, Colour.NONE),
    ):
        over = History(opened_at=BEGAN, answered_at=None, state=state(status), past=((BEGAN + hours(2), state()),))
        ended = watch(over, BOOK, now=BEGAN + hours(100))
        assert (ended.chip.colour(BEGAN + hours(100)), ended.next_at) == (expected, None)
    unpromised = History(
        opened_at=BEGAN, answered_at=None, state=State(status=Status.OPEN, priority=Priority.LOW, policy_id=None)
    )
    assert watch(unpromised, BOOK, now=BEGAN).chip == Chip()


def test_what_is_late_stays_late_while_it_waits_for_the_customer() -> None:
    told = History(opened_at=BEGAN, answered_at=BEGAN + hours(50), state=state(Status.WAITING_CUSTOMER),
                   past=((BEGAN + hours(50), state()),))  # fmt: skip
    late = watch(told, BOOK, now=BEGAN + hours(60))
    assert (late.chip.standing, late.chip.colour(BEGAN + hours(60))) == (Standing.RUNNING, Colour.BREACHED)
    assert late.next_at is not None
    assert late.next_at <= BEGAN + hours(48)


def test_what_is_due_stands_under_its_day_where_the_reader_lives() -> None:
    zone, now = ZoneInfo("America/New_York"), BEGAN + hours(26)  # 22:00 of the first of June there
    expected = {
        timedelta(): When.PAST, -TICK: When.PAST, hours(1): When.HOUR, hours(1) + TICK: When.TODAY,
        hours(2): When.TOMORROW, hours(25.9): When.TOMORROW, hours(26): When.LATER,
    }  # fmt: skip
    assert {ahead: when_due(now + ahead, now=now, zone=zone) for ahead in expected} == expected
    assert when_due(None, now=now, zone=zone) is When.NEVER
    assert list(expected.values()) == sorted(expected.values(), key=list(When).index)
