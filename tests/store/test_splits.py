"""Rows of splits: the message itself opens the new ticket."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import splits
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_message_leaves_and_opens(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="A", description="A opened"))
    written = await act(desk.customer, reply, ticket.id, NewMessage(content="And a printer"))
    async with acting_as(desk.agent) as tx:
        assert await splits.message(tx, ticket.id, uuid4()) is None
        leaving = await splits.message(tx, ticket.id, written.id)
        assert leaving is not None
        assert (leaving.author_id, leaving.author_kind, leaving.is_internal, leaving.is_opening, leaving.body) == (
            desk.customer.user_id, "customer", False, False, "And a printer"
        )  # fmt: skip
        begun = splits.Beginning(
            id=tx.new_id(), subject="Printer", priority_reason="x", requester_id=desk.customer.user_id,
            organization_id=None,
        )  # fmt: skip
        number = await splits.add(tx, begun, leaving, of=ticket)
        row = await tx.row(
            "select t.number, t.last_message_preview, m.is_opening from tickets t "
            "join messages m on m.ticket_id = t.id where t.id = $1", begun.id
        )  # fmt: skip
        assert row is not None
        assert tuple(row) == (number, "And a printer", True)
