"""The pages of policies: a table of times is kept, refused by the cell, and chosen; the environment's is shown."""

from __future__ import annotations

from urllib.parse import urlencode

from deskhand.actions.clocks import override_minutes
from deskhand.actions.contract import act
from deskhand.queries.contract import ask
from deskhand.queries.policies import list_policies
from deskhand.rules.sla.policy import Target
from deskhand.rules.ticket import Priority
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/settings/policies"
FORM = {
    "name": "Quick", "targets.first_response.high": "1h 30m", "targets.next_response.high": "2:00",
    "targets.resolution.low": "90", "pauses.first_response": "open", "warnings": "25, 10", "restarts": "yes",
}  # fmt: skip


async def test_admins_keep_and_choose_policies(desk: Desk) -> None:
    await act(desk.system, override_minutes, {Target.RESOLUTION: {Priority.HIGH: 45}})
    standard = (await ask(desk.admin, list_policies))[0]
    async with visiting(desk, desk.admin) as guest:
        listed = (await guest.get(PATH)).text
        assert ("45m<span" in listed, "* set by the environment" in listed, "used by nobody" in listed) == (True,) * 3
        own = (await guest.get(f"{PATH}/{standard.id}")).text
        assert ("The environment sets 45m instead." in own, 'value="24h"' in own) == (True, True)
        begun = (await guest.get(f"{PATH}/new?start={standard.id}")).text
        assert ("The environment" in begun, f'name="start" value="{standard.id}"' in begun) == (False, True)
        path = (await guest.post(PATH, **FORM)).location.partition("?")[0]
        kept = (await guest.get(f"{path}?said=made")).text
        assert ('value="1h 30m"' in kept, 'value="2h"' in kept, 'value="25, 10"' in kept) == (True, True, True)
        assert 'name="pauses.first_response" value="open" checked' in kept
        assert 'name="pauses.resolution" value="waiting_customer" checked' not in kept
        several = {"_csrf_token": await guest.token(), **FORM, "targets.resolution.low": "", "number": "1"}
        body = urlencode(several) + "&pauses.first_response=waiting_customer"
        assert (await guest.post_bare(path, body)).location == f"{path}?said=saved"
        saved = (await guest.get(path)).text
        assert "solution, low: 1h 30m → –" in saved
        assert "first reply stands still in: open → open, waiting_customer" in saved
        chosen = await guest.post(f"{PATH}/choice", policy=path.rpartition("/")[2])
        assert "Open tickets get their new deadlines" in (await guest.get(chosen.location)).text
        refused = await guest.post(f"{path}/removal")
        assert (refused.status, "The policy is used by" in refused.text) == (409, True)
        assert (
            await guest.post(f"{PATH}/{standard.id}/removal")
        ).location == f"{PATH}?said=removed&removed={standard.id}"


async def test_what_cannot_be_taken_is_said_beside_its_cell(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        wrong = await guest.post(PATH, **{**FORM, "targets.first_response.high": "soon", "targets.resolution.low": "0"})
        assert (wrong.status, 'value="soon"' in wrong.text, 'value="open" checked' in wrong.text) == (422, True, True)
        assert [error.partition(":")[0] for error in wrong.errors] == [
            "The first reply, High", "The solution, Low",
        ]  # fmt: skip
        for fields, error in (
            (
                {"warnings": "soon"},
                "The warnings: “soon” is not a share such as 25, from 1 to 99 percent that are left",
            ),
            ({"name": "Standard"}, "The name: “Standard” is another policy's; choose one of its own"),
            ({"calendar": "x"}, "The calendar: “x” is not an id"),
        ):
            assert (await guest.post(PATH, **{**FORM, **fields})).errors == [error]
        nothing = await guest.post(PATH, name="None")
        assert nothing.errors == ["The table must promise something; give minutes to one target and priority at least"]
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(PATH + end)).status for end in ("", "/new")] == [403, 403]
        assert (await guest.post(PATH, **FORM)).status == 403
