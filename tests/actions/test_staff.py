"""What the agents' own doors do, and for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deskhand.actions import staff
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage
from deskhand.actions.tickets import NewTicket, TicketChange
from deskhand.rules.access import Can
from deskhand.rules.errors import Forbidden
from tests.database import Desk

WANTED = NewTicket(subject="Sync", description="It stopped.")


async def test_agents_open_change_and_comment(desk: Desk) -> None:
    ticket = await act(desk.agent, staff.open_ticket, WANTED)
    assert ticket.requester_id == desk.agent.user_id
    changed = await act(desk.other_agent, staff.change_ticket, ticket.id, TicketChange(priority="high"))
    assert changed.priority == "high"
    internal = await act(desk.other_agent, staff.comment, ticket.id, NewMessage(content="Hm."), is_internal=True)
    public = await act(desk.other_agent, staff.comment, ticket.id, NewMessage(content="Hi."), is_internal=False)
    assert [internal.is_internal, public.is_internal] == [True, False]
    assert public.ticket.status == "waiting_customer"


async def test_customers_find_every_door_shut(desk: Desk) -> None:
    ticket = await act(desk.agent, staff.open_ticket, WANTED)
    for attempt in (
        act(desk.customer, staff.open_ticket, WANTED),
        act(desk.customer, staff.change_ticket, ticket.id, TicketChange(status="closed")),
        act(desk.customer, staff.comment, ticket.id, NewMessage(content="Hi."), is_internal=False),
    ):
        with pytest.raises(Forbidden):
            await attempt


async def test_a_token_needs_the_scope_of_what_it_does(desk: Desk) -> None:
    ticket = await act(desk.agent, staff.open_ticket, WANTED)
    noting = replace(desk.agent, scopes=frozenset({Can.NOTE, Can.OPEN_FOR_OTHERS}))
    await act(noting, staff.comment, ticket.id, NewMessage(content="Hm."), is_internal=True)
    for attempt in (
        act(noting, staff.comment, ticket.id, NewMessage(content="Hi."), is_internal=False),
        act(noting, staff.open_ticket, WANTED),
    ):
        with pytest.raises(Forbidden):
            await attempt
