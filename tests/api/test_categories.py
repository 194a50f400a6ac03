"""`/api/categories`: chosen by everybody, kept by admins."""

from __future__ import annotations

from tests.front import Client


async def test_categories_are_kept_over_the_wire(admin: Client, agent: Client, customer: Client) -> None:
    first = await admin.post("/api/categories", {"name": "Mail"}, idempotency_key="k")
    assert (first.status, first.json["key"], first.json["parentId"]) == (201, "mail", None)
    assert (await admin.post("/api/categories", {"name": "Mail"}, idempotency_key="k")).json == first.json
    path = f"/api/categories/{first.json['id']}"
    inner = {"name": "Inner", "parentId": first.json["id"], "public": False}
    second = (await admin.post("/api/categories", inner)).json
    assert [one["name"] for one in (await agent.get("/api/categories")).json] == ["Mail", "Inner"]
    assert [one["name"] for one in (await customer.get("/api/categories?archived=true")).json] == ["Mail"]
    assert (await admin.patch(path, {"name": "Post", "active": False})).json["active"] is False
    assert (await customer.get("/api/categories")).json == []
    policy = (await admin.get("/api/sla/policies")).json[1]["id"]
    assert (await admin.patch(path, {"slaPolicyId": policy})).status == 200
    assert (await admin.get(path)).json["slaPolicyId"] == policy
    assert set((await admin.patch(path, {"slaPolicyId": path[-36:]})).errors) == {"slaPolicyId"}
    moved = await admin.post(f"/api/categories/{second['id']}/move", {"up": True})
    assert (moved.json["position"], moved.json["activeTickets"]) == (1, 0)
    assert [one["key"] for one in (await admin.get("/api/categories/usage?q=post")).json] == ["mail", "inner"]
    assert (await admin.send("DELETE", path)).status == 409
    assert (await admin.send("DELETE", f"/api/categories/{second['id']}")).status == 200
    assert (await admin.get(f"/api/categories/{second['id']}")).status == 404
    assert set((await admin.post("/api/categories", {"name": "x", "key": "Ä"})).errors) == {"key"}
    assert [(await one.post("/api/categories", {"name": "x"})).status for one in (agent, customer)] == [403, 403]
