"""Tickets that a customer may open within an hour."""

from __future__ import annotations

import asyncio

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.access import Person
from deskhand.rules.errors import TooMany
from deskhand.rules.ticket import Ticket
from tests.database import Desk

WANTED = NewTicket(subject="Sync", description="x")


async def opened(who: Person, *, per_hour: int = 3) -> Ticket:
    return await act(who, open_ticket, WANTED, per_hour=per_hour)


async def test_so_many_an_hour_and_no_more_however_many_come_at_once(desk: Desk) -> None:
    tried = await asyncio.gather(*(opened(desk.customer) for _ in range(9)), return_exceptions=True)
    assert sum(isinstance(one, Ticket) for one in tried) == 3
    refused = [one for one in tried if isinstance(one, TooMany)]
    assert len(refused) == 6
    assert all(3590 <= one.after <= 3600 for one in refused)
    assert await desk.value("select count(*) from tickets") == 3
    assert isinstance(await opened(desk.other_customer), Ticket), "each has their own"


async def test_the_next_one_is_opened_when_the_first_is_an_hour_old(desk: Desk) -> None:
    first, *_ = [await opened(desk.customer) for _ in range(3)]
    await desk.as_owner("update tickets set created_at = created_at - interval '50 min' where id = $1", first.id)
    with pytest.raises(TooMany) as refused:
        await opened(desk.customer)
    assert 590 <= refused.value.after <= 600
    assert "in 10 minutes" in str(refused.value)
    await desk.as_owner("update tickets set created_at = created_at - interval '10 min' where id = $1", first.id)
    await opened(desk.customer)
    with pytest.raises(TooMany):
        await opened(desk.customer)


async def test_a_follow_up_counts_and_a_reply_does_not(desk: Desk) -> None:
    ticket, *_ = [await opened(desk.customer) for _ in range(3)]
    await act(desk.customer, reply, ticket.id, NewMessage(content="More."), per_hour=3)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))
    await desk.as_owner("update tickets set closed_at = closed_at - interval '15 days'")
    with pytest.raises(TooMany):
        await act(desk.customer, reply, ticket.id, NewMessage(content="Again."), per_hour=3)
    assert await desk.value("select count(*) from messages where body = 'Again.'") == 0


async def test_agents_and_zero_have_no_limit(desk: Desk) -> None:
    for who, per_hour in ((desk.agent, 3), (desk.customer, 0)):
        for _ in range(5):
            await opened(who, per_hour=per_hour)
    assert await desk.value("select count(*) from tickets") == 10
