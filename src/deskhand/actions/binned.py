"""Deleting tickets: thirty days in the bin, then erased."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deskhand.actions import clocks
from deskhand.actions.contract import action
from deskhand.actions.tickets import lock
from deskhand.rules import binned as rules
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import NotFound
from deskhand.rules.events import TicketDeleted, TicketErased, TicketRestored
from deskhand.store import binned as rows
from deskhand.store.db import Tx


@action(needs=Can.DELETE_TICKET)
async def delete_ticket(tx: Tx, ticket_id: UUID, *, version: int | None = None, reason: str = "") -> datetime:
    """Put a ticket into the bin, where only admins see it; return when it will be erased."""
    why = rules.checked_reason(reason)
    ticket = await lock(tx, ticket_id, version=version)
    await rows.open_bin(tx)
    await rows.put_in(tx, ticket_id, by=tx.actor.user_id if isinstance(tx.actor, Person) else None)
    await tx.emit(TicketDeleted(number=ticket.number, reason=why), ticket_id=ticket_id)
    return rules.erased_at(tx.now)


@action(needs=Can.DELETE_TICKET)
async def restore_ticket(tx: Tx, ticket_id: UUID) -> None:
    """Take a ticket out of the bin, as it was."""
    await rows.open_bin(tx)
    binned = await rows.held_in(tx, ticket_id)
    if binned is None:
        raise NotFound("There is no such ticket in the bin: it was restored, or erased after its 30 days.")
    await rows.take_out(tx, ticket_id)
    await clocks.rewind(tx, [ticket_id])
    await tx.emit(TicketRestored(number=binned.number), ticket_id=ticket_id)


@action(needs=Can.OPERATE)
async def erase_ticket(tx: Tx, after: UUID | None = None) -> UUID | None:
    """Erase one ticket whose time in the bin is over, the next one after an id; None when there is none."""
    await rows.open_bin(tx)
    binned = await rows.oldest(tx, before=tx.now - rules.KEPT, after=after)
    if binned is None:
        return None
    await rows.erase(tx, binned.id)
    await tx.emit(TicketErased(number=binned.number), ticket_id=binned.id)
    return binned.id
