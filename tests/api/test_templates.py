"""`/api/templates`: kept, found, tried and removed over the wire; what is another's is not there."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.classified import sorting
from tests.front import Client, Front

HELLO = {"kind": "reply", "name": "Hello", "body": "Hello {{ requester.first_name }} <b>", "category": "Greetings"}


async def test_a_template_is_kept_changed_found_and_removed(agent: Client) -> None:
    kept = await agent.post("/api/templates", HELLO)
    assert kept.status == 201
    path = f"/api/templates/{kept.json['id']}"
    assert (kept.json["scope"], kept.json["uses"], kept.json["version"]) == ("private", 0, 1)
    changed = await agent.patch(path, {"name": "Hi", "version": 1})
    assert (changed.status, changed.json["name"], changed.json["version"]) == (200, "Hi", 2)
    assert (await agent.patch(path, {"name": "Ho", "version": 1})).status == 409
    found = (await agent.get("/api/templates?kind=REPLY&q=first_name&active=true")).json["items"]
    assert [one["name"] for one in found] == ["Hi"]
    assert (await agent.get("/api/templates?kind=ticket")).json["items"] == []
    assert (await agent.get("/api/templates?kind=odd")).errors["kind"].startswith("“odd” is not one of: reply, ticket")
    assert (await agent.post(f"{path}/duplicate", {})).json["name"] == "Copy of Hi"
    assert (await agent.send("DELETE", path)).json == {"id": kept.json["id"]}
    assert (await agent.get(path)).status == 404


async def test_favourites_come_first_then_the_most_used(agent: Client) -> None:
    ids = [(await agent.post("/api/templates", {**HELLO, "name": name})).json["id"] for name in "abc"]
    liked = await agent.put(f"/api/templates/{ids[1]}/favourite", {"favourite": True})
    assert liked.json["favourite"] is True
    ticket = (await agent.post("/api/tickets", {"subject": "s", "description": "d"})).json
    path = f"/api/tickets/{ticket['id']}/messages"
    assert (await agent.post(path, {"content": "x", "internal": True, "templateId": ids[2]})).status == 201
    first = (await agent.get("/api/templates?limit=2")).json
    assert [one["name"] for one in first["items"]] == ["b", "c"]
    assert first["items"][1]["uses"] == 1
    rest = (await agent.get(f"/api/templates?limit=2&cursor={first['nextCursor']}")).json
    assert ([one["name"] for one in rest["items"]], rest["nextCursor"]) == (["a"], None)
    assert (await agent.get("/api/templates?limit=0")).errors == {"limit": "must be 1 to 100"}


async def test_a_template_is_tried_on_a_ticket(front: Front, agent: Client, customer: Client) -> None:
    kept = (await agent.post("/api/templates", HELLO)).json
    ticket = await act(front.desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    path = f"/api/templates/{kept['id']}/preview"
    tried = await agent.post(path, {"ticketId": str(ticket.id)})
    assert tried.json == {"text": "Hello Dana <b>", "html": "<p>Hello Dana &lt;b&gt;</p>"}
    assert (await agent.post(path, {"ticketId": str(uuid4())})).status == 404
    assert (await customer.post(path, {"ticketId": str(ticket.id)})).status == 403


async def test_a_flaw_is_named_by_its_line(agent: Client) -> None:
    refused = await agent.post("/api/templates", {**HELLO, "body": "a\n{{ agent.nam }}"})
    assert refused.status == 422
    assert refused.errors == {"body": "line 2: “agent.nam” is not known; did you mean “agent.name”?"}
    assert set((await agent.post("/api/templates", {**HELLO, "scope": "all", "x": 1})).errors) == {"x"}
    assert set((await agent.post("/api/templates", {**HELLO, "scope": "all"})).errors) == {"scope"}


async def test_what_is_anothers_is_not_there(front: Front, agent: Client, admin: Client, customer: Client) -> None:
    kept = (await agent.post("/api/templates", HELLO)).json
    other = await front.client(front.desk.other_agent)
    path = f"/api/templates/{kept['id']}"
    for client in (other, admin):
        assert (await client.get(path)).status == 404
        assert (await client.send("DELETE", path)).status == 404
        assert (await client.get("/api/templates")).json["items"] == []
    assert (await customer.get("/api/templates")).status == 403
    assert (await agent.post("/api/templates", {**HELLO, "scope": "shared"})).status == 403
    assert (await admin.post("/api/templates", {**HELLO, "scope": "shared"})).status == 201
    assert [one["name"] for one in (await other.get("/api/templates")).json["items"]] == ["Hello"]


async def test_customers_are_offered_what_is_made_for_them(admin: Client, agent: Client, customer: Client) -> None:
    form = {
        "kind": "ticket", "name": "Outage", "subject": "{{ workspace.name }} is down", "body": "Since when?",
        "scope": "shared", "forCustomers": True, "sets": {"priority": "URGENT", "tags": ["VIP"]},
    }  # fmt: skip
    kept = (await admin.post("/api/templates", form)).json
    assert kept["sets"] == {"type": None, "priority": "urgent", "category": None, "tags": ["vip"], "fields": {}}
    await admin.post("/api/templates", {**form, "name": "Inside", "forCustomers": False})
    await admin.post("/api/templates", {**form, "name": "Off", "active": False})
    (offered,) = (await customer.get("/api/templates/offered")).json
    assert (offered["id"], offered["subject"], offered["body"]) == (kept["id"], "Deskhand is down", "Since when?")
    assert {one["name"] for one in (await agent.get("/api/templates/offered")).json} == {"Outage", "Inside"}
    ticket = {"subject": "Down", "description": "Now", "templateId": kept["id"]}
    assert (await customer.post("/api/tickets", ticket)).json["priority"] == "urgent"
    assert set((await customer.post("/api/tickets", {**ticket, "templateId": str(uuid4())})).errors) == {"templateId"}


async def test_fields_are_filled_where_the_opener_says_nothing(
    front: Front, admin: Client, agent: Client, customer: Client
) -> None:
    await sorting(front.desk)
    fields = {"device": "Laptop", "browser": "Firefox", "suspicion": "Bots"}
    form = {
        "kind": "ticket", "name": "Login", "body": "Which?", "scope": "shared", "forCustomers": True,
        "sets": {"category": "password", "fields": fields},
    }  # fmt: skip
    kept = (await admin.post("/api/templates", form)).json
    assert kept["sets"]["fields"] == fields
    path = f"/api/templates/{kept['id']}"
    for sets, name in (
        ({"category": "password", "fields": {"browser": "Lynx"}}, "sets.fields.browser"),
        ({"category": "secret", "fields": {"browser": "Firefox"}}, "sets.fields.browser"),
        ({"fields": {"colour": "red"}}, "sets.fields.colour"),
    ):
        refused = await admin.patch(path, {"sets": sets})
        assert (refused.status, set(refused.errors)) == (422, {name})
    ticket = {"subject": "Login", "description": "Now", "templateId": kept["id"]}
    assert (await agent.post("/api/tickets", ticket)).json["fields"] == fields
    other = await agent.post("/api/tickets", {**ticket, "fields": {"device": "Phone", "browser": None}})
    assert other.json["fields"] == {"device": "Phone", "suspicion": "Bots"}
    theirs = (await customer.post("/api/tickets", ticket)).json
    assert theirs["fields"] == {"device": "Laptop", "browser": "Firefox"}
    assert (await agent.get(f"/api/tickets/{theirs['id']}")).json["fields"] == theirs["fields"]
    await front.desk.as_owner("update fields set options = '[\"Chrome\"]' where key = 'browser'")
    assert (await customer.post("/api/tickets", ticket)).json["fields"] == {"device": "Laptop"}
