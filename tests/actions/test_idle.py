"""What is not due is not done, whoever asks: the ticket is looked at again while it is held."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.idle import close_idle, remind_of_reply, warn_of_closing
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.auto_close import Policy
from tests.database import Desk


async def test_an_open_ticket_is_neither_told_of_nor_closed(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))
    await desk.as_owner("update tickets set last_message_at = now() - interval '1 year'")
    for ticket_id in (ticket.id, uuid4()):
        assert not await act(desk.system, warn_of_closing, ticket_id, Policy(7, 5))
        assert not await act(desk.system, close_idle, ticket_id, Policy(7, 5))
        assert not await act(desk.system, remind_of_reply, ticket_id, assignee_id=desk.agent.user_id)
    assert await desk.value("select count(*) from events where ticket_id is not null") == 1
