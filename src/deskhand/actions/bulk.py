"""Changing many tickets at once: each as if alone, all in one transaction."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.actions.tickets import TicketChange, change_ticket
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from deskhand.rules.ticket import Ticket
from deskhand.store.attempt import attempt
from deskhand.store.db import Tx


class Refused(Struct, frozen=True, kw_only=True):
    """Why one ticket stayed as it was; `kind` is the refusal's name."""

    kind: str
    sentence: str
    fields: dict[str, str] = {}
    allowed: tuple[str, ...] = ()


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one ticket: it as it stands now, or why it did not change."""

    id: UUID
    ticket: Ticket | None = None
    refused: Refused | None = None


@action(needs=Can.CHANGE)
async def change_tickets(tx: Tx, ticket_ids: list[UUID], wanted: TicketChange) -> list[Outcome]:
    """Change each of many tickets whole or not at all; one that cannot be changed does not hinder the others."""
    # Always in the same order: two such changes at once would otherwise wait for each other.
    outcomes = {ticket_id: await _outcome(tx, ticket_id, wanted) for ticket_id in sorted(set(ticket_ids))}
    return [outcomes[ticket_id] for ticket_id in dict.fromkeys(ticket_ids)]


async def _outcome(tx: Tx, ticket_id: UUID, wanted: TicketChange) -> Outcome:
    try:
        async with attempt(tx):
            return Outcome(id=ticket_id, ticket=await change_ticket(tx, ticket_id, wanted))
    except Refusal as refusal:
        return Outcome(id=ticket_id, refused=_refused(refusal))


def refusal_of(refused: Refused) -> Refusal:
    """Return the refusal that an outcome tells of."""
    match refused.kind:
        case "Invalid":
            return Invalid(refused.fields)
        case "Conflict":
            return Conflict(refused.sentence, allowed=refused.allowed)
        case "NotFound":
            return NotFound(refused.sentence)
    return Forbidden(refused.sentence)


def _refused(refusal: Refusal) -> Refused:
    return Refused(
        kind=type(refusal).__name__,
        sentence=str(refusal),
        fields=refusal.fields if isinstance(refusal, Invalid) else {},
        allowed=refusal.allowed if isinstance(refusal, Conflict) else (),
    )
