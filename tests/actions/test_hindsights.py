"""What can be saved can be judged; a new policy stands in for the workspace's own; what fails is given up."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from deskhand.actions import hindsights as actions
from deskhand.actions.contract import act
from deskhand.actions.hindsights import ask_hindsight, put_off_hindsight
from deskhand.actions.policies import Wanted, add_policy, choose_policy
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies
from deskhand.reactions.hindsight import LEASE, judge_due
from deskhand.rules.errors import Conflict, Forbidden, Invalid
from deskhand.store import everywhere
from tests.database import Desk
from tests.reactions.test_hindsight import FIRST, QUICK, judged, later, opened, read


async def test_a_new_one_stands_in_for_the_workspaces_own(desk: Desk) -> None:
    await opened(desk, 2)
    with later(2):
        await act(desk.admin, ask_hindsight, None, Wanted(name="Quick", says=QUICK))
        assert ((await judged(desk)).tally.after[FIRST], (await read(desk)).is_new) == (2, True)
        other = await act(desk.admin, add_policy, Wanted(name="Other", says=QUICK))
        await act(desk.admin, choose_policy, other)  # whose clocks nobody has wound yet
        await act(desk.admin, ask_hindsight, other, Wanted(name="Other", says=QUICK))
        assert (await judged(desk)).tally.judged == 0


async def test_what_cannot_be_saved_cannot_be_judged_and_what_fails_is_given_up(desk: Desk) -> None:
    standard = (await ask(desk.admin, list_policies))[0]
    for wanted, flaw in (
        (Wanted(name="Accelerated", says=QUICK), Invalid), (Wanted(name="", says=QUICK), Invalid),
        (Wanted(name="Standard", says=QUICK, number=7), Conflict),
        (Wanted(name="Standard", says=replace(QUICK, calendar_id=standard.id)), Invalid),
    ):  # fmt: skip
        with pytest.raises(flaw):
            await act(desk.admin, ask_hindsight, standard.id, wanted)
    for nobody in (desk.agent, desk.system):
        with pytest.raises(Forbidden):
            await act(nobody, ask_hindsight, None, Wanted(name="Quick", says=QUICK))
    await act(desk.admin, ask_hindsight, None, Wanted(name="Quick", says=QUICK))
    await desk.as_owner("update hindsights set attempts = $1", actions.ATTEMPTS)
    (claim,) = await everywhere.claim_hindsights(clock.now(), lease=LEASE, most=1)
    await act(desk.system, put_off_hindsight, claim.id, fence=claim.fence, until=clock.now())
    assert ((await read(desk)).state, await judge_due()) == ("failed", 0)
