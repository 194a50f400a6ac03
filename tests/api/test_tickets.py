"""`/api/tickets` as the documented examples use it, on a real socket."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.classified import CANARY, sorting
from tests.database import Desk
from tests.front import Client, Front

EXAMPLE: dict[str, object] = {
    "subject": "Cannot reset password",
    "description": "I am unable to reset my password...",
    "type": "TECHNICAL_ISSUE",
    "priority": "HIGH",
    "tags": [],
    "attachments": None,
}


async def new(client: Client, **fields: object) -> dict[str, Any]:
    answer = await client.post("/api/tickets", {**EXAMPLE, **fields})
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


async def test_the_first_example_opens_a_ticket(customer: Client, agent: Client, front: Front) -> None:
    ticket = await new(customer)
    assert re.fullmatch(r"\d{4}-\d{2}-00001", ticket["number"])
    assert (ticket["status"], ticket["priority"], ticket["type"]) == ("open", "high", "technical_issue")
    assert ticket["requesterId"] == str(front.desk.customer.user_id)
    assert (ticket["categoryId"], ticket["tags"], ticket["attachments"]) == (None, [], [])
    read = (await agent.get(f"/api/tickets/{ticket['id']}")).json
    assert (read["description"], read["source"]) == (EXAMPLE["description"], "api")
    assert read["requester"]["email"] == front.desk.customer.email
    second = await customer.post(
        "/api/tickets",
        {
            "subject": "Cannot login to my account",
            "description": "I'm getting an error when trying to login...",
            "type": "TECHNICAL_ISSUE",
        },
    )
    assert (second.status, second.json["priority"]) == (201, "urgent"), "a priority client who cannot work"


async def test_the_example_with_category_and_tags_opens_a_ticket_as_written(
    customer: Client, agent: Client, front: Front
) -> None:
    made = await sorting(front.desk)
    ticket = await new(customer, categoryId=str(made.account), tags=["password", "login"], fields={"device": "Phone"})
    told = {"categoryId": str(made.account), "tags": ["login", "password"], "fields": {"device": "Phone"}}
    assert ticket.items() >= told.items()
    path = f"/api/tickets/{ticket['id']}"
    assert (await customer.get(path)).json.items() >= told.items()
    inner = {"tags": ["login", "vip"], "fields": {"suspicion": CANARY}}
    changed = await agent.put(path, inner)
    assert (changed.json["tags"], changed.json["fields"]["suspicion"]) == (["login", "vip"], CANARY)
    assert (await agent.get(path)).json["activity"][-1]["changes"] == {
        "tags": ["login, password", "login, vip"], "fields.suspicion": [None, CANARY],
    }  # fmt: skip
    for who, narrowed in ((agent, "category=account&tag=vip"), (customer, "category=account&tag=LOGIN")):
        (listed,) = (await who.get(f"/api/tickets?{narrowed}")).json["items"]
        assert (listed["id"], listed["categoryId"]) == (ticket["id"], str(made.account))
    assert (await customer.get("/api/tickets?tag=vip")).json["items"] == []
    for answer in (
        await customer.get(path), await customer.get("/api/tickets"), await customer.post(f"{path}/close", {})
    ):  # fmt: skip
        assert CANARY not in answer.text
        assert "vip" not in answer.text


async def test_classification_that_cannot_be_taken_is_named(customer: Client, agent: Client, front: Front) -> None:
    made = await sorting(front.desk)
    for who, body, field in (
        (customer, {"categoryId": str(made.secret)}, "categoryId"), (agent, {"categoryId": str(uuid4())}, "categoryId"),
        (customer, {"fields": {"suspicion": "x"}}, "fields.suspicion"), (agent, {"fields": {"no": 1}}, "fields.no"),
        (customer, {"tags": ["x" * 51]}, "tags"),
    ):  # fmt: skip
        answer = await who.post("/api/tickets", {**EXAMPLE, **body})
        assert (answer.status, set(answer.errors)) == (422, {field})


async def test_words_are_taken_in_any_case_and_spelling(customer: Client) -> None:
    for given in ("TECHNICAL_ISSUE", "technical-issue", "Technical Issue", " technical_issue "):
        assert (await new(customer, type=given))["type"] == "technical_issue"
    assert (await new(customer, type=None, priority="Low"))["type"] == "general_support"


async def test_html_is_made_safe_and_plain(customer: Client) -> None:
    ticket = await new(customer, description="<p>Hi <b>all</b></p><script>alert(1)</script>", format="html")
    message = (await customer.get(f"/api/tickets/{ticket['id']}")).json["messages"][0]
    assert "<b>all</b>" in message["html"]
    assert "script" not in message["html"] + message["content"]
    assert message["content"] == "Hi all"
    plain = await new(customer, description="<p>1 < 2</p>")
    message = (await customer.get(f"/api/tickets/{plain['id']}")).json["messages"][0]
    assert message["content"] == "<p>1 < 2</p>"
    assert "&lt;p&gt;1 &lt; 2&lt;/p&gt;" in message["html"]


async def test_the_list_is_narrowed_as_the_example_does(customer: Client, agent: Client, stranger: Client) -> None:
    high, low = await new(customer), await new(customer, priority="low")
    await new(stranger)
    answer = await customer.get("/api/tickets?status=OPEN&priority=HIGH&page=1&limit=20")
    assert answer.status == 200
    page = answer.json
    assert [item["id"] for item in page.pop("items")] == [high["id"]]
    assert page == {"page": 1, "limit": 20, "total": 1, "nextCursor": None}
    both = await customer.get("/api/tickets?priority=high,LOW&status=in-progress&status=open")
    assert [item["id"] for item in both.json["items"]] == [low["id"], high["id"]]
    assert (await agent.get("/api/tickets")).json["total"] == 3


async def test_agents_narrow_by_people_and_text(agent: Client, customer: Client, front: Front) -> None:
    ticket = await new(customer, subject="Invoice 100% wrong_")
    await new(customer)
    await agent.post(f"/api/tickets/{ticket['id']}/assign", {"agentId": str(front.desk.agent.user_id)})
    await act(front.desk.system, take_in_tickets, [UUID(ticket["id"])])
    queries = [
        "assignedTo=me", f"assignedTo={front.desk.agent.user_id}", "q=100%25%20wrong_", "q=INVOICE",
        f"q={ticket['number']}", f"requester={front.desk.customer.email.upper()}&q=invoice",
        f"requester={front.desk.customer.user_id}&status=in_progress",
    ]  # fmt: skip
    for query in queries:
        found = (await agent.get(f"/api/tickets?{query}")).json
        assert [item["id"] for item in found["items"]] == [ticket["id"]], query
    for query in ("q=passport_", "requester=nobody@desk.test", f"assignedTo={uuid4()}"):
        assert (await agent.get(f"/api/tickets?{query}")).json["items"] == [], query


async def test_pages_and_cursors_reach_every_ticket_once_while_others_insert(desk: Desk, agent: Client) -> None:
    async def insert(number: int) -> str:
        wanted = NewTicket(subject=f"Ticket {number}", description="x")
        return str((await act(desk.customer, open_ticket, wanted)).id)

    before = [await insert(number) for number in range(23)]
    seen, cursor = [], ""
    while True:
        page = (await agent.get(f"/api/tickets?limit=5{cursor}")).json
        seen += [item["id"] for item in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
        await asyncio.gather(insert(100), insert(101))
    assert seen == before[::-1]
    pages = [(await agent.get(f"/api/tickets?limit=7&page={number}")).json for number in range(1, 7)]
    listed = [item["id"] for page in pages for item in page["items"]]
    assert len(listed) == len(set(listed)) == pages[0]["total"] == 23 + 2 * 4
    assert pages[-1]["items"] == []


async def test_counting_ends_where_cursors_go_on(agent: Client) -> None:
    assert (await agent.get("/api/tickets?page=100&limit=100")).status == 200
    for query in ("page=101&limit=100", "page=10001&limit=1", "page=501"):
        answer = await agent.get(f"/api/tickets?{query}")
        assert (answer.status, set(answer.errors)) == (422, {"page"})
        assert "cursor" in answer.errors["page"]


async def test_messages_public_and_internal(customer: Client, agent: Client) -> None:
    ticket = await new(customer)
    path = f"/api/tickets/{ticket['id']}"
    reply = await agent.post(f"{path}/messages", {"content": "Thank you.", "attachments": [], "internal": False})
    assert (reply.status, reply.json["ticketStatus"], reply.json["internal"]) == (201, "waiting_customer", False)
    note = await agent.post(f"{path}/messages", {"content": "VIP", "internal": True, "replyTo": reply.json["id"]})
    assert (note.status, note.json["ticketStatus"], note.json["internal"]) == (201, "waiting_customer", True)
    back = await customer.post(
        f"{path}/messages", {"content": "I have tried resetting my password but still can't login", "attachments": []}
    )
    assert (back.status, back.json["ticketStatus"]) == (201, "waiting_support")
    mine = (await customer.get(path)).json
    assert [item["id"] for item in mine["messages"]][1:] == [reply.json["id"], back.json["id"]]
    full = (await agent.get(path)).json
    assert [item["internal"] for item in full["messages"]] == [False, False, True, False]
    assert full["activity"][0]["event"] == "ticket.created"
    unread = await agent.post(f"{path}/messages", {"content": "As I said", "seen": reply.json["id"]})
    assert (unread.status, unread.headers["content-type"]) == (409, "application/problem+json")


async def test_assigning_closing_and_reopening(customer: Client, agent: Client, front: Front) -> None:
    ticket = await new(customer)
    path = f"/api/tickets/{ticket['id']}"
    taken = await agent.post(f"{path}/assign", {"agentId": str(front.desk.other_agent.user_id), "teamId": None})
    assert (taken.status, taken.json["status"], taken.json["version"]) == (200, "in_progress", 2)
    assert taken.json["assigneeId"] == str(front.desk.other_agent.user_id)
    back = await agent.post(f"{path}/assign", {"agentId": None})
    assert (back.json["status"], back.json["assigneeId"]) == ("open", None)
    for someone in (str(front.desk.customer.user_id), str(uuid4())):
        refused = await agent.post(f"{path}/assign", {"agentId": someone})
        assert (refused.status, set(refused.errors)) == (422, {"agentId"})
    closed = await customer.post(f"{path}/close", {})
    assert (closed.status, closed.json["status"], closed.json["resolution"]) == (200, "closed", None)
    reopened = await customer.put(path, {"status": "OPEN"})
    assert (reopened.status, reopened.json["status"], reopened.json["closedAt"]) == (200, "open", None)
    done = await agent.post(f"{path}/close", {"resolution": "Reset it.", "version": reopened.json["version"]})
    assert (done.json["status"], done.json["resolution"]) == ("closed", "Reset it.")


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
async def test_any_subset_is_changed_at_once(customer: Client, agent: Client, front: Front, verb: str) -> None:
    ticket = await new(customer)
    path = f"/api/tickets/{ticket['id']}"
    send = agent.put if verb == "PUT" else agent.patch
    one = await send(path, {"subject": "Password"})
    assert (one.status, one.json["subject"], one.json["priority"], one.json["version"]) == (200, "Password", "high", 2)
    wanted = {
        "type": "billing-issue", "priority": "Critical", "status": "RESOLVED", "resolution": "Done.", "version": 2,
        "assigneeId": str(front.desk.agent.user_id), "categoryId": None, "tags": [], "attachments": [],
    }  # fmt: skip
    all_ = await send(path, wanted)
    assert all_.status == 200, all_.text
    shown = {name: all_.json[name] for name in ("type", "priority", "status", "resolution", "assigneeId")}
    assert shown == {
        "type": "billing_issue", "priority": "critical", "status": "resolved", "resolution": "Done.",
        "assigneeId": wanted["assigneeId"],
    }  # fmt: skip
    assert all_.json["resolvedById"] == str(front.desk.agent.user_id)
    assert (await send(path, {})).json["version"] == all_.json["version"]
    stale = await send(path, {"subject": "Late", "version": 1})
    assert (stale.status, (await agent.get(path)).json["subject"]) == (409, "Password")
    assert "version 1" in stale.json["detail"]


async def test_an_illegal_move_names_the_legal_ones(customer: Client, agent: Client) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}"
    answer = await agent.put(path, {"status": "waiting_customer"})
    assert (answer.status, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json["allowed"] == ["resolved (resolve)", "closed (close)", "cancelled (cancel)"]
    without_words = await agent.put(path, {"status": "resolved"})
    assert (without_words.status, set(without_words.errors)) == (422, {"resolution"})


async def test_agents_open_for_others_and_customers_do_not(customer: Client, agent: Client, front: Front) -> None:
    by_address = await new(agent, requesterEmail="new.person@client.test")
    known = await new(agent, requesterId=str(front.desk.customer.user_id))
    assert known["requesterId"] == str(front.desk.customer.user_id) != by_address["requesterId"]
    for wish in ({"requesterEmail": "x@y.test"}, {"requesterId": str(front.desk.agent.user_id)}):
        assert (await customer.post("/api/tickets", EXAMPLE | wish)).status == 403
    itself = {"requesterId": str(front.desk.customer.user_id)}
    assert (await customer.post("/api/tickets", EXAMPLE | itself)).status == 201


async def test_a_stranger_s_ticket_is_not_there_for_any_verb(customer: Client, stranger: Client, desk: Desk) -> None:
    ticket = await new(customer)
    before = await desk.as_owner("select version, status, updated_at from tickets")
    for identifier in (ticket["id"], str(uuid4())):
        path = f"/api/tickets/{identifier}"
        answers = [
            await stranger.get(path), await stranger.put(path, {"status": "closed"}),
            await stranger.patch(path, {"version": 1}), await stranger.patch(path, {"status": "closed", "version": 7}),
            await stranger.post(f"{path}/close", {}), await stranger.post(f"{path}/messages", {"content": "Hello"}),
        ]  # fmt: skip
        assert [answer.status for answer in answers] == [404] * 6
        assert len({answer.json["detail"] for answer in answers}) == 1
        assert (await stranger.post(f"{path}/assign", {"agentId": None})).status == 403
        assert (await stranger.post(f"{path}/messages", {"content": "Hello", "internal": True})).status == 403
    for query in ("", f"?q={ticket['number']}", f"?requester={ticket['requesterId']}", "?assignedTo=none"):
        found = (await stranger.get(f"/api/tickets{query}")).json
        assert (found["items"], found["total"]) == ([], 0), query
    assert await desk.as_owner("select version, status, updated_at from tickets") == before
    assert await desk.value("select count(*) from messages") == 1


async def test_customers_change_nothing_that_is_the_agents(customer: Client, desk: Desk) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}"
    for wish in (
        {"priority": "critical"}, {"subject": "x"}, {"type": "billing_issue"}, {"assigneeId": None},
        {"assigneeId": str(desk.agent.user_id), "status": "closed"},
    ):  # fmt: skip
        assert (await customer.put(path, wish)).status == 403, wish
    assert (await customer.put(path, {"status": "resolved", "resolution": "I did."})).status == 409
    assert (await customer.post(f"{path}/assign", {"agentId": str(desk.customer.user_id)})).status == 403
    assert (await customer.post(f"{path}/messages", {"content": "n", "internal": True})).status == 403
    assert await desk.value("select version from tickets") == 1


async def test_customers_see_their_side_of_a_ticket_alone(customer: Client, agent: Client) -> None:
    ticket = await new(customer)
    path = f"/api/tickets/{ticket['id']}"
    listed = (await customer.get("/api/tickets")).json["items"][0]
    read = (await customer.get(path)).json
    agents = {"priorityReason", "source", "assigneeId", "resolvedById", "organizationId", "activity", "requester"}
    assert not agents & (set(ticket) | set(listed) | set(read))
    full = (await agent.get(path)).json
    assert {"priorityReason", "source", "activity", "requester"} <= set(full)


async def test_list_and_detail_tell_the_same_of_a_ticket(customer: Client, agent: Client) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}"
    await agent.post(f"{path}/messages", {"content": "Looking."})
    await agent.put(path, {"priority": "low"})
    await agent.post(f"{path}/messages", {"content": "Note.", "internal": True})
    for client in (agent, customer):
        listed = (await client.get("/api/tickets")).json["items"][0]
        read = (await client.get(path)).json
        missing = set(listed) - set(read) - {"assigned", "resolvedById"}
        assert not missing, missing
        assert {name: read[name] for name in listed.keys() & read.keys()} == {
            name: listed[name] for name in listed.keys() & read.keys()
        }


@pytest.mark.parametrize("content", [None, b"", b"{}"])
async def test_closing_takes_an_empty_body(customer: Client, content: bytes | None) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}/close"
    answer = await customer.send("POST", path, content=content)
    assert (answer.status, answer.json["status"]) == (200, "closed"), answer.text


async def test_long_after_closing_a_customer_follows_up_and_does_not_reopen(
    customer: Client, agent: Client, desk: Desk
) -> None:
    path = f"/api/tickets/{(await new(customer))['id']}"
    await customer.post(f"{path}/close", {})
    await desk.as_owner("update tickets set closed_at = closed_at - interval '15 days'")
    assert (await customer.get(path)).json["moves"] == []
    refused = await customer.put(path, {"status": "open"})
    assert refused.status == 409
    assert "a reply opens a new ticket" in refused.json["detail"]
    followed = await customer.post(f"{path}/messages", {"content": "Again!"})
    assert followed.json["ticketId"] not in path
    assert (await agent.put(path, {"status": "open"})).status == 200


async def test_each_post_happens_once_for_a_key(customer: Client, agent: Client, desk: Desk) -> None:
    posts: list[tuple[Client, str, dict[str, Any], dict[str, Any]]] = [
        (customer, "/api/tickets", EXAMPLE, EXAMPLE | {"subject": "Another"})
    ]
    path = f"/api/tickets/{(await new(customer))['id']}"
    posts += [
        (agent, f"{path}/messages", {"content": "One"}, {"content": "Two"}),
        (agent, f"{path}/messages", {"content": "Note", "internal": True}, {"content": "Note"}),
        (agent, f"{path}/assign", {"agentId": str(desk.other_agent.user_id)}, {"agentId": None}),
        (agent, f"{path}/close", {"resolution": "Done."}, {}),
    ]
    for number, (client, to, body, other) in enumerate(posts):
        key = {"Idempotency-Key": f"key-{number}"}
        first = await client.post(to, body, **key)
        events = await desk.value("select count(*) from events")
        again = await client.post(to, body, **key)
        assert (again.status, again.json) == (first.status, first.json), to
        assert await desk.value("select count(*) from events") == events
        refused = await client.post(to, other, **key)
        assert (refused.status, set(refused.errors)) == (422, {"Idempotency-Key"})
    elsewhere = await agent.post(f"{path}/close", {"resolution": "Done."}, **{"Idempotency-Key": "key-0"})
    assert elsewhere.status == 200, "a key is its sender's own"
    for key_ in ("x" * 256, "a" * 100_000):
        answer = await customer.post("/api/tickets", EXAMPLE, **{"Idempotency-Key": key_})
        assert 400 <= answer.status < 500


async def test_one_key_at_the_same_moment_opens_one_ticket(customer: Client, desk: Desk) -> None:
    posts = [customer.post("/api/tickets", EXAMPLE, **{"Idempotency-Key": "same"}) for _ in range(12)]
    answers = await asyncio.gather(*posts)
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.json["id"] for answer in answers if answer.status == 201}) == 1
    assert await desk.value("select count(*) from tickets") == 1


async def test_a_refused_request_frees_its_key(customer: Client, desk: Desk) -> None:
    key = {"Idempotency-Key": "later"}
    assert (await customer.post("/api/tickets", EXAMPLE | {"priority": "blazing"}, **key)).status == 422
    assert (await customer.post("/api/tickets", EXAMPLE, **key)).status == 201
    assert await desk.value("select count(*) from tickets") == 1
