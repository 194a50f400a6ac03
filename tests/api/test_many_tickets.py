"""`/api/tickets` where it is about many: changed at once, counted, narrowed, and how many a customer may open."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.api.test_tickets import EXAMPLE, new
from tests.database import Desk
from tests.front import Client, Front


async def test_a_customer_opens_ten_an_hour_and_is_told_when_the_next_may_come(
    customer: Client, agent: Client, front: Front
) -> None:
    key = {"Idempotency-Key": "first"}
    first = await customer.post("/api/tickets", EXAMPLE, **key)
    answers = await asyncio.gather(*(customer.post("/api/tickets", EXAMPLE) for _ in range(12)))
    assert sorted(answer.status for answer in answers) == [201] * 9 + [429] * 3
    refused = next(answer for answer in answers if answer.status == 429)
    assert 3500 < int(refused.headers["retry-after"]) <= 3600
    assert "10 tickets within an hour" in refused.json["detail"]
    assert (await customer.post("/api/tickets", EXAMPLE, **key)).json == first.json, "a repeated request opens nothing"
    path = f"/api/tickets/{first.json['id']}"
    assert (await customer.post(f"{path}/messages", {"content": "More."})).status == 201
    for_them = {"requesterId": str(front.desk.customer.user_id)}
    for _ in range(12):
        assert (await agent.post("/api/tickets", EXAMPLE | for_them)).status == 201


async def test_counts_by_what_tickets_need(customer: Client, agent: Client) -> None:
    await new(customer, priority="urgent")
    closed = await new(customer)
    await customer.post(f"/api/tickets/{closed['id']}/close", {})
    answer = await agent.get("/api/tickets/stats")
    assert answer.status == 200
    assert answer.json == {
        "total": 2, "open": 1, "inProgress": 0, "waitingCustomer": 0, "waitingSupport": 0, "pending": 0, "resolved": 0,
        "closed": 1, "cancelled": 0, "unassigned": 1, "urgent": 1, "breached": 0,
    }  # fmt: skip
    assert (await customer.get("/api/tickets/stats")).status == 403


async def test_agents_narrow_by_origin_time_and_due_moments(customer: Client, agent: Client, desk: Desk) -> None:
    old, late = await new(customer), await new(customer)
    other = await new(agent)
    await desk.as_owner(
        "update tickets set created_at = '2026-01-31T23:30Z', source = 'email' where number = $1", old["number"]
    )
    await desk.as_owner("update tickets set sla_nearest_at = now() - interval '1 s' where number = $1", late["number"])
    await desk.as_owner(
        "update tickets set sla_standing = null, sla_nearest_at = default where number = $1", old["number"]
    )
    organization = str(desk.customer.organization_id)
    for query, expected in (
        (f"organization={organization}", [late, old]), (f"organization={uuid4()}", []), ("source=EMAIL", [old]),
        ("created=2026-01-01..2026-01-31", [old]), ("created=..2026-01-30", []),
        ("created=2026-02-01..", [other, late]),
        ("sla=breach", [late]), ("sla=on-time", [other]), ("sla=ON_TRACK", [other]), ("sla=none", [old]),
        ("sla=critical,", []), ("sla=paused", []), ("sort=sla", [late, other, old]),
        ("sort=oldest", [old, late, other]),
    ):  # fmt: skip
        found = (await agent.get(f"/api/tickets?{query}")).json
        assert [item["id"] for item in found["items"]] == [item["id"] for item in expected], query
    page = (await agent.get("/api/tickets?sort=oldest&limit=2")).json
    rest = (await agent.get(f"/api/tickets?sort=oldest&limit=2&cursor={page['nextCursor']}")).json
    assert [item["id"] for item in rest["items"]] == [other["id"]]
