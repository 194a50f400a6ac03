"""`/api/exports`: asked for, followed, fetched and removed over the wire by their owner alone."""

from __future__ import annotations

from deskhand.reactions.write_exports import ExportWriter
from tests.front import Client, Front


async def test_an_export_is_asked_for_followed_fetched_and_removed(
    front: Front, agent: Client, admin: Client, customer: Client
) -> None:
    await agent.post("/api/tickets", {"subject": "Sync", "description": "Since 09:58.", "priority": "high"})
    await agent.post("/api/tickets", {"subject": "Calm", "description": "x"})
    body = {"view": "unassigned", "query": {"priority": ["HIGH"]}, "format": "JSON", "messages": True}
    asked = await agent.post("/api/exports", body)
    assert (asked.status, asked.json["state"], asked.json["format"]) == (201, "waiting", "json")
    path = f"/api/exports/{asked.json['id']}"
    assert (await agent.get(f"{path}/file")).status == 409
    while await ExportWriter(front.desk.settings).write_due(4):
        pass
    done = (await agent.get(path)).json
    assert (done["state"], done["written"], done["total"]) == ("ready", 1, 1)
    file = await agent.get(f"{path}/file")
    (ticket,) = file.json
    assert (ticket["subject"], ticket["conversation"][0]["text"]) == ("Sync", "Since 09:58.")
    assert [one["id"] for one in (await agent.get("/api/exports")).json] == [asked.json["id"]]
    assert (await admin.get(path)).status == (await admin.get(f"{path}/file")).status == 404
    assert (await customer.get("/api/exports")).status == 403
    assert set((await agent.post("/api/exports", {**body, "format": "xls"})).errors) == {"format"}
    assert set((await agent.post("/api/exports", {**body, "format": "csv"})).errors) == {"messages"}
    assert set((await agent.post("/api/exports", {**body, "view": "x"})).errors) == {"view"}
    assert (await agent.send("DELETE", path)).json == {"id": asked.json["id"]}
    assert (await agent.get(path)).status == 404
