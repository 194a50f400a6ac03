"""`/api/tickets/{id}/merge` and what a merged ticket answers, on a real socket."""

from __future__ import annotations

from tests.api.test_tickets import new
from tests.front import Client


async def test_merged_tickets_lead_on_and_come_back(customer: Client, agent: Client, stranger: Client) -> None:
    one, other, third = await new(customer, description="Opened first"), await new(customer), await new(customer)
    path, gone = f"/api/tickets/{one['id']}", f"/api/tickets/{other['id']}"
    body = {"numbers": [other["number"]], "ticketIds": [third["id"]]}
    for _ in range(2):
        merged = await agent.post(f"{path}/merge", body, idempotency_key="k1")
        assert (merged.status, merged.json["id"]) == (200, one["id"])
    for client in (agent, customer):
        moved = await client.get(gone)
        assert (moved.status, moved.headers["location"], moved.headers["cache-control"]) == (301, path, "no-store")
        assert moved.json == {"mergedInto": {"id": one["id"], "number": one["number"]}}
        listed = {item["id"]: item["mergedIntoId"] for item in (await client.get("/api/tickets")).json["items"]}
        assert listed == {one["id"]: None, other["id"]: one["id"], third["id"]: one["id"]}
    read = (await agent.get(path)).json
    assert [item["number"] for item in read["merged"]] == [other["number"], third["number"]]
    assert (read["description"], len(read["messages"])) == ("Opened first", 3)
    written = await customer.post(f"{gone}/messages", {"content": "By the old address"})
    assert (written.status, written.json["ticketId"]) == (201, one["id"])
    assert (await agent.put(gone, {"priority": "low"})).status == 409
    assert (await stranger.get(gone)).status == 404
    assert (await customer.post(f"{path}/merge", body)).status == 403
    assert (await agent.post(f"{path}/merge", {})).status == 422
    back = await agent.post(f"{gone}/unmerge", {})
    assert (back.status, back.json["status"], back.json["mergedIntoId"]) == (200, "open", None)
    assert [m["content"] for m in (await customer.get(gone)).json["messages"]][1:] == ["By the old address"]
    assert (await agent.post(f"{gone}/unmerge", {})).status == 409


async def test_tickets_of_strangers_are_not_merged(customer: Client, agent: Client, stranger: Client) -> None:
    one, theirs = await new(customer), await new(stranger)
    refused = await agent.post(f"/api/tickets/{one['id']}/merge", {"ticketIds": [theirs["id"]]})
    assert refused.status == 409
    assert "Not the same customers read" in refused.json["detail"]
