"""A ticket's whole trail."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries.activity import read_trail
from deskhand.queries.contract import ask
from deskhand.rules.errors import Forbidden, NotFound
from tests.database import Desk


async def test_it_tells_who_when_from_what_to_what_and_why(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low", reason="As agreed."))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Restarted."))
    trail = await ask(desk.admin, read_trail, ticket.id)
    assert trail.number == ticket.number
    told = [(step.event, step.who, step.why) for step in trail.steps]
    assert told == [
        ("ticket.created", desk.customer.name, None), ("ticket.updated", desk.agent.name, "As agreed."),
        ("ticket.resolved", desk.agent.name, "Restarted."),
    ]  # fmt: skip
    assert [step.changes for step in trail.steps] == [
        {}, {"priority": ("medium", "low")}, {"status": ("open", "resolved")},
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        await ask(desk.customer, read_trail, ticket.id)
    with pytest.raises(NotFound):
        await ask(desk.agent, read_trail, desk.agent.user_id)
