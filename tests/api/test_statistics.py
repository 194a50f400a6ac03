"""`/api/statistics`: figures for admins, told apart by what is asked."""

from __future__ import annotations

from deskhand.reactions.statistics import update_statistics
from tests.api.test_tickets import new
from tests.front import Client, Front


async def test_admins_read_figures(front: Front, admin: Client, agent: Client, customer: Client) -> None:
    await new(customer)
    await update_statistics(front.desk.system)
    (today,) = (await admin.get("/api/statistics")).json["items"]
    assert (today["created"], today["resolved"], today["rating"]) == (1, 0, None)
    (of_none,) = (await admin.get("/api/statistics?by=Category")).json["items"]
    assert (of_none["of"], of_none["created"]) == (None, 1)
    past = await admin.get("/api/statistics?by=agent&since=2020-01-01T00:30:00Z&until=2020-02-01T00:00:00Z")
    assert (past.json["items"], past.json["since"]) == ([], "2020-01-01T00:00:00Z")
    for asked, field in (("by=moon", "by"), ("since=2030-01-01T00:00:00Z", "until"), ("since=2026-01-01", "since")):
        refused = await admin.get(f"/api/statistics?{asked}")
        assert (refused.status, set(refused.errors)) == (422, {field}), asked
    far = ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "-1", "20261122")
    for until in far:
        for name in ("", "/deadlines", "/backlog"):
            refused = await admin.get(f"/api/statistics{name}?until={until}")
            assert (refused.status, set(refused.errors)) == (422, {"until"}), (name, until)
    (kept,) = (await admin.get("/api/statistics/deadlines?by=priority&source=API")).json["items"]
    assert (kept["opened"], kept["responseMet"], kept["responseShare"], kept["key"]) == (1, 0, None, kept["of"])
    assert (await admin.get("/api/statistics/deadlines?by=month&tag=none")).json["items"] == []
    assert (await admin.get("/api/statistics/backlog")).json["items"] == []
    narrowed = await admin.get("/api/statistics?priority=sideways&team=mine")
    assert (narrowed.status, set(narrowed.errors)) == (422, {"priority", "team"})
    for name in ("", "/deadlines", "/backlog"):
        assert (await agent.get(f"/api/statistics{name}")).status == 403
