"""`/api/schedule`: what the desk does by itself."""

from __future__ import annotations

from deskhand.app.timetable import run_due
from tests.front import Client, Front


async def test_admins_read_and_run_scheduled_jobs(front: Front, admin: Client, agent: Client) -> None:
    items = (await admin.get("/api/schedule")).json["items"]
    assert {one["state"] for one in items} == {"never"}
    asked = await admin.post("/api/schedule/partitions/run", {})
    assert (asked.status, asked.json["name"], asked.json["state"]) == (202, "partitions", "asked")
    while await run_due(front.desk.settings):  # others may be due as well
        pass
    (done,) = [one for one in (await admin.get("/api/schedule")).json["items"] if one["name"] == "partitions"]
    assert (done["state"], done["lastResult"], done["failures"]) == ("done", "ready for 3 months ahead", 0)
    assert done["lastSeconds"] >= 0
    assert done["nextRunAt"] > done["lastFinishedAt"] >= done["lastStartedAt"]
    for unknown in ("attic", "%00"):
        assert (await admin.post(f"/api/schedule/{unknown}/run", {})).status == 404
    assert (await agent.get("/api/schedule")).status == 403
    assert (await agent.post("/api/schedule/partitions/run", {})).status == 403
