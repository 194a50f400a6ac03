"""Mentions: colleagues and teams that an agent names in what they write, who hear of it if they may see the ticket."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.access import Person, is_staff
from deskhand.rules.events import Mentioned
from deskhand.rules.mention import mentioned
from deskhand.rules.ticket import RANK, Ticket
from deskhand.store import people
from deskhand.store.db import Tx


async def tell_mentions(tx: Tx, ticket: Ticket, body: str, *, message_id: UUID) -> None:
    """Tell whom a message of an agent mentions; customers mention nobody, and hear of no mention."""
    if "@" not in body or not is_staff(tx.actor) or not isinstance(tx.actor, Person):
        return
    me = tx.actor.user_id
    found = [one for one in mentioned(body, await people.nameable(tx)) if one.id != me]
    if not found:
        return
    event = Mentioned(
        message_id=message_id, people=[one.id for one in found if not one.is_team],
        teams=[one.id for one in found if one.is_team],
        changes={"mentioned": (None, ", ".join(one.name for one in found))},
    )  # fmt: skip
    await tx.emit(event, ticket_id=ticket.id, priority=RANK[ticket.priority])
