"""What is raised once: steps, warnings and breaches, and when the watch looks again."""

from __future__ import annotations

from uuid import UUID

from msgspec import structs

from deskhand.rules.sla.clock import History
from deskhand.rules.sla.policy import STANDARD, Book, Policy, Target, Version
from deskhand.rules.sla.step import Step
from deskhand.rules.sla.watch import NOTHING, heard, to_raise, watch
from deskhand.rules.ticket import Priority, Status
from tests.rules.sla.test_colour import BEGAN, BOOK, P1, book, hours, opened, state


def test_each_warning_and_breach_is_raised_once() -> None:
    raised, told = NOTHING, []
    for quarter in range(4 * 50):
        now = BEGAN + hours(quarter / 4)
        for one in to_raise(opened(), BOOK, now=now, raised=raised):
            told.append((quarter / 4, one.clock.target, one.step is None))
            raised |= heard([one], now=now)
        assert watch(opened(), BOOK, now=now, raised=raised).raised == raised
    first, resolution = Target.FIRST_RESPONSE, Target.RESOLUTION
    assert told == [(6, first, False), (8, first, True), (36, resolution, False), (48, resolution, True)]
    assert watch(opened(), BOOK, now=BEGAN + hours(50), raised=raised).next_at is None


def test_a_breach_that_nobody_was_warned_of_takes_the_warnings_place() -> None:
    found = to_raise(opened(), BOOK, now=BEGAN + hours(9), raised=NOTHING)
    assert [(one.clock.target, one.step is None) for one in found] == [(Target.FIRST_RESPONSE, True)]
    told = heard(found, now=BEGAN + hours(9))
    of = f"first_response@{(BEGAN + hours(8)).isoformat()}"
    assert told == {"first_response:due", "first_response:25%", of}
    assert watch(opened(), BOOK, now=BEGAN + hours(1), raised=told).raised == told, "the clock went back, nothing else"


def test_more_time_forgets_what_was_raised_and_watches_anew() -> None:
    late = BEGAN + hours(5)
    both = heard(to_raise(opened(Priority.HIGH), BOOK, now=late, raised=NOTHING), now=late)
    lowered = History(opened_at=BEGAN, answered_at=None, state=state(priority=Priority.LOW),
                      past=((BEGAN + hours(5), state(priority=Priority.HIGH)),))  # fmt: skip
    kept = watch(lowered, BOOK, now=BEGAN + hours(5), raised=both)
    assert (kept.raised, kept.next_at) == (NOTHING, BEGAN + hours(18))
    assert watch(opened(), book(steps=(Step(percent=50),)), now=BEGAN).next_at == BEGAN + hours(4)


def test_what_was_raised_is_not_raised_again_after_a_time_without_a_promise() -> None:
    late = BEGAN + hours(50)
    told = heard(to_raise(opened(), BOOK, now=late, raised=NOTHING), now=late)
    merged = structs.replace(state(), policy_id=None)
    away = History(opened_at=BEGAN, answered_at=None, state=merged, past=((late, state()),))
    kept = watch(away, BOOK, now=late + hours(1), raised=told)
    assert (kept.raised, kept.next_at) == (told, None)
    past = ((late, state()), (late + hours(2), merged))
    back = History(opened_at=BEGAN, answered_at=None, state=state(), past=past)
    assert to_raise(back, BOOK, now=late + hours(3), raised=kept.raised) == []
    assert watch(back, BOOK, now=late + hours(3), raised=kept.raised).raised == told


ASSIGNED = UUID(int=9)
STEPS = (
    Step(percent=50), Step(minutes=90), Step(minutes=-60, priority=Priority.HIGH),
    Step(percent=10, targets=("resolution",), assignee_id=ASSIGNED), Step(minutes=-120),
)  # fmt: skip


def raised_by(steps: tuple[Step, ...], *checks: float) -> list[list[str]]:
    """Return the keys of what is raised at each of some hours."""
    raised, told = NOTHING, []
    for check in checks:
        now = BEGAN + hours(check)
        found = to_raise(opened(), book(steps=steps), now=now, raised=raised)
        raised |= heard(found, now=now)
        told.append([one.key.removeprefix("first_response:") for one in found])
    return told


def test_every_step_has_its_moment() -> None:
    assert raised_by(STEPS, 4, 6.4, 6.5, 8, 9, 10, 24) == [
        ["50%"], [], ["90m"], ["due"], ["-60m"], ["-120m"], ["resolution:50%"]
    ]  # fmt: skip
    moments = watch(opened(), book(steps=STEPS), now=BEGAN + hours(8), raised=frozenset({"first_response:due"}))
    assert moments.next_at == BEGAN + hours(9)


def test_of_words_that_were_missed_the_last_counts_and_what_acts_is_made_up_for() -> None:
    assert raised_by(STEPS, 7) == [["90m"]]
    assert raised_by(STEPS, 47) == [["due", "-60m", "resolution:90m", "resolution:10%"]]
    assert raised_by(STEPS, 8, 47)[1] == ["-60m", "-120m", "resolution:90m", "resolution:10%"]


def test_a_step_waits_while_its_clock_stands_still() -> None:
    late = History(opened_at=BEGAN, answered_at=None, state=state(Status.WAITING_CUSTOMER),
                   past=((BEGAN + hours(8.5), state()),))  # fmt: skip
    of, told = book(steps=STEPS), frozenset({"first_response:due"})
    assert not to_raise(late, of, now=BEGAN + hours(12), raised=told)
    again = structs.replace(late, state=state(), past=(*late.past, (BEGAN + hours(12), late.state)))
    assert watch(again, of, now=BEGAN + hours(12), raised=told).next_at == BEGAN + hours(12.5)


def test_a_new_version_makes_up_for_no_step_that_was_over_when_it_began() -> None:
    policy = Policy(targets=STANDARD.targets, steps=(Step(percent=50), Step(percent=25)))
    of = Book(policies={P1: [Version(BEGAN, 1, STANDARD), Version(BEGAN + hours(5), 2, policy)]})
    assert not to_raise(opened(), of, now=BEGAN + hours(5), raised=NOTHING)
    assert watch(opened(), of, now=BEGAN + hours(5)).next_at == BEGAN + hours(6)
