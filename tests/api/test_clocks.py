"""`/api/tickets/{id}/clock`: intervals that sum to the time on the wall."""

from __future__ import annotations

import pytest

from tests.api.test_tickets import new
from tests.front import Client


async def test_agents_read_the_replay_and_nobody_else(customer: Client, agent: Client, stranger: Client) -> None:
    ticket = await new(customer, subject="Sync", priority="low")
    path = f"/api/tickets/{ticket['id']}"
    assert ticket["nextResponseDueAt"] is None
    await agent.post(f"{path}/messages", {"content": "Which one?"})
    answer = await agent.get(f"{path}/clock")
    assert (answer.status, answer.json["number"]) == (200, ticket["number"])
    first, resolution = answer.json["targets"]
    assert (first["target"], first["state"], first["standing"]) == ("first_response", "met", "met")
    assert (resolution["state"], resolution["dueAt"] is None) == ("paused", False)
    assert [one["kind"] for one in resolution["intervals"]] == ["running", "paused"]
    running, paused = resolution["intervals"]
    assert (paused["changes"], paused["status"], paused["since"]) == (["status"], "waiting_customer", running["until"])
    assert (paused["policy"]["name"], paused["policy"]["version"], paused["calendar"]) == ("Standard", 1, None)
    assert running["leftSeconds"] == pytest.approx(running["wholeSeconds"] - running["elapsedSeconds"])
    assert sum(one["seconds"] for one in resolution["intervals"]) == pytest.approx(resolution["wallSeconds"])
    for who in (customer, stranger):
        assert (await who.get(f"{path}/clock")).status == 403
    assert (await agent.get(f"/api/tickets/{ticket['requesterId']}/clock")).status == 404
