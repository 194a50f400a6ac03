"""`/api/teams`, and teams at the doors of tickets."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.front import Client, Front

TEAMS = "/api/teams"


async def test_admins_keep_teams_and_tickets_are_given_to_them(front: Front, admin: Client, agent: Client) -> None:
    desk = front.desk
    made = await admin.post(TEAMS, {"name": "Billing", "memberIds": [str(desk.agent.user_id)]})
    assert (made.status, [one["name"] for one in made.json["members"]]) == (201, ["Maya Okafor"])
    path = f"{TEAMS}/{made.json['id']}"
    assert (await admin.post(TEAMS, {"name": "Billing"})).status == 409
    assert set((await admin.patch(path, {"memberIds": [str(desk.customer.user_id)]})).errors) == {"memberIds"}
    other = (await admin.post(TEAMS, {"name": "Theirs", "memberIds": [str(desk.other_agent.user_id)]})).json["id"]
    ticket = f"/api/tickets/{(await act(desk.customer, open_ticket, NewTicket(subject='s', description='d'))).id}"
    given = await agent.post(f"{ticket}/assign", {"agentId": None, "teamId": made.json["id"]})
    assert (given.status, given.json["teamId"], given.json["assigneeId"]) == (200, made.json["id"], None)
    assert (await agent.get(ticket)).json["teamName"] == "Billing"
    assert [one["id"] in ticket for one in (await agent.get("/api/tickets?team=mine")).json["items"]] == [True]
    assert (await agent.get(f"/api/tickets?team={other}")).json["items"] == []
    assert (await agent.get("/api/tickets?team=none")).json["items"] == []
    assert set((await agent.get("/api/tickets?team=x")).errors) == {"team"}
    assert set((await agent.post(f"{ticket}/assign", {})).errors) == {"agentId"}
    assert set((await agent.post(f"{ticket}/assign", {"teamId": str(uuid4())})).errors) == {"teamId"}
    assert (await admin.patch(path, {"active": False})).status == 409
    assert (await admin.post(f"{path}/hand-over", {"teamId": other})).json == {"moved": 1, "left": 0}
    assert (await agent.get(ticket)).status == 404
    assert (await agent.send("PATCH", ticket, content=b'{"teamId": null}')).status == 404
    closed = await admin.patch(path, {"active": False})
    assert (closed.json["active"], closed.json["members"]) == (False, [])
    assert closed.json["activity"][0]["changes"]["members"] == ["Maya Okafor", None]
    assert (await agent.get(ticket)).status == 200, "whoever is in no team sees every ticket"


async def test_agents_read_the_list_and_customers_nothing(front: Front, agent: Client, customer: Client) -> None:
    assert (await agent.get(TEAMS)).json == []
    for answer in (
        await agent.post(TEAMS, {"name": "A"}), await agent.get(f"{TEAMS}/{front.desk.agent.user_id}"),
        await customer.get(TEAMS), await customer.post(TEAMS, {"name": "A"}),
    ):  # fmt: skip
        assert answer.status == 403
