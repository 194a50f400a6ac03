"""`snoozedUntil` and `dueAt`."""

from __future__ import annotations

from datetime import timedelta

from deskhand.kit import clock
from tests.api.test_tickets import new
from tests.front import Client


async def test_agents_set_and_clear_both_and_lists_know_them(customer: Client, agent: Client) -> None:
    asleep, awake = await new(customer), await new(customer)
    path = f"/api/tickets/{asleep['id']}"
    until = (clock.now() + timedelta(hours=3)).isoformat(timespec="seconds")
    answer = await agent.patch(path, {"snoozedUntil": until, "dueAt": "2026-12-24T18:00:00+01:00"})
    assert (answer.status, answer.json["dueAt"]) == (200, "2026-12-24T17:00:00Z")
    assert (await agent.get(path)).json["snoozedUntil"] == answer.json["snoozedUntil"]
    both = [awake, asleep]
    asked = {"true": [asleep], "only": [asleep], "no": [awake], "any": both, "": both}
    for query, expected in asked.items():
        found = (await agent.get(f"/api/tickets?snoozed={query}")).json["items"]
        assert [one["id"] for one in found] == [one["id"] for one in expected]
    assert set((await agent.get("/api/tickets?snoozed=perhaps")).errors) == {"snoozed"}
    for query, expected in (("due=none", [awake]), ("sort=due", [asleep, awake]), ("due=overdue", [])):
        found = (await agent.get(f"/api/tickets?{query}")).json["items"]
        assert [one["id"] for one in found] == [one["id"] for one in expected], query
        field = query.partition("=")[0]
        assert set((await customer.get(f"/api/tickets?{query}")).errors) == {field}
    assert set((await customer.get("/api/tickets?snoozed=only")).errors) == {"snoozed"}
    for wrong in ("2026-12-24T18:00:00", "tomorrow", 5, "2001-01-01T00:00:00Z"):
        assert set((await agent.patch(path, {"snoozedUntil": wrong})).errors) == {"snoozedUntil"}, wrong
    assert (await customer.patch(path, {"snoozedUntil": until})).status == 403
    assert {"snoozedUntil", "dueAt"} & set((await customer.get(path)).json) == set()
    change = {"ids": [asleep["id"], awake["id"]], "set": {"snoozedUntil": None, "dueAt": until}}
    assert [one["ok"] for one in (await agent.post("/api/tickets/bulk-update", change)).json["results"]] == [True, True]
    told = (await agent.get(path)).json
    assert (told["snoozedUntil"], told["activity"][-1]["event"]) == (None, "ticket.due_date_set")
    await agent.post(f"{path}/close", {})
    assert (await agent.patch(path, {"snoozedUntil": until})).status == 409
