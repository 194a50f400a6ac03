"""States, failures and pauses of deliveries."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.delivery import (
    LADDER,
    MOVES,
    OF_WEBHOOKS,
    OPEN,
    REPLAYED,
    UNCERTAIN_LIMIT,
    Breaker,
    Ended,
    State,
    Tries,
    after_trouble,
    duplicates_told,
    handed_back,
    not_begun,
    wait_before,
)
from deskhand.rules.errors import Permanent, Temporary, Trouble, Unknown
from deskhand.store import migrations

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
FRESH = Tries(counted=0, uncertain=0)
_TROUBLES = st.one_of(
    st.builds(Temporary, st.just("later"), after=st.none() | st.floats(0, 600)),
    st.builds(
        Permanent, st.just("never"), kind=st.sampled_from(["address", "opt_out", "content", "config", "balance"])
    ),
    st.builds(Unknown, st.just("who knows")),
)


def test_the_open_states_are_those_that_the_store_claims() -> None:
    sql = (Path(migrations.__file__).parent / "sql" / "0006_everywhere.sql").read_text()
    claimed = re.search(r"from deliveries c\s+where c\.state in \(([^)]*)\)", sql)
    assert claimed
    assert set(re.findall(r"'(\w+)'", claimed[1])) == set(OPEN)


def test_ranks_only_rise_and_ends_stay_ends() -> None:
    ranks = [State.ACCEPTED, State.SENT, State.DELIVERED, State.READ]
    for lower, higher in itertools.pairwise(ranks):
        assert higher in MOVES[lower]
        assert lower not in MOVES[higher]
    assert all(not MOVES[end] for end in (State.FAILED, State.DEAD, State.SUPPRESSED, State.EXPIRED, State.SUPERSEDED))
    assert set(MOVES) == set(State)
    assert not REPLAYED & OPEN


@given(_TROUBLES, st.integers(0, 30), st.integers(0, 10), st.floats(0, 1, exclude_max=True))
def test_every_trouble_leads_to_a_legal_state(trouble: Trouble, counted: int, uncertain: int, luck: float) -> None:
    verdict = after_trouble(trouble, Tries(counted, uncertain), now=NOW, luck=luck)
    assert verdict.state in MOVES[State.SENDING]
    assert verdict.due_at >= NOW
    assert verdict.ended is not None
    assert verdict.error
    assert verdict.error_class


def test_the_first_retry_comes_within_two_seconds() -> None:
    verdict = after_trouble(Temporary("451"), FRESH, now=NOW, luck=0.99)
    assert verdict.state is State.RETRY_WAIT
    assert verdict.ended is Ended.TRANSIENT
    assert timedelta(seconds=0.5) <= verdict.due_at - NOW <= timedelta(seconds=2)


def test_a_server_s_own_pause_is_honoured() -> None:
    verdict = after_trouble(Temporary("429", after=90), FRESH, now=NOW, luck=0.5)
    assert verdict.due_at == NOW + timedelta(seconds=90)


def test_attempts_go_on_for_about_two_days_and_then_end() -> None:
    middle = sum(wait_before(attempt, 0.5) or 0 for attempt in range(1, len(LADDER) + 1))
    assert timedelta(days=1) < timedelta(seconds=middle) < timedelta(days=3)
    assert len(LADDER) + 1 >= 12
    last = after_trouble(Temporary("451"), Tries(len(LADDER), 0), now=NOW, luck=0.5)
    assert (last.state, last.reason) == (State.DEAD, "out_of_attempts")


@pytest.mark.parametrize("kind", ["address", "content", "opt_out", "balance"])
def test_what_never_works_fails_at_once(kind: str) -> None:
    verdict = after_trouble(Permanent("550", kind=kind), FRESH, now=NOW, luck=0.5)
    assert (verdict.state, verdict.ended, verdict.error_class) == (State.FAILED, Ended.REFUSED, kind)


def test_wrong_settings_wait_for_somebody_to_correct_them() -> None:
    verdict = after_trouble(Permanent("530", kind="config"), FRESH, now=NOW, luck=0.0)
    assert (verdict.state, verdict.error_class) == (State.RETRY_WAIT, "config")
    assert verdict.due_at >= NOW + timedelta(seconds=60)


def test_what_may_have_arrived_is_marked_and_sent_again_but_not_for_ever() -> None:
    first = after_trouble(Unknown("no answer"), FRESH, now=NOW, luck=0.5)
    assert (first.state, first.ended, first.error_class) == (State.RETRY_WAIT, Ended.UNCERTAIN, "uncertain")
    assert first.reason == "uncertain: 1 attempt may have arrived"
    last = after_trouble(Unknown("no answer"), Tries(4, UNCERTAIN_LIMIT - 1), now=NOW, luck=0.5)
    assert (last.state, last.ended) == (State.UNCERTAIN, Ended.UNCERTAIN)


def test_an_accepted_delivery_names_its_possible_duplicates() -> None:
    assert duplicates_told(0) is None
    assert duplicates_told(1) == "uncertain: 1 earlier attempt may have arrived as well"
    assert duplicates_told(2) == "uncertain: 2 earlier attempts may have arrived as well"


def test_what_was_not_begun_costs_no_attempt() -> None:
    held = not_begun(Temporary("refused"), until=NOW, luck=0.25)
    assert (held.state, held.counts, held.due_at) == (State.RETRY_WAIT, False, NOW + timedelta(seconds=0.25))
    back = handed_back("worker_stopped", now=NOW)
    assert (back.state, back.counts, back.due_at, back.error) == (State.RETRY_WAIT, False, NOW, None)


def test_the_breaker_opens_for_one_second_and_at_most_ten() -> None:
    breaker, pauses = Breaker(), []
    for _ in range(12):
        assert breaker.lets_through(breaker.until or NOW)
        breaker = breaker.after_failure(Temporary("refused"), now=NOW, luck=0.99)
        assert breaker.until
        assert not breaker.lets_through(NOW)
        pauses.append((breaker.until - NOW).total_seconds())
    assert 0.5 <= pauses[0] <= 1
    assert max(pauses) <= 10
    assert pauses == sorted(pauses)


def test_the_breaker_asks_rarely_while_the_settings_are_wrong() -> None:
    breaker = Breaker()
    for _ in range(9):
        breaker = breaker.after_failure(Permanent("535", kind="config"), now=NOW, luck=1.0)
    assert breaker.until == NOW + timedelta(seconds=300)


def test_a_webhook_is_tried_for_about_three_days() -> None:
    for luck in (0.0, 0.5, 0.999):
        waits = [wait_before(attempt, luck, patience=OF_WEBHOOKS) for attempt in range(1, 20)]
        lasts = [wait for wait in waits if wait is not None]
        assert 4 <= lasts[0] <= 6
        assert len(lasts) == 11
        assert 2.2 < sum(lasts) / 86_400 < 3.5


def test_a_webhook_goes_on_however_often_it_may_have_arrived() -> None:
    for number in range(11):
        tries = Tries(counted=number, uncertain=number)
        verdict = after_trouble(Unknown("who knows"), tries, now=NOW, luck=0.5, patience=OF_WEBHOOKS)
        assert (verdict.state, verdict.ended) == (State.RETRY_WAIT, Ended.UNCERTAIN)
    tries = Tries(counted=11, uncertain=11)
    assert after_trouble(Unknown("?"), tries, now=NOW, luck=0.5, patience=OF_WEBHOOKS).state is State.UNCERTAIN
    assert after_trouble(Temporary("503"), tries, now=NOW, luck=0.5, patience=OF_WEBHOOKS).state is State.DEAD
