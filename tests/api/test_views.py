"""`/api/views`: kept, ordered, copied and removed over the wire, and the lists that they are."""

from __future__ import annotations

from tests.front import Client, Front

LATE = {"name": "Late", "query": {"status": ["OPEN,in-progress"], "created": "7d.."}, "sort": "UPDATED"}


async def test_a_view_is_kept_changed_moved_listed_and_removed(agent: Client) -> None:
    kept = await agent.post("/api/views", LATE)
    assert (kept.status, kept.json["grouping"], kept.json["key"]) == (201, "day", None)
    assert kept.json["query"]["status"] == ["open", "in_progress"]
    path = f"/api/views/{kept.json['id']}"
    changed = await agent.patch(path, {"query": {"q": "is:unassigned"}, "columns": ["TAGS"], "version": 1})
    assert (changed.json["query"]["q"], changed.json["columns"], changed.json["version"]) == (
        "is:unassigned", ["tags"], 2,
    )  # fmt: skip
    assert (await agent.patch(path, {"name": "x", "version": 1})).status == 409
    assert (await agent.put(f"{path}/place", {"up": True})).status == 200
    listed = (await agent.get("/api/views")).json
    assert [one["name"] for one in listed][-2:] == ["Late", "Recently resolved"]
    assert [one["count"] for one in listed] == ["0"] * 7
    await agent.post("/api/tickets", {"subject": "Sync", "description": "x"})
    for name in (kept.json["id"], "unassigned"):
        found = (await agent.get(f"/api/tickets?view={name}")).json
        assert (found["total"], found["items"][0]["subject"]) == (1, "Sync")
    assert (await agent.get("/api/tickets?view=unassigned&priority=low")).json["total"] == 0
    assert set((await agent.get("/api/tickets?view=x")).errors) == {"view"}
    assert (await agent.get("/api/views/mine")).json["query"]["assignedTo"] == "me"
    assert (await agent.post(f"{path}/duplicate", {})).json["name"] == "Copy of Late"
    assert (await agent.send("DELETE", path)).json == {"id": kept.json["id"]}
    assert (await agent.get(path)).status == (await agent.get("/api/views/%00")).status == 404
    assert (await agent.post(f"{path}/restore", {})).json == (await agent.get(path)).json


async def test_flaws_are_named_and_what_is_not_allowed_refused(front: Front, agent: Client, customer: Client) -> None:
    assert set((await agent.post("/api/views", {**LATE, "query": {"sla": "late", "q": "x:"}})).errors) == {"sla"}
    assert set((await agent.post("/api/views", {**LATE, "sort": "odd"})).errors) == {"sort"}
    assert set((await agent.post("/api/views", {**LATE, "grouping": "need"})).errors) == {"grouping"}
    assert (await agent.post("/api/views", {**LATE, "scope": "shared"})).status == 403
    assert (await customer.get("/api/views")).status == 403
    assert set((await customer.get("/api/tickets?view=mine")).errors) == {"view"}
    orders = [(await agent.get(f"/api/tickets?sort={sort}")).status for sort in ("need", "priority", "created", "x")]
    assert orders == [200, 200, 200, 422]
