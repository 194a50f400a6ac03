"""`DELETE /api/tickets/{id}` and the bin: a deleted ticket is nowhere else."""

from __future__ import annotations

import re

import pytest

from deskhand.actions.contract import act
from deskhand.actions.ratings import rate
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.rules.access import Person
from tests.api.test_tickets import new
from tests.database import Desk
from tests.flows.test_canary import RELATIONS, addresses, staged, told_to, work
from tests.front import Client, Front


async def test_what_is_deleted_is_in_the_bin_and_comes_back(
    admin: Client, agent: Client, customer: Client, stranger: Client
) -> None:
    ticket, other = await new(customer), await new(customer)
    path = f"/api/tickets/{ticket['id']}"
    assert [(await who.send("DELETE", path)).status for who in (agent, customer, stranger)] == [403] * 3
    assert (await admin.send("DELETE", f"{path}?version=7")).status == 409
    long = await admin.send("DELETE", f"{path}?reason={'x' * 501}")
    assert (long.status, set(long.errors)) == (422, {"reason"})
    gone = await admin.send("DELETE", f"{path}?version=1&reason=Twice.", headers={"Idempotency-Key": "d"})
    assert (gone.status, gone.json["id"]) == (200, ticket["id"])
    again = await admin.send("DELETE", f"{path}?version=1&reason=Twice.", headers={"Idempotency-Key": "d"})
    assert again.json == gone.json
    assert [(await who.get(path)).status for who in (admin, agent, customer)] == [404] * 3
    for verb, body in (("messages", {"content": "Hello?"}), ("close", {}), ("rate", {"rating": 5})):
        refused = await customer.post(f"{path}/{verb}", body)
        assert (refused.status, ticket["number"] in refused.json["detail"]) == (410, True), verb
        assert (await stranger.post(f"{path}/{verb}", body)).status == 404
    await admin.send("DELETE", f"/api/tickets/{other['id']}")
    [binned] = (await admin.get(f"/api/tickets/bin?q={ticket['number'].lower()}")).json["items"]
    assert (binned["id"], binned["erasedAt"]) == (ticket["id"], gone.json["erasedAt"])
    both = (await admin.get("/api/tickets/bin")).json
    assert ([one["id"] for one in both["items"]], both["nextCursor"]) == ([other["id"], ticket["id"]], None)
    assert [(await who.get("/api/tickets/bin")).status for who in (agent, customer)] == [403, 403]
    assert (await agent.post(f"{path}/restore", {})).status == 403
    assert (await admin.post(f"{path}/restore", {})).status == 200
    assert (await admin.post(f"{path}/restore", {})).status == 404
    assert (await customer.get(path)).json["number"] == ticket["number"]


@pytest.mark.slow
async def test_no_page_list_search_or_table_tells_of_a_deleted_ticket(desk: Desk, front: Front) -> None:
    scene = await staged(front)
    await act(desk.agent, note, scene.ticket_id, NewMessage(content=f"{scene.canary} again"))
    await act(desk.customer, reply, scene.ticket_id, NewMessage(content=f"{scene.canary} from me"))
    await work(desk)
    admin = await front.client(desk.admin)
    await admin.post(f"/api/tickets/{scene.ticket_id}/close", {})
    await act(desk.customer, rate, scene.ticket_id, marks=1, comment=scene.canary)
    before = (await admin.get("/api/tickets/stats")).json
    names = [row[0] for row in await desk.as_owner(RELATIONS)]
    assert {"messages", "deliveries", "ratings"} <= await told_to(desk.admin, names, scene), "the canary sings"
    ids = [str(row[0]) for row in await desk.as_owner("select id from tickets union select id from deliveries")]
    assert (await admin.send("DELETE", f"/api/tickets/{scene.ticket_id}")).status == 200
    await work(desk)
    after = (await admin.get("/api/tickets/stats")).json
    assert (before["total"] - after["total"], before["closed"] - after["closed"]) == (1, 1)
    for who in (desk.admin, desk.agent, desk.customer):
        told = await told_to(who, names, scene)
        assert told - {"events", "ticket_words"} == set(), who.name
        await _nowhere(front, who, [path for path in addresses(front, scene, ids) if "/bin" not in path], scene.canary)


async def _nowhere(front: Front, who: Person, paths: list[str], canary: str) -> None:
    for client in (await front.client(who), await front.browser(who)):
        for path in paths:
            answer = await client.get(path)
            assert answer.status < 500, path
            asked = path.partition("?")[2]
            told = re.sub(re.escape(asked), "", answer.text) if answer.content[:1] in {b"{", b"["} else answer.text
            assert canary[:8] in asked or canary not in told, (who.name, path)
