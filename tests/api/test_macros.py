"""`/api/macros`: kept, ordered, applied once, and taken back over the wire."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.front import Client, Front

TAKE = {"name": "Take it", "effects": {"assignee": "me", "priority": "HIGH"}}


async def test_a_macro_is_kept_changed_ordered_and_removed(agent: Client) -> None:
    kept = await agent.post("/api/macros", TAKE)
    assert kept.status == 201
    assert {name: value for name, value in kept.json["effects"].items() if value} == {
        "assignee": "me",
        "priority": "high",
    }
    path = f"/api/macros/{kept.json['id']}"
    assert (await agent.patch(path, {"effects": {"type": "bug_report"}, "version": 1})).json["version"] == 2
    assert (await agent.patch(path, {"active": False, "version": 1})).status == 409
    copy = (await agent.post(f"{path}/duplicate", {})).json
    assert (await agent.post(f"/api/macros/{copy['id']}/move", {"up": True})).json["position"] == 1
    assert [one["name"] for one in (await agent.get("/api/macros")).json] == ["Copy of Take it", "Take it"]
    assert (await agent.patch(path, {"active": False})).json["active"] is False
    assert [one["id"] for one in (await agent.get("/api/macros?active=true&q=TAKE")).json] == [copy["id"]]
    assert (await agent.send("DELETE", path)).status == 200
    assert (await agent.get(path)).status == 404


async def test_what_a_macro_cannot_do_is_named(agent: Client, customer: Client) -> None:
    assert set((await agent.post("/api/macros", {"name": "x", "effects": {}})).errors) == {"effects"}
    refused = await agent.post("/api/macros", {"name": "x", "effects": {"text": "{{ x }}", "status": "resolved"}})
    assert set(refused.errors) == {"text", "status"}
    assert (await agent.post("/api/macros", {**TAKE, "scope": "shared"})).status == 403
    assert (await customer.get("/api/macros")).status == 403


async def test_a_macro_is_applied_once_and_taken_back(front: Front, agent: Client, customer: Client) -> None:
    ticket = await act(front.desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    kept = (await agent.post("/api/macros", TAKE)).json
    path, body = f"/api/macros/{kept['id']}/apply", {"ticketId": str(ticket.id), "version": 1}
    first = await agent.post(path, body, idempotency_key="k")
    assert (await agent.post(path, body, idempotency_key="k")).json == first.json
    assert (first.json["ticket"]["priority"], first.json["ticket"]["status"]) == ("high", "in_progress")
    assert (first.json["sent"], first.json["messageId"]) == (False, None)
    assert (await agent.post(path, body)).status == 409
    undo = {"ticketId": str(ticket.id), "runId": first.json["runId"]}
    assert (await customer.post("/api/macros/undo", undo)).status == 403
    back = (await agent.post("/api/macros/undo", undo)).json
    assert (back["priority"], back["status"], back["assigneeId"]) == ("medium", "open", None)
    assert (await agent.post("/api/macros/undo", undo)).status == 409
    assert (await agent.post("/api/macros/undo", {**undo, "runId": str(uuid4())})).status == 404
    assert (await agent.get(f"/api/macros/{kept['id']}")).json["uses"] == 1
