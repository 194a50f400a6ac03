"""`/api/users`: admins alone look after people, and each id in a path is authorised."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from tests.front import Client, Front

USERS = "/api/users"


async def test_admins_invite_change_shut_out_and_let_in(front: Front, admin: Client) -> None:
    made = await admin.post(USERS, {"email": "Ines@Desk.test", "role": "Agent", "firstName": "Ines"})
    assert (made.status, made.json["email"], made.json["role"], made.json["state"]) == (
        201, "ines@desk.test", "agent", "invited",
    )  # fmt: skip
    path = f"{USERS}/{made.json['id']}"
    await front.desk.as_owner("update users set last_seen_at = now()")
    assert (await admin.post(USERS, {"email": "ines@desk.test"})).status == 409
    assert set((await admin.post(USERS, {"email": "no", "role": "agent"})).errors) == {"email"}
    assert set((await admin.post(USERS, {"email": "a@x.test", "role": "boss"})).errors) == {"role"}
    assert set((await admin.patch(path, {"isActive": False})).errors) == {"isActive"}, "no mass assignment"
    changed = await admin.patch(path, {"lastName": "Ruiz", "timeZone": "Europe/Madrid", "role": "ADMIN"})
    assert (changed.json["name"], changed.json["timeZone"], changed.json["role"]) == (
        "Ines Ruiz", "Europe/Madrid", "admin",
    )  # fmt: skip
    assert changed.json["activity"][0]["changes"]["role"] == ["agent", "admin"]
    assert (await admin.post(f"{path}/invite", {})).status == 200
    assert (await admin.post(f"{path}/deactivate", {})).json["state"] == "deactivated"
    assert (await admin.post(f"{path}/invite", {})).status == 409
    assert (await admin.post(f"{path}/reactivate", {})).json["state"] == "active", "old invitations ended"
    ids = [one["id"] for one in (await admin.get(f"{USERS}?q=ines&role=admin&state=active&limit=5")).json["items"]]
    assert ids == [made.json["id"]]
    assert set((await admin.get(f"{USERS}?state=odd")).errors) == {"state"}
    last = await admin.patch(f"{USERS}/{front.desk.admin.user_id}", {"role": "agent"})
    assert last.status == 200, "there is another admin"
    assert (await admin.get(USERS)).status == 403, "and what the token may do ends with the role"


async def test_tokens_end_with_the_account_and_tickets_change_hands(front: Front, admin: Client, agent: Client) -> None:
    desk = front.desk
    path = f"{USERS}/{desk.agent.user_id}"
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    await act(desk.admin, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    await front.browser(desk.agent)
    found = (await admin.get(path)).json
    assert (found["openTickets"], len(found["sessions"]), len(found["tokens"])) == (1, 1, 1)
    ended = await admin.send("DELETE", f"{path}/sessions/{found['sessions'][0]['id']}")
    assert (ended.status, ended.json) == (200, {"ended": 1})
    assert (await admin.send("DELETE", f"{path}/sessions")).json == {"ended": 0}
    other = f"{USERS}/{desk.customer.user_id}"
    assert (await admin.send("DELETE", f"{other}/tokens/{found['tokens'][0]['id']}")).status == 404
    assert (await admin.send("DELETE", f"{path}/tokens/{found['tokens'][0]['id']}")).json["tokens"] == []
    assert (await agent.get("/api/tickets")).status == 401
    assert (await admin.post(f"{path}/deactivate", {})).status == 200
    moved = await admin.post(f"{path}/hand-over", {"agentId": str(desk.other_agent.user_id)})
    assert moved.json == {"moved": 1, "left": 0}
    assert set((await admin.post(f"{path}/hand-over", {"agentId": str(desk.agent.user_id)})).errors) == {"agentId"}
    assert await desk.value("select assignee_id from tickets") == desk.other_agent.user_id


async def test_nobody_else_looks_after_people(front: Front, agent: Client, customer: Client, admin: Client) -> None:
    path = f"{USERS}/{front.desk.admin.user_id}"
    for client in (agent, customer):
        for answer in (
            await client.get(USERS), await client.get(path), await client.patch(path, {"role": "customer"}),
            await client.post(USERS, {"email": "me@x.test", "role": "admin"}),
            await client.post(f"{path}/deactivate", {}), await client.post(f"{path}/hand-over", {"agentId": None}),
            await client.send("DELETE", f"{path}/sessions"), await client.send("DELETE", f"{path}/tokens/{uuid4()}"),
        ):  # fmt: skip
            assert answer.status == 403
    assert (await admin.get(f"{USERS}/{uuid4()}")).status == 404
