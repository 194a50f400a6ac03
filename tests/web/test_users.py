"""The pages of people: found, invited, changed, shut out, and what they hold handed over, all without script."""

from __future__ import annotations

import re

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.tokens import NewToken, create_token
from tests.database import Desk
from tests.web.guest import session_of, visiting

PEOPLE = "/dashboard/settings/people"


async def test_people_are_found_and_invited(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        page = await guest.get(f"{PEOPLE}?text=oka&role=agent&state=active")
        assert "Maya Okafor" in page.text
        assert "Tom Berg" not in page.text
        assert "Nobody matches" in (await guest.get(f"{PEOPLE}?text=oka&role=customer")).text
        assert (await guest.get(f"{PEOPLE}?text=%3F")).status == 422
        form = {"emails": "ines@desk.test, jan@desk.test", "role": "agent", "organization": "", "once": "k"}
        sent = [await guest.post(f"{PEOPLE}/invite", **form) for _ in range(2)]
        assert {one.location for one in sent} == {f"{PEOPLE}?invited=2"}
        assert "2 invitations are on their way." in (await guest.get(sent[0].location)).text
        wrong = await guest.post(f"{PEOPLE}/invite", **{**form, "emails": "jan@desk.test @kim", "once": "l"})
        assert wrong.errors[0].startswith("The e-mail addresses: “jan@desk.test” is somebody’s here already; “@kim” is")
        assert 'value="agent" selected' in wrong.text
        none = await guest.post(f"{PEOPLE}/invite", **{**form, "organization": "Nowhere", "once": "m"})
        assert none.errors == ["The organization: “Nowhere” is a name that no organization has"]
    assert await desk.value("select count(*) from events where name = 'person.invited'") == 2
    async with visiting(desk, desk.agent) as guest:
        assert (await guest.get(PEOPLE)).status in {403, 404}
        assert (await guest.post(f"{PEOPLE}/{desk.admin.user_id}/deactivate")).status in {403, 404}


async def test_a_person_is_changed_and_what_cannot_be_is_said(desk: Desk) -> None:
    path = f"{PEOPLE}/{desk.agent.user_id}"
    form = {
        "first_name": "Maya <b>", "last_name": "Okafor", "role": "agent", "organization": "halcyon legal",
        "time_zone": "UTC", "language": "en",
    }  # fmt: skip
    async with visiting(desk, desk.admin) as guest:
        saved = await guest.post(path, **form)
        page = await guest.get(saved.location)
        assert (page.heading, "The change is saved." in page.text) == ("Maya <b> Okafor", True)
        assert "first name: Maya → Maya &lt;b&gt;" in page.text
        assert "organization: – → Halcyon Legal" in page.text
        wrong = await guest.post(path, **{**form, "time_zone": "Mars"})
        assert wrong.errors == ["The time zone: “Mars” is not a time zone such as Europe/Berlin"]
        own = await guest.post(f"{PEOPLE}/{desk.admin.user_id}", **{**form, "role": "agent", "organization": ""})
        assert (own.status, "This is the last admin" in own.text) == (409, True)
        assert "/deactivate" not in (await guest.get(f"{PEOPLE}/{desk.admin.user_id}")).text


async def test_somebody_is_shut_out_and_their_tickets_change_hands(desk: Desk) -> None:
    path = f"{PEOPLE}/{desk.agent.user_id}"
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync <stopped>", description="d"))
    await act(desk.admin, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.system, create_token, NewToken(email=desk.agent.email, name="sync", digest=b"t" * 32))
    for _ in range(2):
        await session_of(desk, desk.agent)
    async with visiting(desk, desk.admin) as guest:
        page = (await guest.get(path)).text
        assert "Sync &lt;stopped&gt;" in page
        ends = re.findall(rf"{path}/sessions/[\w-]+/end", page)
        revokes = re.findall(rf"{path}/tokens/[\w-]+/revoke", page)
        assert (len(ends), len(revokes)) == (2, 1)
        assert (await guest.post(ends[0])).location == f"{path}?said=ended"
        assert (await guest.post(f"{path}/sessions/end")).location == f"{path}?said=ended"
        assert (await guest.post(revokes[0])).location == f"{path}?said=revoked"
        assert (await guest.post(f"{path}/invite")).location == f"{path}?said=invited"
        assert (await guest.post(f"{path}/deactivate")).location == f"{path}?said=deactivated"
        again = await guest.post(f"{path}/deactivate")
        assert (again.status, "deactivated already" in again.text) == (409, True)
        assert (await guest.post(f"{path}/tickets", agent="x")).status == 422
        assert (await guest.post(f"{path}/tickets", agent=str(desk.other_agent.user_id))).status == 303
        assert "Sync &lt;stopped&gt;" not in (await guest.get(path)).text
        assert (await guest.post(f"{path}/reactivate")).location == f"{path}?said=reactivated"
