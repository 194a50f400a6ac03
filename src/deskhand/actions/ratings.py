"""Rating a ticket that is done."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.contract import action
from deskhand.actions.tickets import lock
from deskhand.rules import events, rating
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden
from deskhand.rules.rating import Rating
from deskhand.rules.ticket import RANK
from deskhand.store import ratings
from deskhand.store.db import Tx


@action(needs=Can.RATE)
async def rate(tx: Tx, ticket_id: UUID, *, marks: int, comment: str) -> Rating:
    """Say from 1 to 5 how satisfied one is with one's ticket; within a day it may be said otherwise."""
    kept = rating.checked(marks, comment)
    ticket = await lock(tx, ticket_id)
    if not isinstance(tx.actor, Person) or tx.actor.user_id != ticket.requester_id:
        raise Forbidden("A ticket is rated by whoever asked.")
    earlier = await ratings.of_ticket(tx, ticket_id)
    rating.check_time(ticket.status, rated_at=earlier.created_at if earlier else None, now=tx.now)
    if earlier is not None and (earlier.rating, earlier.comment) == (marks, kept):
        return earlier
    await ratings.keep(tx, ticket_id, rating=marks, comment=kept, by=tx.actor.user_id)
    before = None if earlier is None else str(earlier.rating)
    rated = events.TicketRated(rating=marks, comment=kept, changes={"rating": (before, str(marks))})
    await tx.emit(rated, ticket_id=ticket_id, priority=RANK[ticket.priority])
    return Rating(
        ticket_id=ticket_id, rating=marks, comment=kept, created_at=earlier.created_at if earlier else tx.now,
        changed_at=tx.now,
    )  # fmt: skip
