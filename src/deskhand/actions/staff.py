"""What the doors of the agents' own API do: the same as everybody's, for staff alone."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions import replies, tickets
from deskhand.actions.contract import action
from deskhand.actions.replies import NewMessage, Written
from deskhand.actions.tickets import NewTicket, TicketChange
from deskhand.rules.access import Can, require
from deskhand.rules.ticket import Ticket
from deskhand.store.db import Tx


@action(needs=Can.OPEN_FOR_OTHERS)
async def open_ticket(tx: Tx, wanted: NewTicket) -> Ticket:
    """Open a ticket as somebody who may open them for others."""
    require(tx.actor, Can.OPEN_TICKET)
    return await tickets.open_ticket(tx, wanted)


@action(needs=Can.CHANGE)
async def change_ticket(tx: Tx, ticket_id: UUID, wanted: TicketChange) -> Ticket:
    """Change a ticket as somebody who may change any field of it."""
    return await tickets.change_ticket(tx, ticket_id, wanted)


@action(needs=Can.NOTE)
async def comment(tx: Tx, ticket_id: UUID, wanted: NewMessage, *, is_internal: bool) -> Written:
    """Write a public comment or an internal one, as somebody who may write both."""
    if is_internal:
        return await replies.note(tx, ticket_id, wanted)
    require(tx.actor, Can.REPLY)
    return await replies.reply(tx, ticket_id, wanted)
