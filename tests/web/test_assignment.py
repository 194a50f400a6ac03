"""The rules that are on, what categories take, and why a ticket has whom it has, without script."""

from __future__ import annotations

from deskhand.actions.assignment import share_out
from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.contract import act
from deskhand.actions.teams import TeamChange, add_team
from tests.assigning import opened, seen
from tests.database import Desk
from tests.web.guest import visiting

SETTINGS = "/dashboard/settings/assignment"


async def test_rules_are_set_and_each_ticket_says_why(desk: Desk) -> None:
    (ticket,) = await opened(desk, 1)
    team = await act(desk.admin, add_team, TeamChange(name="Networks <b>", member_ids=[desk.agent.user_id]))
    category = f"/dashboard/settings/categories/{(await act(desk.admin, add_category, NewCategory(name='Net'))).id}"
    own, why = f"/dashboard/settings/teams/{team}", f"/admin/support/{ticket}/assignment"
    async with visiting(desk, desk.admin) as guest:
        assert 'value="off" selected' in (await guest.get(SETTINGS)).text
        assert (await guest.post(SETTINGS, policy="best")).status in {400, 422}
        assert (await guest.post(SETTINGS, policy="late_binding")).location == f"{SETTINGS}?said=saved"
        page = (await guest.get(SETTINGS)).text
        assert ("As the workspace: A free agent gets" in page, "Networks &lt;b&gt;" in page) == (True, True)
        assert (await guest.post(f"{own}/assignment", policy="round_robin")).location == f"{own}?said=saved"
        page = (await guest.get(own)).text
        assert ('value="round_robin" selected' in page, "rule of assignment: – → round_robin" in page) == (True, True)
        assert (await guest.post(f"{own}/assignment", policy="")).status == 303
        saved = await guest.post(f"{category}/needs", team=str(team), needs="TLS, dns", prefers="")
        assert saved.location == f"{category}?said=saved"
        page = (await guest.get(category)).text
        assert ('value="dns, tls"' in page, "needed skills: – → dns, tls" in page) == (True, True)
        wrong = await guest.post(f"{category}/needs", team="x", needs="y" * 41, prefers="")
        assert (wrong.status, "y" * 41 in wrong.text) == (422, True)
    async with visiting(desk, desk.agent) as guest:
        assert "No rule has decided anything of it" in (await guest.get(why)).text
        assert why in (await guest.get(f"/admin/support/{ticket}")).text
        await seen(desk, desk.other_agent)
        assert (await guest.post("/dashboard/settings/availability", accepting="")).status == 303
        assert await act(desk.system, share_out) == 1
        page = (await guest.get(why)).text
        for words in (
            "Given to Tom Berg",
            "Nobody else could take it.",
            "Chosen",
            "Accepts no tickets.",
            "Maya Okafor",
        ):
            assert words in page, words
        for found in (SETTINGS, own, category):
            assert (await guest.get(found)).status == 403
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(why)).status == 403
        assert "Maya Okafor" not in (await guest.get(f"/tickets/{ticket}")).text
