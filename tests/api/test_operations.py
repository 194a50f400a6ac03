"""What machines that watch the desk are told."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import db
from tests.front import Client, Front


async def test_health_tells_that_the_process_lives_whatever_the_database_does(front: Front) -> None:
    await db.close()
    answer = await front.visitor.get("/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


async def test_ready_follows_the_database(front: Front) -> None:
    answer = await front.visitor.get("/ready")
    assert (answer.status, answer.json) == (200, {"status": "ok", "database": "ok"})
    await db.close()
    away = await front.visitor.get("/ready")
    assert (away.status, away.json) == (503, {"status": "unavailable", "database": "unavailable"})


async def test_without_a_database_requests_are_told_to_come_back(front: Front, agent: Client) -> None:
    await db.close()
    answer = await agent.get("/api/tickets")
    assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
    assert int(answer.headers["retry-after"]) >= 1


async def test_metrics_are_text_that_prometheus_reads(front: Front) -> None:
    await act(front.desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))
    answer = await front.visitor.get("/metrics")
    assert answer.status == 200
    found = {family.name: family for family in text_string_to_metric_families(answer.text)}
    waiting = await front.desk.value("select count(*) from jobs")
    assert found["deskhand_jobs_waiting"].samples[0].value == waiting
    assert {"deskhand_requests", "deskhand_request_seconds", "deskhand_deliveries_dead"} <= set(found)


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-forwarded-proto", "forwarded", "via", "x-real-ip"])
async def test_metrics_are_for_this_machine_or_an_admin_s_token(front: Front, header: str) -> None:
    through_proxy = {header: "203.0.113.9"}
    answer = await front.visitor.send("GET", "/metrics", headers=through_proxy)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    for who, status in ((front.desk.customer, 403), (front.desk.agent, 403), (front.desk.admin, 200)):
        client = await front.client(who)
        assert (await client.send("GET", "/metrics", headers=through_proxy)).status == status
