"""Clocks: pauses, reopenings, changes and calendars, against examples and against a second way to work them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from deskhand.rules.sla.calendar import Calendar, Hours, opening
from deskhand.rules.sla.clock import Cause, Clock, History, Standing, State, clock
from deskhand.rules.sla.policy import Book, Policy, Target, Version
from deskhand.rules.sla.replay import Kind, replay
from deskhand.rules.ticket import ACTIVE, Priority, Status
from tests.rules.sla import slow
from tests.rules.sla.slow import Promise, Said, Story, Week

EXAMPLES = 100_000 if settings.get_current_profile_name() == "thorough" else 200
P1, P2, C1, C2 = (UUID(int=number) for number in range(1, 5))
NINE = datetime(2026, 3, 23, 9, tzinfo=UTC)
"""A Monday."""
DESK = Calendar(zone="UTC", week=(((540, 720), (780, 1020)),) * 5 + ((), ()))
"""Nine to five without an hour at noon, Monday to Friday."""


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def book(policy: Policy, *later: tuple[datetime, Policy], calendar: Calendar | None = None) -> Book:
    versions = [Version(datetime(2020, 1, 1, tzinfo=UTC), 1, policy)]
    versions += [Version(since, number, one) for number, (since, one) in enumerate(later, start=2)]
    hours_of: dict[UUID, list[Version[Hours]]] = {}
    if calendar is not None:
        hours_of[C1] = [Version(datetime(2020, 1, 1, tzinfo=UTC), 1, opening(calendar))]
    return Book(policies={P1: versions}, calendars=hours_of)


def promised(minutes: int, **rest: object) -> Policy:
    table = dict.fromkeys(Priority, minutes)
    return Policy(targets={Target.FIRST_RESPONSE: table, Target.RESOLUTION: table}, **rest)  # type: ignore[arg-type]


def state(status: Status = Status.OPEN, priority: Priority = Priority.MEDIUM, **rest: object) -> State:
    return State(status=status, priority=priority, policy_id=P1, **rest)  # type: ignore[arg-type]


def history(now: State, *past: tuple[datetime, State], answered_at: datetime | None = None) -> History:
    return History(opened_at=NINE, answered_at=answered_at, state=now, past=past)


def resolution(told: History, of: Book, *, now: datetime) -> Clock:
    found = clock(Target.RESOLUTION, told, of, now=now)
    assert found is not None
    return found


def test_a_clock_runs_from_the_opening() -> None:
    new = resolution(history(state()), book(promised(480)), now=NINE)
    assert (new.elapsed, new.due_at, new.standing) == (hours(0), NINE + hours(8), Standing.RUNNING)
    assert (new.half_at, new.warning_at, new.critical_at) == (NINE + hours(4), NINE + hours(6), NINE + hours(7))
    later = resolution(history(state()), book(promised(480)), now=NINE + hours(8))
    assert (later.due_at, later.is_late, later.breached_at) == (NINE + hours(8), True, NINE + hours(8))
    assert later.cause is Cause.TIME


def test_waiting_for_the_customer_moves_what_is_due() -> None:
    waiting = history(state(Status.WAITING_CUSTOMER), (NINE + hours(3), state()))
    paused = resolution(waiting, book(promised(480)), now=NINE + hours(9))
    assert (paused.standing, paused.left, paused.due_at) == (Standing.PAUSED, hours(5), NINE + hours(8))
    back = history(state(Status.WAITING_SUPPORT), *waiting.past, (NINE + hours(9), waiting.state))
    running = resolution(back, book(promised(480)), now=NINE + hours(9))
    assert (running.standing, running.left, running.due_at) == (Standing.RUNNING, hours(5), NINE + hours(14))


def test_an_answer_at_the_due_moment_is_late() -> None:
    for after, is_late in ((hours(8) - timedelta(microseconds=1), False), (hours(8), True)):
        answered = history(state(Status.WAITING_CUSTOMER), (NINE + after, state()), answered_at=NINE + after)
        first = clock(Target.FIRST_RESPONSE, answered, book(promised(480)), now=NINE + hours(50))
        assert first is not None
        assert (first.standing, first.is_late, first.due_at) == (Standing.MET, is_late, NINE + hours(8))


@pytest.mark.parametrize("done", [Status.RESOLVED, Status.CLOSED])
@pytest.mark.parametrize(("took", "is_late"), [(7, False), (9, True)])
def test_a_pause_that_ends_with_the_ticket_moves_what_is_due(done: Status, took: int, *, is_late: bool) -> None:
    waited = (NINE + hours(took), state()), (NINE + hours(200), state(Status.WAITING_CUSTOMER))
    for past in (waited, (*waited, (NINE + hours(300), state(Status.RESOLVED)))):
        over = resolution(history(state(done), *past), book(promised(480)), now=NINE + hours(400))
        assert (over.standing, over.is_late) == (Standing.MET, is_late)
        assert over.due_at == (NINE + hours(8) if is_late else NINE + hours(201))
        assert (NINE + hours(200) >= over.due_at) is is_late, "the moment it was done tells the same as the clock"


def test_resolving_stops_and_reopening_goes_on() -> None:
    resolved = history(state(Status.RESOLVED), (NINE + hours(2), state()))
    stopped = resolution(resolved, book(promised(480)), now=NINE + hours(100))
    assert (stopped.standing, stopped.elapsed, stopped.due_at) == (Standing.MET, hours(2), NINE + hours(8))
    reopened = history(state(), *resolved.past, (NINE + hours(100), resolved.state))
    again = resolution(reopened, book(promised(480)), now=NINE + hours(101))
    assert (again.standing, again.elapsed, again.due_at) == (Standing.RUNNING, hours(3), NINE + hours(106))


def test_a_change_that_takes_the_time_away_is_named() -> None:
    tables = {Target.RESOLUTION: {**dict.fromkeys(Priority, 600), Priority.CRITICAL: 60}}
    raised = history(state(priority=Priority.CRITICAL), (NINE + hours(5), state()))
    kept = resolution(raised, book(Policy(targets=tables)), now=NINE + hours(5))
    assert (kept.elapsed, kept.breached_at, kept.cause) == (hours(5), NINE + hours(5), Cause.PRIORITY)
    assert kept.due_at == NINE + hours(1)
    anew = resolution(raised, book(Policy(targets=tables, restarts_on_rise=True)), now=NINE + hours(5))
    assert (anew.elapsed, anew.is_late, anew.due_at) == (hours(0), False, NINE + hours(6))
    halved = history(state(is_halved=True), (NINE + hours(6), state()))
    terms = resolution(halved, book(Policy(targets=tables)), now=NINE + hours(7))
    assert (terms.breached_at, terms.cause) == (NINE + hours(6), Cause.TERMS)
    edited = book(promised(600), (NINE + hours(4), promised(120)))
    policy = resolution(history(state()), edited, now=NINE + hours(7))
    assert (policy.breached_at, policy.cause) == (NINE + hours(4), Cause.POLICY)


def test_what_was_late_is_late_since_then_once_something_is_promised_again() -> None:
    only_critical = book(Policy(targets={Target.RESOLUTION: {Priority.CRITICAL: 60}}))
    states = [(NINE + hours(2), state(priority=Priority.CRITICAL)), (NINE + hours(3), state(priority=Priority.LOW))]
    again = resolution(history(state(priority=Priority.CRITICAL), *states), only_critical, now=NINE + hours(4))
    assert (again.breached_at, again.cause, again.due_at) == (NINE + hours(1), Cause.TIME, NINE + hours(1))
    merged = structs.replace(state(), policy_id=None)
    back = history(state(), (NINE + hours(9), state()), (NINE + hours(20), merged))
    found = resolution(back, book(promised(480)), now=NINE + hours(21))
    assert (found.breached_at, found.cause) == (NINE + hours(8), Cause.TIME)


def test_an_edited_policy_leaves_what_is_over_as_it_was() -> None:
    answered = history(state(Status.WAITING_CUSTOMER), (NINE + hours(3), state()), answered_at=NINE + hours(3))
    edited = book(promised(240), (NINE + hours(4), promised(60)))
    first = clock(Target.FIRST_RESPONSE, answered, edited, now=NINE + hours(50))
    assert first is not None
    assert (first.is_late, first.due_at) == (False, NINE + hours(4))


def test_office_hours_with_a_break_count_alone() -> None:
    desk = book(promised(420, calendar_id=C1), calendar=DESK)
    noon = resolution(history(state()), desk, now=NINE + hours(4))
    assert (noon.elapsed, noon.due_at) == (hours(3), NINE + hours(8))
    # At five, exactly half of the nine hours is left, and that stays so over night.
    half = resolution(history(state()), book(promised(14 * 60, calendar_id=C1), calendar=DESK), now=NINE + hours(12))
    assert (half.left, half.half_at) == (hours(7), NINE + hours(24))
    assert half.due_at == NINE + hours(32)


def test_the_next_response_is_asked_for_by_the_oldest_message_without_an_answer() -> None:
    policy = Policy(targets={Target.NEXT_RESPONSE: dict.fromkeys(Priority, 120)})
    asked = state(Status.WAITING_SUPPORT, asked_at=NINE + hours(5))
    told = history(asked, (NINE + hours(5), state(Status.WAITING_CUSTOMER)), answered_at=NINE + hours(1))
    found = clock(Target.NEXT_RESPONSE, told, book(policy), now=NINE + hours(6))
    assert found is not None
    assert (found.elapsed, found.due_at) == (hours(1), NINE + hours(7))
    answered = history(state(Status.WAITING_CUSTOMER), answered_at=NINE)
    assert clock(Target.NEXT_RESPONSE, answered, book(policy), now=NINE + hours(6)) is None


def test_a_calendar_that_holidays_cover_is_due_never_and_ends_its_search() -> None:
    days = {date(2026, 3, 23) + timedelta(days=day): "Closed" for day in range(3_700)}
    never = book(promised(60, calendar_id=C1), calendar=Calendar(zone="UTC", week=DESK.week, holidays=days))
    found = resolution(history(state()), never, now=NINE + hours(1))
    assert (found.due_at, found.warning_at, found.elapsed) == (None, None, hours(0))


# --- against the slow way ----------------------------------------------------------------------------------------

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu",
    "America/Sao_Paulo", "Asia/Beirut",
)  # fmt: skip
STARTS = tuple(
    datetime(year, month, day, tzinfo=UTC)
    for year, month, day in (
        (2026, 3, 7), (2026, 3, 27), (2026, 10, 24), (2026, 10, 31), (2026, 4, 23), (2026, 4, 4), (2026, 10, 3),
        (2018, 11, 3), (2018, 2, 17), (2026, 6, 15), (2026, 12, 24),
    )
)  # fmt: skip
"""Days before clocks are changed somewhere, in both directions, and others."""
STEPS = st.integers(0, 3 * 288)
MAYBE = st.sampled_from((None, *(80 * eighths for eighths in range(1, 9))))
"""Minutes that are promised, or nothing."""
PAUSES = st.sampled_from((
    frozenset({"waiting_customer"}), frozenset({"open", "waiting_customer"}), frozenset[str]()
))  # fmt: skip
WINDOWS = st.lists(st.integers(0, 96), max_size=4, unique=True).map(
    lambda ends: [(a * 15, b * 15) for a, b in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)]
)


@dataclass(frozen=True)
class Case:
    story: Story
    told: History
    book: Book


@st.composite
def weeks(draw: st.DrawFn, start: datetime) -> Week:
    days = draw(st.lists(WINDOWS, min_size=7, max_size=7))
    away = draw(st.frozensets(st.integers(0, 6), max_size=2))
    holidays = frozenset(start.date() + timedelta(days=day) for day in away)
    return Week(draw(st.sampled_from(ZONES)), days, holidays)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    start = draw(st.sampled_from(STARTS))

    def moment(step: int) -> datetime:
        return start + step * slow.STEP

    calendars = {
        C1: [(moment(0) - timedelta(days=1), draw(weeks(start))), (moment(draw(STEPS)), draw(weeks(start)))],
        C2: [],
    }  # fmt: skip
    named: dict[UUID, list[tuple[datetime, Promise, UUID]]] = {}
    for policy_id in (P1, P2):
        sinces = sorted({moment(0) - timedelta(days=1), *(moment(s) for s in draw(st.lists(STEPS, max_size=2)))})
        named[policy_id] = []
        for since in sinces:
            calendar_id = draw(st.sampled_from((C1, C2)))
            paused = draw(PAUSES)
            table = {priority: draw(MAYBE) for priority in slow.RANKS}
            promise = Promise(table, paused, calendars[calendar_id], draw(st.booleans()))
            named[policy_id].append((since, promise, calendar_id))
    changes = sorted(draw(st.sets(STEPS, max_size=6)))
    said = [
        Said(moment(step), draw(st.sampled_from(list(Status))), draw(st.sampled_from(slow.RANKS)),
             str(draw(st.sampled_from((P1, P2)))), draw(st.booleans()))
        for step in (0, *(step for step in changes if step))
    ]  # fmt: skip
    latest = round((said[-1].since - start) / slow.STEP)
    now = moment(latest + draw(st.integers(0, 288)))
    answered = draw(st.none() | st.integers(0, round((now - start) / slow.STEP)).map(moment))
    story = Story(
        said, {str(key): [(since, one) for since, one, _ in every] for key, every in named.items()}, now, answered
    )
    return Case(story, _history(said, answered), _book(named, calendars))


def _history(said: list[Said], answered: datetime | None) -> History:
    states = [
        State(
            status=Status(one.status), priority=Priority(one.priority), policy_id=UUID(one.policy), is_halved=one.halved
        )
        for one in said
    ]
    past = tuple((after.since, one) for one, after in zip(states, said[1:], strict=False))
    return History(opened_at=said[0].since, answered_at=answered, state=states[-1], past=past)


def _book(
    named: dict[UUID, list[tuple[datetime, Promise, UUID]]], calendars: dict[UUID, list[tuple[datetime, Week]]]
) -> Book:
    def policy(one: Promise, calendar_id: UUID) -> Policy:
        table = {Priority(name): minutes for name, minutes in one.minutes.items() if minutes is not None}
        pauses = tuple(Status(status) for status in sorted(one.paused))
        return Policy(
            targets=dict.fromkeys(Target, table), calendar_id=calendar_id, pauses=dict.fromkeys(Target, pauses),
            restarts_on_rise=one.restarts,
        )  # fmt: skip

    def kept(week: Week) -> Calendar:
        windows = tuple(tuple(day) for day in week.windows)
        return Calendar(zone=week.zone, week=windows, holidays=dict.fromkeys(week.holidays, "Away"))

    return Book(
        policies={
            key: [
                Version(since, number, policy(one, calendar_id))
                for number, (since, one, calendar_id) in enumerate(every)
            ]
            for key, every in named.items()
        },
        calendars={
            key: [
                Version(since, number, opening(kept(week)))
                for number, (since, week) in enumerate(sorted(every, key=lambda v: v[0]))
            ]
            for key, every in calendars.items()
        },
    )


def compare(case: Case) -> None:
    """Compare both ways on one case; moments beyond the slow way's sight only have to lie there."""
    story, answered = case.story, case.told.answered_at is not None
    target = Target.FIRST_RESPONSE if answered else Target.RESOLUTION
    expected = slow.walk(story)
    found = clock(target, case.told, case.book, now=story.now)
    if expected.whole is None:
        assert found is None
        _sums(case, target, expected)
        return
    assert found is not None
    told = timedelta(minutes=expected.elapsed), timedelta(minutes=expected.whole)
    assert (found.elapsed, found.whole) == told
    assert found.breached_at == expected.late_since
    for ours, theirs in (
        (found.due_at, expected.due_at),
        (found.half_at, expected.half_at),
        (found.warning_at, expected.warning_at),
    ):
        if theirs is not None:
            assert ours == theirs
        else:
            assert ours is None or ours >= (story.answered_at or story.now)
    _sums(case, target, expected)


def _sums(case: Case, target: Target, expected: slow.Found) -> None:
    told = replay(target, case.told, case.book, now=case.story.now)
    ends = case.story.answered_at or case.story.now
    reached = case.told.opened_at
    lengths: dict[str, timedelta] = {}
    for interval in told:
        assert interval.since == reached < interval.before
        reached = interval.before
        kind = {Kind.RUNNING: "running", Kind.OUTSIDE: "closed", Kind.HOLIDAY: "closed"}.get(interval.kind, "stood")
        lengths[kind] = lengths.get(kind, timedelta()) + interval.length
        assert (interval.status in ACTIVE) is (interval.kind is not Kind.ENDED)
    assert reached == ends
    assert lengths == {kind: count * slow.STEP for kind, count in expected.kinds.items()}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_both_ways_agree(case: Case) -> None:
    compare(case)
