"""Rating a ticket that is done, and asking for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deskhand.actions.contract import action
from deskhand.actions.tickets import lock
from deskhand.rules import events, rating
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden
from deskhand.rules.rating import Rating
from deskhand.rules.ticket import RANK, Status
from deskhand.store import jobs, ratings, tickets, workspaces
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
    await ratings.keep(tx, ticket_id, rating=marks, comment=kept, by=tx.actor.user_id, about=ticket.assignee_id)
    before = None if earlier is None else str(earlier.rating)
    rated = events.TicketRated(rating=marks, comment=kept, changes={"rating": (before, str(marks))})
    await tx.emit(rated, ticket_id=ticket_id, priority=RANK[ticket.priority])
    return Rating(
        ticket_id=ticket_id, rating=marks, comment=kept, created_at=earlier.created_at if earlier else tx.now,
        changed_at=tx.now,
    )  # fmt: skip


@action(needs=Can.OPERATE)
async def plan_survey(tx: Tx, ticket_id: UUID, *, closed_at: datetime) -> datetime | None:
    """Have the requester of a ticket that was closed then asked how satisfied they are, once; return when."""
    ticket = await tickets.locked(tx, ticket_id)
    if ticket is None or ticket.status is not Status.CLOSED or ticket.closed_at != closed_at:
        return None
    due_at = rating.survey_due(
        closed_at, delay=await workspaces.survey_delay(tx),
        is_rated=await ratings.of_ticket(tx, ticket_id) is not None,
        was_asked=await ratings.was_asked(tx, ticket_id, closed_at=closed_at),
    )  # fmt: skip
    if due_at is None:
        return None
    planned = events.SurveyPlanned(due_at=due_at, closed_at=closed_at)
    event_id = await tx.emit(planned, ticket_id=ticket_id, priority=RANK[ticket.priority])
    await jobs.delay(tx, event_id, until=due_at)
    return due_at
