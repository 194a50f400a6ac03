"""Tickets as the API lists them."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.tickets import list_tickets
from deskhand.rules.filters import Filters
from tests.database import Desk


async def test_pages_by_number_and_by_cursor_are_the_same_list(desk: Desk) -> None:
    made = [await act(desk.customer, open_ticket, NewTicket(subject=f"no {n}", description="x")) for n in range(7)]
    newest_first = [ticket.id for ticket in reversed(made)]
    by_number = [
        ticket.id
        for page in (1, 2, 3)
        for ticket in (await ask(desk.agent, list_tickets, Filters(), cursor=None, limit=3, page=page)).items
    ]
    by_cursor, cursor = [], None
    while True:
        page_found = await ask(desk.agent, list_tickets, Filters(), cursor=cursor, limit=3, page=1)
        by_cursor += [ticket.id for ticket in page_found.items]
        cursor = page_found.next_cursor
        if cursor is None:
            break
    assert by_number == by_cursor == newest_first
    assert page_found.total == 7


async def test_customers_list_their_own(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="mine", description="x"))
    found = await ask(desk.other_customer, list_tickets, Filters(), cursor=None, limit=20, page=1)
    assert (found.items, found.total, found.next_cursor) == ([], 0, None)
