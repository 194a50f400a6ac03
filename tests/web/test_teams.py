"""The pages of teams, and giving a ticket to one, without script."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.web.asgi import Answer
from tests.web.guest import Guest, visiting

TEAMS = "/dashboard/settings/teams"


async def send(guest: Guest, path: str, *fields: tuple[str, str]) -> Answer:
    return await guest.post_bare(path, urlencode([("_csrf_token", await guest.token()), *fields]))


async def test_a_team_is_made_changed_and_closed(desk: Desk) -> None:
    category = str((await act(desk.admin, add_category, NewCategory(name="Invoices"))).id)
    maya, tom = str(desk.agent.user_id), str(desk.other_agent.user_id)
    async with visiting(desk, desk.admin) as guest:
        assert "No team yet" in (await guest.get(TEAMS)).text
        form = [("name", "Bill <b>"), ("members", maya), ("members", tom), ("categories", category), ("once", "k")]
        made = [await send(guest, TEAMS, *form) for _ in range(2)]
        assert made[0].location == made[1].location
        path = made[0].location.partition("?")[0]
        page = await guest.get(made[0].location)
        assert (page.heading, page.text.count(" checked")) == ("Bill <b>", 3 + page.text.count('single-keys" checked'))
        assert "2 members · 1 category" in (await guest.get(TEAMS)).text
        assert (await send(guest, path, ("name", "Billing"), ("members", tom))).location == f"{path}?said=saved"
        assert "members: Maya Okafor, Tom Berg → Tom Berg" in (await guest.get(path)).text
        assert (await send(guest, path, ("name", " "))).errors == ["The name must not be empty"]
        assert (await send(guest, path, ("name", "A"), ("members", "x"))).status == 422
        assert (await send(guest, TEAMS, ("name", "Billing"), ("once", "l"))).status == 409
        assert (await guest.post(f"{path}/state")).location == f"{path}?said=closed"
        assert (await guest.post(f"{path}/state", active="yes")).location == f"{path}?said=opened"
    async with visiting(desk, desk.agent) as guest:
        for found in (TEAMS, path, f"{TEAMS}/new"):
            assert (await guest.get(found)).status in {403, 404}
        assert (await send(guest, path, ("name", "Mine"))).status in {403, 404}


async def test_a_ticket_is_given_to_a_team_and_leaves_the_sight_of_others(desk: Desk) -> None:
    ticket = (await act(desk.customer, open_ticket, NewTicket(subject="Sync <b>", description="d"))).id
    async with visiting(desk, desk.admin) as guest:
        ids = []
        for name, member in (("Mine", desk.agent), ("Theirs", desk.other_agent)):
            made = await send(guest, TEAMS, ("name", name), ("members", str(member.user_id)), ("once", name))
            ids.append(made.location.partition("?")[0].rpartition("/")[2])
    async with visiting(desk, desk.agent) as guest:
        page = (await guest.get(f"/admin/support/{ticket}")).text
        assert re.findall(r'name="team" value="([\w-]+)"', page) == ids
        here = await guest.post(f"/admin/support/{ticket}/team", team=ids[0])
        assert here.location == f"/admin/support/{ticket}"
        assert 'team from <b dir="auto">none</b> to <b dir="auto">Mine</b>' in (await guest.get(here.location)).text
        gone = await guest.post(f"/admin/support/{ticket}/team", team=ids[1])
        assert gone.location == "/admin/support"
        assert (await guest.get(f"/admin/support/{ticket}")).status == 404
        assert "My teams" in (await guest.get("/admin/support?team=mine")).text
    async with visiting(desk, desk.admin) as guest:
        page = (await guest.get(f"{TEAMS}/{ids[1]}")).text
        assert "Sync &lt;b&gt;" in page
        stays = await guest.post(f"{TEAMS}/{ids[1]}/state")
        assert (stays.status, "1 active tickets are with this team" in stays.text) == (409, True)
        assert (await guest.post(f"{TEAMS}/{ids[1]}/tickets", team="")).location == f"{TEAMS}/{ids[1]}?said=moved"
        assert "Sync &lt;b&gt;" not in (await guest.get(f"{TEAMS}/{ids[1]}")).text
