"""Snoozed tickets come back by themselves."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.queue import queue_page, queue_row
from deskhand.rules.filters import Filters, Snoozed
from tests.database import Desk

PAST = """
    with moved as (update tickets set snoozed_until = snoozed_until - interval '2 hours')
    , told as (update events set payload = jsonb_set(payload, '{until}', to_jsonb(to_char(
        (payload ->> 'until')::timestamptz - interval '2 hours', 'YYYY-MM-DD"T"HH24:MI:SS.USOF:TZM')))
        where name = 'ticket.snoozed')
    update jobs set due_at = now() - interval '1 second' where reaction = 'snooze.wake_tickets'
"""


async def test_a_ticket_leaves_the_queue_and_comes_back_at_its_moment(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    rounds = JobRounds(wiring.reactions_by_name())
    await act(desk.agent, change_ticket, ticket.id, TicketChange(snoozed_until=clock.now() + timedelta(hours=1)))
    while await rounds():
        pass
    for filters, rows in ((Filters(), 0), (Filters(snoozed=Snoozed.YES), 1)):
        assert len((await ask(desk.agent, queue_page, filters)).rows) == rows
    assert await ask(desk.agent, queue_row, ticket.id, Filters()) is None
    await desk.as_owner(PAST)
    while await rounds():
        pass
    assert len((await ask(desk.agent, queue_page, Filters())).rows) == 1
    assert await desk.value("select payload ->> 'reason' from events where name = 'ticket.woken'") == "Its time came."
