"""Deadlines of rows and of a ticket: the same chip, in the order of what is due."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.queue import queue_page, queue_row
from deskhand.queries.ticket import read_ticket
from deskhand.rules.filters import Due, Filters, Sort
from deskhand.rules.sla.colour import Colour
from tests.database import Desk

COLOURS = {Due.BREACHED, Due.CRITICAL, Due.WARNING, Due.UPCOMING, Due.ON_TRACK, Due.PAUSED}


async def test_rows_and_tickets_show_what_lists_find(desk: Desk) -> None:
    made = {}
    for hours, due in (
        (9.0, Due.BREACHED),
        (7.5, Due.CRITICAL),
        (6.5, Due.WARNING),
        (5.0, Due.UPCOMING),
        (1.0, Due.ON_TRACK),
    ):
        with clock.moved(-timedelta(hours=hours)):
            wanted = NewTicket(subject=due.value, description="x", priority="medium")
            made[due] = (await act(desk.other_customer, open_ticket, wanted)).id
    with clock.moved(-timedelta(hours=1)):
        wanted = NewTicket(subject="paused", description="x", priority="medium")
        made[Due.PAUSED] = (await act(desk.other_customer, open_ticket, wanted)).id
        await act(desk.agent, reply, made[Due.PAUSED], NewMessage(content="Which one?"))
    for due, ticket_id in made.items():
        page = await ask(desk.agent, queue_page, Filters(sla=due))
        assert [(row.id, row.chip.colour(clock.now())) for row in page.rows] == [(ticket_id, Colour(due.value))]
        assert (await ask(desk.agent, read_ticket, ticket_id)).chip == page.rows[0].chip
        one = await ask(desk.agent, queue_row, ticket_id, Filters(sla=due))
        assert one is not None
        assert one.row.chip == page.rows[0].chip
    assert set(made) == COLOURS
    first = await ask(desk.agent, queue_page, Filters(sort=Sort.SLA), limit=4)
    rest = await ask(desk.agent, queue_page, Filters(sort=Sort.SLA), cursor=first.next_cursor)
    assert [row.id for row in (*first.rows, *rest.rows)] == list(made.values())
    assert {one.name: one.count for one in first.figures}["breached"] == "1"
