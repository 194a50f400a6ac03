"""`/api/tickets/{id}/links` on a real socket."""

from __future__ import annotations

from tests.api.test_tickets import new
from tests.front import Client


async def test_links_are_made_listed_and_taken_away(customer: Client, agent: Client) -> None:
    one, other = await new(customer), await new(customer)
    path = f"/api/tickets/{one['id']}/links"
    told = {
        "relation": "duplicate_of", "ticketId": other["id"], "number": other["number"], "subject": other["subject"],
        "status": "open",
    }  # fmt: skip
    for body in ({"relation": "duplicate-of", "number": other["number"]},
                 {"relation": "duplicate_of", "ticketId": other["id"]}):  # fmt: skip
        made = await agent.post(path, body)
        assert (made.status, made.json) == (200, {"items": [told]})
    back = (await agent.get(f"/api/tickets/{other['id']}/links")).json["items"]
    assert [(item["relation"], item["ticketId"]) for item in back] == [("duplicated_by", one["id"])]
    assert (await customer.get(path)).status == 403
    assert (await customer.post(path, {"relation": "parent", "number": other["number"]})).status == 403
    assert set((await agent.post(path, {"relation": "parent"})).errors) == {"ticketId"}
    assert set((await agent.post(path, {"relation": "parent", "number": "1"})).errors) == {"ticket"}
    gone = f"{path}/duplicate_of/{other['id']}"
    assert (await customer.send("DELETE", gone)).status == 403
    assert (await agent.send("DELETE", gone)).json == {"items": []}
    assert (await agent.send("DELETE", gone)).status == 404
