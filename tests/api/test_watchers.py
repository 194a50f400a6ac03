"""`/api/tickets/{id}/watchers` on a real socket."""

from __future__ import annotations

from tests.api.test_tickets import new
from tests.front import Client, Front


async def test_watchers_are_listed_added_and_removed(
    customer: Client, agent: Client, stranger: Client, front: Front
) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}/watchers"
    me = {"id": str(front.desk.agent.user_id), "name": "Maya Okafor", "email": "maya@desk.test", "role": "agent"}
    for _ in range(2):
        added = await agent.put(f"{path}/me", {})
        assert (added.status, added.json) == (200, {"items": [me]})
    also = await agent.put(f"{path}/{front.desk.customer.user_id}", {})
    assert [one["role"] for one in also.json["items"]] == ["customer", "agent"]
    assert [one["role"] for one in (await customer.get(path)).json["items"]] == ["customer"]
    assert (await stranger.get(path)).status == 404
    assert (await customer.put(f"{path}/me", {})).status == 403
    refused = await agent.put(f"{path}/{front.desk.other_customer.user_id}", {})
    assert (refused.status, set(refused.errors)) == (422, {"watcher"})
    assert set((await agent.put(f"{path}/everybody", {})).errors) == {"user"}
    assert (await customer.send("DELETE", f"{path}/{front.desk.agent.user_id}")).status == 403
    assert (await customer.send("DELETE", f"{path}/me")).json == {"items": []}
    assert (await agent.send("DELETE", f"{path}/me")).json == {"items": []}
