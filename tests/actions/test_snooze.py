"""Tickets that sleep, wake, and are due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.snooze import wake_at
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.rules.errors import Conflict, Forbidden
from deskhand.rules.ticket import Ticket
from tests.database import Desk

TRAIL = """
    select name, is_public, payload -> 'changes' as changes, payload ->> 'reason' as reason
    from events where ticket_id is not null order by id
"""


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))


async def test_sleeping_waking_and_being_due_are_told_each_in_an_event_of_its_own(desk: Desk, ticket: Ticket) -> None:
    until, due = clock.now() + timedelta(hours=2), clock.now() + timedelta(days=1)
    wanted = TicketChange(priority="low", snoozed_until=until, due_at=due, version=1)
    changed = await act(desk.agent, change_ticket, ticket.id, wanted)
    assert (changed.snoozed_until, changed.due_at, changed.version) == (until, due, 2), "one change, one version"
    assert await act(desk.agent, change_ticket, ticket.id, TicketChange(snoozed_until=until, due_at=due)) == changed
    woken = await act(desk.agent, change_ticket, ticket.id, TicketChange(snoozed_until=None, due_at=None))
    assert (woken.snoozed_until, woken.due_at, woken.version) == (None, None, 3)
    told = (await desk.as_owner(TRAIL))[2:]
    names = ["ticket.snoozed", "ticket.due_date_set", "ticket.woken", "ticket.due_date_set"]
    assert [row["name"] for row in told] == names
    assert not any(row["is_public"] for row in told), "customers hear of none of it"
    assert until.isoformat(timespec="seconds") in str(told[0]["changes"])
    with pytest.raises(Forbidden):
        await act(desk.customer, change_ticket, ticket.id, TicketChange(due_at=due))


async def test_a_customers_answer_and_an_end_wake_it_and_an_agents_answer_does_not(desk: Desk, ticket: Ticket) -> None:
    asleep = TicketChange(snoozed_until=clock.now() + timedelta(hours=2))
    await act(desk.agent, change_ticket, ticket.id, asleep)
    answered = await act(desk.agent, reply, ticket.id, NewMessage(content="I will look on Monday."))
    assert answered.ticket.snoozed_until is not None
    written = await act(desk.customer, reply, ticket.id, NewMessage(content="Sooner, please."))
    assert written.ticket.snoozed_until is None
    await act(desk.agent, change_ticket, ticket.id, asleep)
    solved = await act(desk.agent, reply, ticket.id, NewMessage(content="Solved.", resolves=True))
    assert solved.ticket.snoozed_until is None
    with pytest.raises(Conflict):
        await act(desk.agent, change_ticket, ticket.id, asleep)
    why = [row["reason"] for row in await desk.as_owner(TRAIL) if row["name"] == "ticket.woken"]
    assert why == ["The customer wrote.", "It is done."]
    assert await desk.value("select snoozed_until from tickets") is None


async def test_it_wakes_at_the_moment_that_still_holds(desk: Desk, ticket: Ticket) -> None:
    now = clock.now()
    first, second = now + timedelta(hours=1), now + timedelta(hours=2)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(snoozed_until=first))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(snoozed_until=second))
    waits = "select array_agg(j.due_at order by j.due_at) from jobs j where reaction = 'snooze.wake_tickets'"
    assert await desk.value(waits) == [first, second]
    assert await act(desk.system, wake_at, ticket.id, first) is False
    assert await act(desk.system, wake_at, ticket.id, second) is False, "its moment has not come"
    await desk.as_owner("update tickets set snoozed_until = now() - interval '1 second'")
    moment = await desk.value("select snoozed_until from tickets")
    assert await act(desk.system, wake_at, ticket.id, moment) is True  # type: ignore[arg-type]  # a moment
    assert await act(desk.system, wake_at, ticket.id, moment) is False  # type: ignore[arg-type]  # a moment
    with pytest.raises(Forbidden):
        await act(desk.admin, wake_at, ticket.id, second)
