"""Rows of assignment: who is considered at all, what waits in which order, and that nobody may is written once."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from deskhand.actions.availability import change_availability
from deskhand.actions.contract import act
from deskhand.actions.tickets import TicketChange, change_ticket
from deskhand.kit import clock
from deskhand.rules.assignment import Decision, Policy, Reason
from deskhand.rules.assignment.availability import AvailabilityChange
from deskhand.rules.sla.calendar import WEEKDAYS
from deskhand.store import assignment, everywhere
from deskhand.store.db import acting_as
from tests.assigning import opened, share_by
from tests.database import Desk


async def test_agents_and_tickets_are_read_with_all_that_counts(desk: Desk) -> None:
    first, second = await opened(desk, 2)
    (urgent,) = await opened(desk, 1, priority="urgent", by=desk.other_customer)
    assert await everywhere.unassigned() == []
    await share_by(desk, Policy.ROUND_ROBIN)
    assert await everywhere.unassigned() == [desk.system.workspace_id]
    week = dict.fromkeys(WEEKDAYS, "09:00-17:00")
    await act(desk.admin, change_availability, desk.agent.user_id, AvailabilityChange(skills=["tls"], week=week))
    await act(desk.agent, change_ticket, first, TicketChange(assignee_id=desk.agent.user_id))
    async with acting_as(desk.system) as tx:
        agents = await assignment.hold_agents(tx)
        waiting = await assignment.waiting(tx, most=10)
        assert await assignment.is_on(tx)
    assert set(agents) == {desk.agent.user_id, desk.other_agent.user_id}, "admins in no team are given none"
    maya = agents[desk.agent.user_id]
    assert (maya.held, maya.skills, maya.capacity) == (1, frozenset({"tls"}), 10)
    assert maya.hours.worked(clock.now(), clock.now() + timedelta(days=7)) == timedelta(hours=56)
    assert [one.ticket_id for one in waiting] == [urgent, second]
    assert waiting[1].last_agent_id == desk.agent.user_id
    assert waiting[0].last_agent_id is None
    assert waiting[1].due_at is not None
    assert waiting[1].due_at - waiting[1].waits_since == timedelta(hours=4)
    assert waiting[0].policy is Policy.ROUND_ROBIN


async def test_that_nobody_may_is_written_once_and_anew_when_it_has_stood_for_a_while(desk: Desk) -> None:
    (ticket,) = await opened(desk, 1)
    nobody = Decision(ticket_id=ticket, policy=Policy.ROUND_ROBIN, chosen=None, reason=Reason.NOBODY)
    written = "select policy, created_at from assignments"
    for policy, moved in ((Policy.ROUND_ROBIN, 0), (Policy.FEWEST_OPEN, 0), (Policy.ROUND_ROBIN, 120)):
        async with acting_as(desk.system) as tx:
            await assignment.keep(tx, [replace(nobody, policy=policy)])
        if moved:
            await desk.as_owner("update assignments set created_at = created_at - interval '2 minutes', content = '{}'")
            async with acting_as(desk.system) as tx:
                await assignment.keep(tx, [nobody])
        (row,) = await desk.as_owner(written)
    assert row["policy"] == "round_robin"
    assert clock.now() - row["created_at"] < timedelta(minutes=1)
