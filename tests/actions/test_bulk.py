"""Changing many tickets at once."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest

from deskhand.actions.bulk import Outcome, change_tickets
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def opened(desk: Desk, count: int) -> list[UUID]:
    """Open so many tickets, the oldest first."""
    wanted = NewTicket(subject="Sync", description="x")
    return [(await act(desk.customer, open_ticket, wanted)).id for _ in range(count)]


def kinds(outcomes: list[Outcome]) -> list[str | None]:
    return [outcome.refused.kind if outcome.refused else None for outcome in outcomes]


async def test_each_ticket_has_its_own_outcome_in_the_order_asked(desk: Desk) -> None:
    first, closed, last = await opened(desk, 3)
    await act(desk.agent, change_ticket, closed, TicketChange(status="closed"))
    nowhere = uuid4()
    wanted = TicketChange(assignee_id=desk.other_agent.user_id, priority="high")
    outcomes = await act(desk.agent, change_tickets, [last, closed, nowhere, first, last], wanted)
    assert [outcome.id for outcome in outcomes] == [last, closed, nowhere, first]
    assert kinds(outcomes) == [None, "Conflict", "NotFound", None]
    assert outcomes[1].refused is not None
    assert outcomes[1].refused.allowed == ("reopen",)
    rows = await desk.as_owner("select priority, status, assignee_id, version from tickets order by id")
    changed = ("high", "in_progress", desk.other_agent.user_id, 2)
    assert [tuple(row) for row in rows] == [changed, ("medium", "closed", None, 2), changed]


async def test_of_one_ticket_never_half_is_changed(desk: Desk) -> None:
    ids = await opened(desk, 2)
    before = await desk.as_owner("select name, ticket_id from events order by id")
    outcomes = await act(desk.agent, change_tickets, ids, TicketChange(priority="low", status="waiting_customer"))
    assert kinds(outcomes) == ["Conflict", "Conflict"]
    assert {row["priority"] for row in await desk.as_owner("select priority from tickets")} == {"medium"}
    assert await desk.as_owner("select name, ticket_id from events order by id") == before


async def test_each_change_is_told_once(desk: Desk) -> None:
    ids = await opened(desk, 4)
    await act(desk.agent, change_tickets, ids, TicketChange(status="resolved", resolution="Restarted."))
    told = await desk.as_owner("select ticket_id from events where name = 'ticket.resolved' order by ticket_id")
    assert [row["ticket_id"] for row in told] == sorted(ids)


async def test_two_at_once_in_opposite_orders_both_end(desk: Desk) -> None:
    ids = await opened(desk, 12)
    high = act(desk.agent, change_tickets, ids, TicketChange(priority="high"))
    low = act(desk.other_agent, change_tickets, ids[::-1], TicketChange(type="billing_issue"))
    for outcomes in await asyncio.gather(high, low):
        assert kinds(outcomes) == [None] * 12
    rows = await desk.as_owner("select distinct priority, type from tickets")
    assert [tuple(row) for row in rows] == [("high", "billing_issue")]


async def test_customers_change_nothing_in_bulk(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await act(desk.customer, change_tickets, await opened(desk, 1), TicketChange(status="closed"))
