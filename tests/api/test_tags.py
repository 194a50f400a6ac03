"""`/api/tags`: kept, merged and removed over the wire."""

from __future__ import annotations

from tests.front import Client


async def test_tags_are_kept_over_the_wire(admin: Client, agent: Client, customer: Client) -> None:
    made = await admin.post("/api/tags", {"name": "Log-In", "colour": "blue"}, idempotency_key="k")
    assert (made.status, made.json["name"], made.json["colour"]) == (201, "log-in", "blue")
    assert (await admin.post("/api/tags", {"name": "Log-In", "colour": "blue"}, idempotency_key="k")).json == made.json
    path = f"/api/tags/{made.json['id']}"
    await agent.post("/api/tickets", {"subject": "s", "description": "d", "tags": ["log-in", "login"]})
    assert (await admin.patch(path, {"name": "sign-in"})).json["name"] == "sign-in"
    assert (await admin.get(path)).json["tickets"] == 1
    assert set((await admin.post("/api/tags", {"name": "x", "colour": "mauve"})).errors) == {"colour"}
    assert set((await admin.post(f"{path}/merge", {"into": "nothing"})).errors) == {"into"}
    merged = await admin.post(f"{path}/merge", {"into": "login"})
    assert (merged.status, merged.json["name"]) == (200, "login")
    page = (await admin.get("/api/tags")).json
    assert [(one["name"], one["tickets"]) for one in page["items"]] == [("login", 1)]
    assert page["going"] == [{"name": "sign-in", "into": "login", "told": 0, "total": 1}]
    gone = await admin.send("DELETE", f"/api/tags/{merged.json['id']}")
    assert (gone.status, gone.json["tickets"]) == (200, 1)
    assert (await admin.get("/api/tickets")).json["items"][0]["tags"] == []
    assert [(await one.get("/api/tags")).status for one in (agent, customer)] == [403, 403]
    assert (await agent.get("/api/tags/offered?q=log")).json == []
    assert set((await admin.get("/api/tags?limit=0")).errors) == {"limit"}
