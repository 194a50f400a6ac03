"""The crowd: believable, in order, the same for the same seed, and never in the future."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.app.demo.crowd import Crowd
from deskhand.rules.access import Role
from deskhand.rules.ticket import ACTIVE, Priority, Status
from deskhand.store.crowd import Told

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    return Crowd(3_000, now=NOW)


@pytest.fixture(scope="module")
def told(crowd: Crowd) -> list[Told]:
    return [ticket for batch in crowd.batches(700) for ticket in batch]


def test_there_are_as_many_as_wanted_in_the_order_in_which_they_came(told: list[Told]) -> None:
    assert len(told) == 3_000
    moments = [ticket.created_at for ticket in told]
    assert moments == sorted(moments)
    assert NOW - Crowd.period - timedelta(days=1) <= moments[0] < moments[-1] < NOW


def test_nothing_happens_in_the_future_or_before_its_cause(told: list[Told]) -> None:
    for ticket in told:
        spoken = [said.at for said in ticket.said]
        assert max(*spoken, *(one.at for one in ticket.happened)) < NOW
        public = [said.at for said in ticket.said if not said.internal]
        assert public == sorted(public)
        assert public[0] == ticket.created_at
        assert (ticket.resolved_at is None) == (ticket.status not in {Status.RESOLVED, Status.CLOSED})
        assert (ticket.closed_at is None) == (ticket.status is not Status.CLOSED)


def test_it_looks_like_a_living_desk(told: list[Told], crowd: Crowd) -> None:
    states = Counter(ticket.status for ticket in told)
    assert set(states) >= ACTIVE | {Status.RESOLVED, Status.CLOSED}
    assert states[Status.CLOSED] > 2_500
    assert {ticket.priority for ticket in told} == set(Priority)
    assert any(said.internal for ticket in told for said in ticket.said)
    by_day, by_night = (sum(ticket.created_at.hour in hours for ticket in told) for hours in (range(9, 17), range(4)))
    assert by_day > 5 * by_night
    sizes = Counter(ticket.requester.organization_id for ticket in told).most_common()
    assert len(sizes) == len(crowd.organizations) == 50
    assert sizes[0][1] > 4 * sizes[-1][1]


def test_every_slot_of_the_words_is_filled(told: list[Told]) -> None:
    texts = [ticket.subject for ticket in told] + [said.words.body for ticket in told for said in ticket.said]
    assert not [text for text in texts if re.search(r"[{}]", text)]
    assert len({ticket.subject for ticket in told}) > 100


def test_people_are_told_apart_and_nobody_of_them_is_real(crowd: Crowd) -> None:
    addresses = [member.email for member in crowd.people]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".example") for address in addresses)
    assert {member.role for member in crowd.agents} == {Role.AGENT}
    assert len({client.domain for client in crowd.clients}) == len(crowd.clients)


def test_the_same_seed_tells_the_same(told: list[Told]) -> None:
    again = [ticket for batch in Crowd(3_000, now=NOW).batches(3_000) for ticket in batch]
    assert [(one.subject, one.status, one.created_at) for one in again] == [
        (one.subject, one.status, one.created_at) for one in told
    ]
    other = next(Crowd(3_000, now=NOW, seed=2).batches(3_000))
    assert [one.subject for one in other] != [one.subject for one in told]


@pytest.mark.parametrize("count", [1, 7])
def test_a_crowd_may_be_small(count: int) -> None:
    assert [len(batch) for batch in Crowd(count, now=NOW).batches(5)] == ([5, 2] if count == 7 else [1])
