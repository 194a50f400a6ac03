"""How far counting has come is looked up by indexes."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.statistics import Reach, reach
from tests.database import Desk


async def test_counting_has_come_nowhere_before_it_begins(desk: Desk) -> None:
    assert await ask(desk.system, reach) == Reach(first=None, counted=None)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x"))
    assert await ask(desk.system, reach) == Reach(first=ticket.created_at, counted=None)
