"""`/api/tickets/{id}/messages/{message}/split` on a real socket."""

from __future__ import annotations

from tests.api.test_tickets import new
from tests.front import Client


async def test_a_message_becomes_a_ticket_once(customer: Client, agent: Client) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}"
    message = (await customer.post(f"{path}/messages", {"content": "And a printer"})).json["id"]
    for _ in range(2):
        opened = await agent.post(f"{path}/messages/{message}/split", {"subject": "Printer"}, idempotency_key="k1")
        assert (opened.status, opened.json["subject"]) == (201, "Printer")
    read = (await customer.get(f"/api/tickets/{opened.json['id']}")).json
    assert (read["description"], len(read["messages"])) == ("And a printer", 1)
    assert (await customer.post(f"{path}/messages/{message}/split", {})).status == 403
    assert (await agent.post(f"{path}/messages/{message}/split", {})).status == 404
    opening = (await agent.get(path)).json["messages"][0]["id"]
    assert set((await agent.post(f"{path}/messages/{opening}/split", {})).errors) == {"message"}
