"""What decides whether a ticket is closed by itself is read as it stands, and what was told is written."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.ticket import Status
from deskhand.store import idle
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_ticket_is_held_and_marked(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    async with acting_as(desk.system) as tx:
        found = await idle.locked(tx, ticket.id)
        assert found is not None
        assert (found.status, found.warned_at, found.is_asleep, found.is_merged) == (
            Status.IN_PROGRESS, None, False, False,
        )  # fmt: skip
        await idle.note_warning(tx, ticket.id)
        marked = await idle.locked(tx, ticket.id)
        assert marked is not None
        assert marked.warned_at == tx.now
        assert await idle.locked(tx, uuid4()) is None
        assert not await idle.note_reminder(tx, ticket.id, assignee_id=desk.other_agent.user_id)
        assert await idle.note_reminder(tx, ticket.id, assignee_id=desk.agent.user_id)
        assert not await idle.note_reminder(tx, ticket.id, assignee_id=desk.agent.user_id)
