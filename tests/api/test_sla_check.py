"""The check of deadlines on demand: for who knows the secret, and not there while there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from tests.database import Desk
from tests.front import JSON, opened

PATH = "/api/notifications/sla-check"


async def test_deadlines_are_looked_at_for_who_knows_the_secret(desk: Desk) -> None:
    with clock.moved(-timedelta(hours=5)):
        for _ in range(3):
            await act(desk.other_customer, open_ticket, NewTicket(subject="Fire", description="Help", priority="high"))
    with clock.moved(-timedelta(hours=3, minutes=30)):
        await act(desk.other_customer, open_ticket, NewTicket(subject="Fire", description="Help", priority="high"))
    settings = replace(desk.settings, cron_secret="open sesame")
    async with opened(replace(desk, settings=settings)) as front:
        stranger = front.visitor
        assert (await stranger.get(PATH)).status == 401
        assert (await stranger.send("POST", PATH, headers=JSON | {"authorization": "Bearer open"})).status == 401
        first = await stranger.get(PATH, authorization="Bearer open sesame")
        assert (first.status, first.json) == (200, {"tickets": 4, "warnings": 1, "breaches": 3, "escalations": 0})
        again = await stranger.send("POST", PATH, headers={"authorization": "Bearer open sesame"})
        assert (again.status, again.json) == (200, {"tickets": 0, "warnings": 0, "breaches": 0, "escalations": 0})


async def test_without_a_secret_there_is_no_such_address(desk: Desk) -> None:
    async with opened(desk) as front:
        for header in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer x"}):
            assert (await front.visitor.send("GET", PATH, headers=header)).status == 404
