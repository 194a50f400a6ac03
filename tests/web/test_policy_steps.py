"""The page of a policy's steps: rows are kept as a version, removed when emptied, and refused by the row."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.users import deactivate
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies, read_policy
from deskhand.rules.sla.step import WARNING, Step
from deskhand.rules.ticket import Priority
from tests.database import Desk
from tests.web.guest import visiting

WARNS = {"0.amount": "25%", "0.side": "before", "0.tells": "assignee"}


async def test_admins_keep_the_steps_of_a_policy(desk: Desk) -> None:
    standard = (await ask(desk.admin, list_policies))[0]
    path, agent = f"/dashboard/settings/policies/{standard.id}/steps", str(desk.agent.user_id)
    async with visiting(desk, desk.admin) as guest:
        assert f'href="{path}"' in (await guest.get(path.removesuffix("/steps"))).text
        begun = (await guest.get(path)).text
        assert ('value="25%"' in begun, "Another step" in begun, "Step 2" in begun) == (True, True, False)
        late = {
            "1.amount": "1h", "1.side": "after", "1.targets": "resolution", "1.tells": "team", "1.people": agent,
            "1.watchers": agent, "1.assignee": agent, "1.priority": "urgent",
        }  # fmt: skip
        saved = await guest.post(path, number="1", **WARNS, **late)
        assert saved.location == f"{path}?said=saved"
        kept = (await ask(desk.admin, read_policy, standard.id)).last
        assert (kept.number, kept.says.steps) == (2, (WARNING, Step(
            minutes=-60, targets=("resolution",), tells_assignee=False, tells_team=True, people=(desk.agent.user_id,),
            watchers=(desk.agent.user_id,), assignee_id=desk.agent.user_id, priority=Priority.URGENT,
        )))  # fmt: skip
        assert kept.says.targets == standard.last.says.targets
        await act(desk.admin, deactivate, desk.agent.user_id)
        shown = (await guest.get(saved.location)).text
        assert ("The steps are kept" in shown, 'value="1h"' in shown, "somebody who has left" in shown) == (True,) * 3
        stale = await guest.post(path, number="1", **WARNS)
        assert (stale.status, "Somebody else saved this policy" in stale.text) == (409, True)
        wrong = await guest.post(path, **{**WARNS, **late, "number": "2", "1.amount": "soon", "1.side": "after"})
        assert (wrong.status, 'value="soon"' in wrong.text, "Step 3" in wrong.text) == (422, True, False)
        assert wrong.errors == [
            "“Step 2, Moment”: “soon” is not a time such as 1h 30m, 90 (minutes) or 2:00, nor a share such as 25%"
        ]  # fmt: skip
        odd = {**late, "number": "2", "1.assignee": str(desk.customer.user_id), "0.amount": ""}
        gone = await guest.post(path, **{**WARNS, **odd})
        assert [error.partition(":")[0] for error in gone.errors] == ["“Step 2, Assign to”"]
        await guest.post(path, number="2", **{**WARNS, "0.amount": ""})
        assert (await ask(desk.admin, read_policy, standard.id)).last.says.steps == ()
    async with visiting(desk, desk.other_agent) as guest:
        assert (await guest.get(path)).status == 403
