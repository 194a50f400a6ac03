"""A draft is judged in slices by whichever worker is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from deskhand.actions import hindsights as actions
from deskhand.actions.contract import act
from deskhand.actions.hindsights import ask_hindsight, judge_slice
from deskhand.actions.policies import Wanted
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.hindsights import Hindsight, read_draft, read_hindsight
from deskhand.queries.policies import list_policies
from deskhand.reactions.hindsight import LEASE, judge_due
from deskhand.rules.sla.policy import Policy, Target
from deskhand.rules.ticket import Priority
from deskhand.store import everywhere
from tests.database import Desk

FIRST, NEXT, SOLUTION = Target
QUICK = Policy(targets={FIRST: dict.fromkeys(Priority, 60), SOLUTION: dict.fromkeys(Priority, 9_000)})


def later(hours: float) -> Any:
    return clock.moved(timedelta(hours=hours))


async def opened(desk: Desk, count: int) -> list[UUID]:
    wanted = NewTicket(subject="Fire", description="Help", priority="high")
    return [(await act(desk.other_customer, open_ticket, wanted)).id for _ in range(count)]


async def read(desk: Desk, *, is_late: bool = True, after: str | None = None) -> Hindsight:
    return await ask(desk.admin, read_hindsight, is_late=is_late, after=after)


async def judged(desk: Desk) -> Hindsight:
    while await judge_due():
        pass
    return await read(desk)


async def test_slices_are_judged_whoever_is_killed_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "SLICE", 3)
    ids = await opened(desk, 4)
    with later(2):
        await act(desk.agent, reply, ids[0], NewMessage(content="On it."))  # in time for 4 h, late for 1 h
    with later(5):
        await act(desk.agent, reply, ids[1], NewMessage(content="Sorry."))  # late for both
        await act(desk.agent, change_ticket, ids[2], TicketChange(status="cancelled"))
        standard = (await ask(desk.admin, list_policies))[0]
        wanted = Wanted(name="Standard", says=QUICK, number=1)
        await act(desk.admin, ask_hindsight, standard.id, wanted)
        assert ((await read(desk)).state, await judge_due()) == ("waiting", 1)
        (lost,) = await everywhere.claim_hindsights(clock.now(), lease=LEASE, most=4)  # a worker that dies now
        assert await judge_due() == 0, "its slice is leased"
        half = await read(desk)
        assert (half.state, half.tally.judged, half.is_unfinished) == ("judging", 3, True)
    with later(6):
        await opened(desk, 1)  # after it was asked for
        found = await judged(desk)
        assert await act(desk.system, judge_slice, lost.id, fence=lost.fence) is False
    assert (found.state, found.tally.judged, found.flipped) == ("ready", 4, 1)
    assert (found.tally.before[FIRST], found.tally.after[FIRST]) == (2, 3)  # of these one is still open
    assert [(one.id, one.targets) for one in found.items] == [(ids[0], (FIRST,))]
    assert ((await read(desk, is_late=False)).items, found.next_cursor) == ([], None)
    draft = await ask(desk.admin, read_draft)
    assert (draft.name, draft.number, draft.is_new, draft.draft) == ("Standard", 1, False, QUICK)
    assert await desk.value("select count(*) from sla_policy_versions where policy_id = $1", standard.id) == 1
