"""`/api/tickets/{id}/rate`."""

from __future__ import annotations

from tests.api.test_tickets import new
from tests.front import Client


async def test_the_requester_rates_a_ticket_once_it_is_done(customer: Client, agent: Client, stranger: Client) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}"
    early = await customer.post(f"{path}/rate", {"rating": 5})
    assert (early.status, "resolved or closed" in early.json["detail"]) == (409, True)
    await agent.post(f"{path}/close", {"resolution": "Reset it."})
    answer = await customer.post(f"{path}/rate", {"rating": 4, "comment": "Quick."}, **{"Idempotency-Key": "r"})
    assert (answer.status, answer.json["rating"], answer.json["comment"]) == (200, 4, "Quick.")
    assert (
        await customer.post(f"{path}/rate", {"rating": 4, "comment": "Quick."}, **{"Idempotency-Key": "r"})
    ).json == (answer.json)
    assert (await customer.post(f"{path}/rate", {"rating": 2})).json["createdAt"] == answer.json["createdAt"]
    assert [(await who.post(f"{path}/rate", {"rating": 1})).status for who in (agent, stranger)] == [403, 404]
    for wrong, named in (
        ({"rating": 6}, {"rating"}),
        ({}, {"rating"}),
        ({"rating": 3, "comment": "\x00"}, {"comment"}),
    ):
        refused = await customer.post(f"{path}/rate", wrong)
        assert (refused.status, set(refused.errors)) == (422, named)
    trail = (await agent.get(path)).json["activity"]
    assert [item["changes"]["rating"] for item in trail if item["event"] == "ticket.rated"] == [[None, "4"], ["4", "2"]]
