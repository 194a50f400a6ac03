"""Presence: what pages say counts for a while, the most telling of them wins, and few may know."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from deskhand.rules.access import Can, Person, Role, Whose
from deskhand.rules.presence import LASTS, PAGES, Beat, Mark, Presence, State, after_beat, may_know, may_tell, state_of

ONE, OTHER = uuid4(), uuid4()
AGENT = Person(workspace_id=uuid4(), user_id=uuid4(), role=Role.AGENT, name="", email="")
OURS, THEIRS = uuid4(), uuid4()


def said(state: State | None, page: UUID = ONE) -> Beat:
    return Beat(AGENT.workspace_id, uuid4(), AGENT.user_id, page, state, Whose(requester_id=uuid4()))


def test_a_word_counts_for_a_while_and_a_beat_makes_it_new() -> None:
    pages = after_beat({}, said(State.VIEWING), 100.0)
    assert state_of(pages, 100.0 + LASTS - 0.1) is State.VIEWING
    assert state_of(pages, 100.0 + LASTS) is None
    pages = after_beat(pages, said(State.VIEWING), 110.0)
    assert state_of(pages, 100.0 + LASTS) is State.VIEWING
    assert after_beat(pages, said(State.AWAY, OTHER), 110.0 + LASTS).keys() == {OTHER}


def test_the_most_telling_page_wins_and_a_closed_one_is_gone_at_once() -> None:
    pages = after_beat(after_beat({}, said(State.WRITING), 0.0), said(State.AWAY, OTHER), 1.0)
    assert state_of(pages, 2.0) is State.WRITING
    pages = after_beat(pages, said(None), 3.0)
    assert state_of(pages, 3.0) is State.AWAY
    assert state_of(after_beat(pages, said(None, OTHER), 4.0), 4.0) is None


def test_pages_are_bounded_and_the_one_that_spoke_last_stays() -> None:
    pages: dict[UUID, Mark] = {}
    for _ in range(PAGES * 3):
        pages = after_beat(pages, said(State.VIEWING, uuid4()), 0.0)
    assert len(pages) == PAGES
    assert after_beat(pages, said(State.WRITING), 0.0)[ONE].state is State.WRITING


def test_there_is_a_second_between_two_messages() -> None:
    assert not may_tell(5.0, 5.9)
    assert may_tell(5.0, 6.0)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (AGENT, True),
        (replace(AGENT, role=Role.ADMIN), True),
        (replace(AGENT, workspace_id=uuid4()), False),
        (replace(AGENT, team_ids=frozenset({OURS})), False),
        (replace(AGENT, team_ids=frozenset({THEIRS})), True),
        (replace(AGENT, role=Role.CUSTOMER), False),
        (replace(AGENT, scopes=frozenset({Can.FOLLOW_LIVE})), False),
    ],
)
def test_who_may_know(person: Person, expected: bool) -> None:
    whose = Whose(requester_id=person.user_id if person.role is Role.CUSTOMER else uuid4(), team_id=THEIRS)
    assert may_know(person, Presence(AGENT.workspace_id, uuid4(), whose)) is expected
