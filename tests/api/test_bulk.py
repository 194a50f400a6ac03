"""`/api/tickets/bulk-update`: by ids or by a view, each ticket with its outcome, and taken back."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions import bulk_changes
from deskhand.actions.contract import act
from tests.api.test_tickets import new
from tests.database import Desk
from tests.front import Client, Front

PATH = "/api/tickets/bulk-update"


async def test_many_tickets_are_changed_at_once_each_with_its_outcome(
    customer: Client, agent: Client, front: Front
) -> None:
    first, second = await new(customer), await new(customer)
    await customer.post(f"/api/tickets/{second['id']}/close", {})
    missing = str(uuid4())
    body = {
        "ids": [first["id"], second["id"], missing],
        "set": {"status": "RESOLVED", "resolution": "Restarted.", "assigneeId": str(front.desk.agent.user_id)},
    }
    answer = await agent.post(PATH, body, **{"Idempotency-Key": "bulk"})
    assert answer.status == 200, answer.text
    assert (answer.json["changed"], answer.json["refused"]) == (1, 2)
    done, closed, nowhere = answer.json["results"]
    assert (done["id"], done["ok"], done["problem"], done["ticket"]["status"]) == (first["id"], True, None, "resolved")
    assert (closed["ok"], closed["ticket"], closed["problem"]["status"]) == (False, None, 409)
    assert closed["problem"]["allowed"] == ["reopen"]
    assert (nowhere["id"], nowhere["problem"]["status"]) == (missing, 404)
    assert (await agent.post(PATH, body, **{"Idempotency-Key": "bulk"})).json == answer.json
    assert (await customer.post(PATH, body)).status == 403
    assert [one["outcome"] for one in answer.json["results"]] == ["changed", "refused", "refused"]


async def test_tags_are_put_on_and_taken_back(customer: Client, agent: Client) -> None:
    first, second = await new(customer), await new(customer)
    ids = [first["id"], second["id"]]
    await agent.patch(f"/api/tickets/{ids[0]}", {"tags": ["old"]})
    begun = await agent.post(PATH, {"ids": ids, "set": {"addTags": ["VPN"], "removeTags": ["old"]}})
    assert [one["ticket"]["tags"] for one in begun.json["results"]] == [["vpn"], ["vpn"]]
    again = await agent.post(PATH, {"ids": ids, "set": {"tags": ["vpn"]}})
    assert (again.json["changed"], again.json["unchanged"]) == (0, 2)
    back = await agent.post(f"{PATH}/{begun.json['id']}/undo", {})
    assert (back.status, back.json["state"], back.json["restored"]) == (200, "undone", 2)
    assert (await agent.get(f"/api/tickets/{ids[0]}")).json["tags"] == ["old"]
    twice = await agent.post(f"{PATH}/{begun.json['id']}/undo", {})
    assert (twice.status, "taken back already" in twice.json["detail"]) == (409, True)
    assert (await customer.post(f"{PATH}/{begun.json['id']}/undo", {})).status == 403


async def test_all_tickets_of_a_view_are_changed_and_many_of_them_later(
    customer: Client, agent: Client, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [await new(customer) for _ in range(3)]
    view = (await agent.post("/api/views", {"name": "VPN", "query": {"tag": "vpn"}})).json["id"]
    body = {"view": view, "set": {"priority": "low"}}
    nothing = await agent.post(PATH, body)
    assert (nothing.status, nothing.json["id"], nothing.json["total"], nothing.json["results"]) == (200, None, 0, [])
    await agent.post(PATH, {"ids": [one["id"] for one in tickets[:2]], "set": {"addTags": ["vpn"]}})
    closing = {"view": view, "set": {"status": "closed"}}
    closed = await agent.post(PATH, closing, **{"Idempotency-Key": "closing"})
    assert (closed.json["changed"], (await agent.post(PATH, closing)).json["total"]) == (2, 0)
    assert (await agent.post(PATH, closing, **{"Idempotency-Key": "closing"})).json == closed.json
    await agent.post(f"{PATH}/{closed.json['id']}/undo", {})
    done = await agent.post(PATH, body)
    assert (done.status, done.json["total"], done.json["changed"]) == (200, 2, 2)
    assert {one["id"] for one in done.json["results"]} == {one["id"] for one in tickets[:2]}

    monkeypatch.setattr(bulk_changes, "AT_ONCE", 1)
    later = await agent.post(PATH, {"view": view, "set": {"priority": "high"}}, **{"Idempotency-Key": "later"})
    assert (later.status, later.json["state"], later.json["waiting"], later.json["results"]) == (202, "running", 2, [])
    path = later.headers["location"]
    assert (await agent.post(f"{path}/undo", {})).status == 409
    await _carried_out(front.desk)
    run = await agent.get(path)
    assert (run.json["state"], run.json["changed"], run.json["waiting"]) == ("done", 2, 0)
    assert run.json["undoUntil"] is not None
    page = (await agent.get(f"{path}/results?limit=1&outcome=changed")).json
    assert [one["outcome"] for one in page["items"]] == ["changed"]
    rest = (await agent.get(f"{path}/results?limit=1&cursor={page['nextCursor']}")).json
    assert {page["items"][0]["id"], rest["items"][0]["id"]} == {one["id"] for one in tickets[:2]}
    assert rest["nextCursor"] is None
    back = await agent.post(f"{path}/undo", {})
    assert (back.status, back.headers["location"]) == (202, path)
    await _carried_out(front.desk)
    assert (await agent.get(path)).json["restored"] == 2
    assert (await customer.get(path)).status == 403


async def test_what_cannot_be_taken_is_named(customer: Client, agent: Client) -> None:
    ids = [(await new(customer))["id"]]
    for body, fields in (
        ({"set": {"priority": "low"}}, {"ids", "view"}),
        ({"ids": ids, "view": "mine", "set": {"priority": "low"}}, {"ids", "view"}),
        ({"ids": ids, "set": {"priority": "blazing"}}, {"set.priority"}),
        ({"ids": ids, "set": {"status": "resolved"}}, {"set.resolution"}),
        ({"ids": ids, "set": {"resolution": "Restarted."}}, {"set.resolution"}),
        ({"ids": ids, "set": {"assigneeId": str(uuid4())}}, {"set.assigneeId"}),
        ({"ids": ids, "set": {"teamId": str(uuid4())}}, {"set.teamId"}),
        ({"ids": ids, "set": {"addTags": ["a"], "removeTags": ["a"]}}, {"set.tags"}),
        ({"ids": ids, "set": {}}, {"set"}),
        ({"view": "nowhere", "set": {"priority": "low"}}, {"view"}),
    ):
        answer = await agent.post(PATH, body)
        assert (answer.status, set(answer.errors)) == (422, fields), answer.text
    assert (await agent.get(f"{PATH}/{uuid4()}")).status == 404
    assert (await agent.get(f"{PATH}/{uuid4()}/results?outcome=odd")).status == 422


async def _carried_out(desk: Desk) -> None:
    bulk_id = await desk.value("select id from bulk_changes where state in ('running', 'undoing')")
    while await act(desk.agent, bulk_changes.carry_on, bulk_id):  # type: ignore[arg-type] # an id
        pass
