"""Reports are mailed to persons alone, each changes their own, and a moment is taken once."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.actions.contract import act
from deskhand.actions.report_mails import change_when, subscribe, take_turn, unsubscribe
from deskhand.queries.contract import ask
from deskhand.queries.report_mails import own_subscriptions
from deskhand.rules.access import Person, Role
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.report_mails import Cadence, Skip, Turn, Wanted, When
from deskhand.rules.statistics import Kind, Report
from tests.database import Desk

DAILY = When(cadence=Cadence.DAILY, hour=6)
WANTED = Wanted(name="Mine", report=Report(kind=Kind.BACKLOG), when=DAILY)


async def test_each_keeps_their_own_and_a_moment_is_taken_once(desk: Desk) -> None:
    made = await act(desk.admin, subscribe, WANTED)
    other = another_admin(desk)
    with pytest.raises(Forbidden):
        await act(desk.system, subscribe, WANTED)
    with pytest.raises(Forbidden):
        await act(desk.agent, subscribe, WANTED)
    for wanted in (replace(WANTED, name=""), replace(WANTED, when=replace(DAILY, hour=24))):
        with pytest.raises(Invalid):
            await act(desk.admin, subscribe, wanted)
    assert await ask(other, own_subscriptions) == []
    for missing, who in ((made, other), (UUID(int=1), desk.admin)):
        with pytest.raises(NotFound):
            await act(who, change_when, missing, DAILY)
        with pytest.raises(NotFound):
            await act(who, unsubscribe, missing)
    (held,) = await ask(desk.admin, own_subscriptions)
    turn = Turn(next_at=held.next_at + timedelta(days=1), zone=held.zone, is_sent=False, skipped=Skip.FORBIDDEN)
    assert [await act(desk.system, take_turn, held, turn, made=None) for _ in range(2)] == [True, False]
    (kept,) = await ask(desk.admin, own_subscriptions)
    assert (kept.skipped, kept.next_at, kept.last_sent_at) == (Skip.FORBIDDEN, turn.next_at, None)
    await act(desk.admin, unsubscribe, made)
    assert not await act(desk.system, take_turn, kept, turn, made=None)


def another_admin(desk: Desk) -> Person:
    """Return another admin."""
    return dataclasses.replace(desk.other_agent, role=Role.ADMIN)
