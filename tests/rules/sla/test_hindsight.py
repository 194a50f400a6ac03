"""What would have been: a draft flips targets either way, by times, pauses and calendars; later replies count."""

from __future__ import annotations

from msgspec.structs import replace

from deskhand.rules.sla.clock import History
from deskhand.rules.sla.hindsight import Flip, Tally, added, flips, judged, supposed
from deskhand.rules.sla.policy import Book, Policy, Target
from deskhand.rules.ticket import Priority, Status
from tests.rules.sla.test_clock import C1, DESK, NINE, P1, book, history, hours, promised, state

FIRST, NEXT, SOLUTION = Target
DRAFT = promised(60)


def otherwise(told: History, of: Book, draft: Policy, *, after: float = 9) -> tuple[Flip, ...]:
    now = NINE + hours(after)
    return flips(judged(told, of, now=now), judged(told, supposed(of, P1, draft), now=now))


def test_shorter_times_flip_to_late_and_longer_ones_back() -> None:
    answered = history(state(Status.RESOLVED), (NINE + hours(2), state()), answered_at=NINE + hours(2))
    of = book(promised(90), (NINE + hours(1), promised(240)), calendar=DESK)
    assert judged(answered, of, now=NINE + hours(9)) == frozenset()
    assert otherwise(answered, of, DRAFT) == (Flip(is_late=True, targets=(FIRST, SOLUTION)),)
    assert otherwise(answered, book(DRAFT), promised(121)) == (Flip(is_late=False, targets=(FIRST, SOLUTION)),)
    assert otherwise(answered, book(DRAFT), promised(120)) == ()
    assert otherwise(history(state(Status.CANCELLED)), of, DRAFT) == ()


def test_pauses_and_calendars_of_the_draft_count() -> None:
    waited = history(state(), (NINE + hours(1), state()), (NINE + hours(8), state(Status.WAITING_CUSTOMER)))
    running = promised(240, pauses={FIRST: (), SOLUTION: (Status.WAITING_CUSTOMER,)})
    of = book(promised(240), calendar=DESK)
    assert otherwise(waited, of, running) == (Flip(is_late=True, targets=(FIRST,)),)
    assert otherwise(history(state()), of, promised(240, calendar_id=C1), after=4.5) == (
        Flip(is_late=False, targets=(FIRST, SOLUTION)),
    )  # it has an hour's rest at noon


def test_what_the_draft_does_not_promise_is_not_late() -> None:
    only = Policy(targets={SOLUTION: dict.fromkeys(Priority, 60)})
    assert otherwise(history(state()), book(promised(120)), only) == (Flip(is_late=False, targets=(FIRST,)),)
    mixed = replace(only, targets={NEXT: {Priority.LOW: 1}, SOLUTION: dict.fromkeys(Priority, 999)})
    assert otherwise(history(state()), book(promised(120)), mixed) == (Flip(is_late=False, targets=(FIRST, SOLUTION)),)
    assert otherwise(history(state()), book(only), promised(60)) == (Flip(is_late=True, targets=(FIRST,)),)


def test_every_later_message_that_waited_too_long_counts() -> None:
    asked = state(asked_at=NINE + hours(2))
    told = history(
        state(), (NINE + hours(1), state()), (NINE + hours(2), state()), (NINE + hours(3), asked),
        (NINE + hours(4), replace(asked, priority=Priority.HIGH)), answered_at=NINE + hours(1),
    )  # fmt: skip
    of = book(promised(6_000))
    for minutes, is_late in ((121, False), (120, True)):
        draft = replace(promised(6_000), targets={NEXT: dict.fromkeys(Priority, minutes)})
        assert otherwise(told, of, draft) == ((Flip(is_late=True, targets=(NEXT,)),) if is_late else ())
    before_the_first = history(state(), (NINE + hours(3), asked), answered_at=NINE + hours(3))
    assert otherwise(before_the_first, of, Policy(targets={NEXT: dict.fromkeys(Priority, 1)})) == ()


def test_a_tally_counts_both_ways() -> None:
    tally = added(added(Tally(), frozenset(), frozenset({FIRST})), frozenset({FIRST, NEXT}), frozenset({FIRST}))
    assert (tally.judged, tally.before, tally.after) == (
        2, {FIRST: 1, NEXT: 1, SOLUTION: 0}, {FIRST: 2, NEXT: 0, SOLUTION: 0}
    )  # fmt: skip
