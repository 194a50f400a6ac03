"""Rows of who is there: made when they are first asked for, and only for those who work here."""

from __future__ import annotations

from uuid import uuid4

from deskhand.rules.assignment import Policy
from deskhand.rules.assignment.availability import Availability, Needs
from deskhand.rules.sla.calendar import Calendar
from deskhand.store import availability
from deskhand.store.db import acting_as
from tests.database import Desk

KEPT = Availability(
    skills=("tls",), languages=("de",), hours=Calendar(zone="UTC", week=(((0, 1440),),) * 7), capacity=0,
    is_accepting=False, away_reason="Lunch",
)  # fmt: skip


async def test_what_is_written_is_read_again(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        assert await availability.locked(tx, desk.agent.user_id) == Availability()
        assert await availability.locked(tx, desk.customer.user_id) is None
        await availability.write(tx, desk.agent.user_id, KEPT)
        assert await availability.locked(tx, desk.agent.user_id) == KEPT
        assert await availability.workspace_policy(tx) is Policy.OFF
        assert await availability.team_policy(tx, uuid4()) is None
        assert await availability.needs(tx, uuid4()) == Needs()
