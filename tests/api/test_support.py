"""`/api/admin/support/tickets` as the documented examples use it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from deskhand.actions.contract import act
from deskhand.actions.search import take_in_tickets
from tests.classified import sorting
from tests.front import Client, Front

TICKETS = "/api/admin/support/tickets"
EXAMPLE = {
    "subject": "Email sync not working",
    "description": "User reports emails not syncing for Gmail account",
    "category": None,
    "priority": "high",
}


async def new(client: Client, **fields: object) -> dict[str, Any]:
    answer = await client.post(TICKETS, EXAMPLE | fields)
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


async def test_the_example_opens_a_ticket_and_tells_its_number(agent: Client, front: Front) -> None:
    ticket = await new(agent)
    assert ticket["ticketNumber"] == ticket["number"]
    assert (ticket["priority"], ticket["status"], ticket["category"]) == ("high", "open", None)
    assert ticket["requesterId"] == str(front.desk.agent.user_id)
    same = (await agent.get(f"/api/tickets/{ticket['id']}")).json
    assert same["description"] == EXAMPLE["description"]
    on_behalf = await new(agent, requesterEmail=front.desk.customer.email)
    assert on_behalf["requesterId"] == str(front.desk.customer.user_id)


async def test_tickets_are_listed_as_everywhere_else(agent: Client, front: Front) -> None:
    high, low = await new(agent), await new(agent, priority="low")
    await act(front.desk.system, take_in_tickets, [UUID(high["id"]), UUID(low["id"])])
    page = (await agent.get(TICKETS)).json
    assert [item["ticketNumber"] for item in page["items"]] == [low["number"], high["number"]]
    assert (page["page"], page["limit"], page["total"], page["nextCursor"]) == (1, 20, 2, None)
    found = (await agent.get(f"{TICKETS}?priority=HIGH&status=open&assignedTo=none&q=email")).json
    assert [item["id"] for item in found["items"]] == [high["id"]]
    oldest = (await agent.get(f"{TICKETS}?sort=oldest&limit=1")).json
    assert [item["id"] for item in oldest["items"]] == [high["id"]]
    after = (await agent.get(f"{TICKETS}?sort=oldest&cursor={oldest['nextCursor']}")).json
    assert [item["id"] for item in after["items"]] == [low["id"]]
    assert (await agent.get(f"{TICKETS}?limit=0")).status == 422


async def test_a_ticket_is_changed_and_an_old_version_refused(agent: Client, front: Front) -> None:
    ticket = await new(agent)
    path = f"{TICKETS}/{ticket['id']}"
    changed = await agent.patch(path, {"assigneeId": str(front.desk.other_agent.user_id), "priority": "CRITICAL"})
    assert (changed.status, changed.json["status"], changed.json["priority"]) == (200, "in_progress", "critical")
    assert changed.json["ticketNumber"] == ticket["ticketNumber"]
    assert (await agent.patch(path, {"priority": "low", "version": ticket["version"]})).status == 409
    solved = await agent.patch(path, {"status": "resolved", "resolution": "Token refreshed."})
    assert (solved.json["status"], solved.json["resolution"]) == ("resolved", "Token refreshed.")
    assert (await agent.patch(f"{TICKETS}/{uuid4()}", {"priority": "low"})).status == 404


async def test_the_example_s_comment_stays_inside(agent: Client, customer: Client, front: Front) -> None:
    ticket = await new(agent, requesterId=str(front.desk.customer.user_id))
    path = f"{TICKETS}/{ticket['id']}/comments"
    words = "I've investigated the issue. Token needs refresh."
    written = await agent.post(path, {"comment": words, "isInternal": True})
    assert (written.status, written.json["comment"], written.json["isInternal"]) == (201, words, True)
    assert written.json["ticketNumber"] == ticket["ticketNumber"]
    assert words not in (await customer.get(f"/api/tickets/{ticket['id']}")).text
    public = await agent.post(path, {"comment": "We are on it."}, **{"Idempotency-Key": "k"})
    assert (public.json["isInternal"], public.json["ticketStatus"]) == (False, "waiting_customer")
    assert (await agent.post(path, {"comment": "We are on it."}, **{"Idempotency-Key": "k"})).json == public.json
    assert "We are on it." in (await customer.get(f"/api/tickets/{ticket['id']}")).text


async def test_customers_and_strangers_find_these_doors_shut(customer: Client, agent: Client, front: Front) -> None:
    ticket = await new(agent, requesterId=str(front.desk.customer.user_id))
    for client, status in ((customer, 403), (front.visitor, 401)):
        answers = [
            await client.get(TICKETS), await client.post(TICKETS, EXAMPLE),
            await client.patch(f"{TICKETS}/{ticket['id']}", {"status": "closed"}),
            await client.post(f"{TICKETS}/{ticket['id']}/comments", {"comment": "Hello"}),
        ]  # fmt: skip
        assert [answer.status for answer in answers] == [status] * 4


async def test_a_category_is_named_by_its_key(agent: Client, front: Front) -> None:
    await sorting(front.desk)
    ticket = await new(agent, category="account")
    assert ticket["category"] == "account"
    changed = await agent.patch(f"{TICKETS}/{ticket['id']}", {"category": "secret"})
    assert (changed.status, changed.json["category"]) == (200, "secret")
    assert (await agent.get(TICKETS)).json["items"][0]["category"] == "secret"
    assert (await agent.patch(f"{TICKETS}/{ticket['id']}", {"category": None})).json["category"] is None


async def test_nonsense_is_named_by_its_field(agent: Client) -> None:
    ticket = await new(agent)
    path = f"{TICKETS}/{ticket['id']}"
    for answer, named in (
        (await agent.post(TICKETS, EXAMPLE | {"category": "email_sync"}), {"category"}),
        (await agent.post(TICKETS, {"subject": "", "priority": 5}), {"subject", "description", "priority"}),
        (await agent.post(TICKETS, EXAMPLE | {"requesterEmail": "nobody"}), {"requesterEmail"}),
        (await agent.patch(path, {"priority": "blazing"}), {"priority"}),
        (await agent.patch(path, {"status": "resolved"}), {"resolution"}),
        (await agent.post(f"{path}/comments", {"isInternal": "yes"}), {"comment", "isInternal"}),
        (await agent.post(f"{path}/comments", {"comment": "\x01"}), {"comment"}),
    ):
        assert (answer.status, set(answer.errors)) == (422, named), answer.text
