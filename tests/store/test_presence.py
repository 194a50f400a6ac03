"""Presences: two processes know the same through notices, and nobody is told more than there is to tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest

from deskhand.kit import clock
from deskhand.rules.access import Whose
from deskhand.rules.presence import LASTS, PEOPLE, Beat, Presence, State
from deskhand.store.live import Hub, Pulse
from deskhand.store.presence import Presences
from tests.database import Desk
from tests.store.test_live import listeners, until

PLACE = uuid4(), uuid4()
MAYA, TOM = uuid4(), uuid4()
PAGE = uuid4()
WHOSE = Whose(requester_id=uuid4())


def said(who: UUID, state: State | None, page: UUID = PAGE) -> Beat:
    return Beat(*PLACE, who, page, state, WHOSE)


class Room:
    """The presences of one process at a clock that the test moves, and all that they said and told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin with nobody."""
        self.now = 1_000.0
        self.said: list[str] = []
        self.told: list[frozenset[UUID]] = []
        monkeypatch.setattr(clock, "elapsed", lambda: self.now)
        self.presences = Presences(self.said.append, lambda _, people: self.told.append(people))

    def pass_by(self, seconds: float) -> None:
        """Let time pass, with a look at its end."""
        self.now += seconds
        self.presences.sweep()


def test_a_lone_agent_is_told_nothing_and_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch)
    for _ in range(3):
        room.presences.beat(said(MAYA, State.VIEWING))
        room.pass_by(10)
    assert not room.told
    assert len(room.said) == 3
    assert room.presences.at(*PLACE, but=MAYA) == {}
    room.pass_by(LASTS)
    room.pass_by(2)
    assert room.presences._places == {}


def test_others_hear_of_each_change_once_and_at_most_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch)
    room.presences.beat(said(MAYA, State.VIEWING))
    room.presences.beat(said(TOM, State.VIEWING))
    assert room.told == [frozenset({MAYA})]
    for state in (State.WRITING, State.VIEWING, State.WRITING) * 20:
        room.presences.beat(said(TOM, state))
        room.pass_by(0.01)
    assert len(room.told) == 1
    assert len(room.said) == 2
    room.pass_by(1)
    assert room.told == [frozenset({MAYA})] * 2
    assert room.presences.at(*PLACE, but=MAYA) == {TOM: State.WRITING}
    room.pass_by(5)
    assert len(room.told) == 2, "nothing new is not told"
    room.presences.beat(said(TOM, None))
    assert room.told == [frozenset({MAYA})] * 3
    assert room.presences.at(*PLACE, but=MAYA) == {}


def test_who_says_no_more_is_gone_and_those_who_stay_hear_it(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch)
    room.presences.beat(said(TOM, State.VIEWING))
    room.pass_by(10)
    room.presences.beat(said(MAYA, State.VIEWING))
    told = len(room.told)
    room.pass_by(LASTS - 10)
    assert room.told[told:] == [frozenset({MAYA})]
    assert room.presences.at(*PLACE, but=MAYA) == {}


def test_a_crowd_is_bounded_and_nonsense_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch)
    for _ in range(PEOPLE + 9):
        room.presences.beat(said(uuid4(), State.VIEWING))
    assert len(room.presences.at(*PLACE, but=MAYA)) == PEOPLE
    for words in ("", "[]", '{"origin":1}', "x" * 8_000):
        room.presences.hear(words)
    room.presences.hear(room.said[0])
    assert len(room.said[0]) < 1_000


@asynccontextmanager
async def process(desk: Desk) -> AsyncIterator[Hub]:
    """Run the live feed of one process among several."""
    pulse = Pulse(desk.addresses.direct)
    hub = Hub(pulse)
    await hub.begin()
    tasks = [asyncio.create_task(pulse.run()), asyncio.create_task(hub.run())]
    try:
        yield hub
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_two_processes_tell_each_other(desk: Desk) -> None:
    async with process(desk) as here, process(desk) as there, there.reader(MAYA) as heard, there.reader(TOM) as own:
        await listeners(desk, 2)
        there.presences.beat(said(MAYA, State.VIEWING))
        await until(lambda: here.presences.at(*PLACE, but=TOM) == {MAYA: State.VIEWING})
        here.presences.beat(said(TOM, State.WRITING, uuid4()))
        item = await asyncio.wait_for(heard.get(), 2)
        assert item is not None
        assert item[1] == Presence(*PLACE, WHOSE)
        assert there.presences.at(*PLACE, but=MAYA) == {TOM: State.WRITING}
        assert own.empty(), "nobody hears of themselves"
        there.presences.beat(said(MAYA, None))
        await until(lambda: here.presences.at(*PLACE, but=TOM) == {})
    counted = "select count(*) from information_schema.tables where table_name like '%presence%'"
    assert await desk.value(counted) == 0
