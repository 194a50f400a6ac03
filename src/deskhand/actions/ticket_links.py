"""Saying what tickets are to each other, and taking it back; both of them tell of it."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.contract import action
from deskhand.actions.tickets import lock
from deskhand.rules import draft
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.events import Event, TicketLinked, TicketUnlinked
from deskhand.rules.ticket import RANK, Ticket
from deskhand.rules.ticket_link import BY_HAND, KINDS, OPPOSITE, Relation, is_kept_here
from deskhand.store import ticket_links, tickets
from deskhand.store.db import Tx


@action(needs=Can.LINK)
async def link(tx: Tx, ticket_id: UUID, relation: str, *, other: UUID | str) -> UUID:
    """Say what another ticket, by id or number, is to this one; return its id. Saying it again changes nothing."""
    wanted = draft.word_of(Relation, relation)
    if wanted not in BY_HAND:
        raise Invalid({"relation": f"“{relation[:40]}” is not one of: {', '.join(BY_HAND)}"})
    await ticket_links.one_at_a_time(tx)
    other_id = await resolve(tx, other, "ticket")
    if other_id == ticket_id:
        raise Invalid({"ticket": "must be another ticket than this one"})
    held = await lock_both(tx, ticket_id, other_id)
    if await _write(tx, held[ticket_id], wanted, other=held[other_id]):
        await tell_both(tx, TicketLinked, held[ticket_id], relation=wanted, other=held[other_id])
    return other_id


@action(needs=Can.LINK)
async def unlink(tx: Tx, ticket_id: UUID, relation: str, *, other_id: UUID) -> None:
    """Take back what another ticket is to this one."""
    wanted = draft.word_of(Relation, relation)
    await ticket_links.one_at_a_time(tx)
    held = await lock_both(tx, ticket_id, other_id)
    if wanted is None or not await _erase(tx, held[ticket_id], wanted, other=held[other_id]):
        raise NotFound("The two tickets are not linked like this.")
    await tell_both(tx, TicketUnlinked, held[ticket_id], relation=wanted, other=held[other_id])


async def resolve(tx: Tx, other: UUID | str, field: str) -> UUID:
    """Return the id of a ticket that the actor names by its id or number."""
    found = other if isinstance(other, UUID) else await ticket_links.id_of(tx, other.strip().lstrip("#"))
    if found is None:
        raise Invalid({field: f"“{str(other)[:60]}” is not the number of a ticket that you can see"})
    return found


async def lock_both(tx: Tx, *ticket_ids: UUID) -> dict[UUID, Ticket]:
    """Hold several tickets, always in the same order, so that two acts on the same ones cannot block each other."""
    return {ticket_id: await lock(tx, ticket_id) for ticket_id in sorted(set(ticket_ids))}


async def tell_both(
    tx: Tx, kind: type[TicketLinked | TicketUnlinked], ticket: Ticket, *, relation: Relation, other: Ticket
) -> None:
    """Have the trail of both tickets say what they are, or are no more, to each other."""
    told: list[tuple[Ticket, Event]] = [
        (ticket, kind(relation=relation, other_id=other.id)),
        (other, kind(relation=OPPOSITE[relation], other_id=ticket.id)),
    ]
    for one, event in told:
        await tx.emit(event, ticket_id=one.id, priority=RANK[one.priority])


async def _write(tx: Tx, ticket: Ticket, relation: Relation, *, other: Ticket) -> bool:
    if not is_kept_here(relation):
        ticket, relation, other = other, OPPOSITE[relation], ticket
    if relation is Relation.FOLLOW_UP_OF:
        return await _follow(tx, ticket, other)
    if relation is Relation.PARENT and not await _may_be_parent(tx, ticket, other):
        return False
    return await ticket_links.add(tx, ticket.id, KINDS[relation], other_id=other.id)


async def _may_be_parent(tx: Tx, child: Ticket, parent: Ticket) -> bool:
    """False when it is the parent already."""
    present = await ticket_links.other_of(tx, child.id, KINDS[Relation.PARENT])
    if present == parent.id:
        return False
    if present is not None:
        raise Conflict(f"{child.number} has a parent already; a ticket has one. Take that link away first.")
    if await ticket_links.is_descendant(tx, parent.id, child.id):
        raise Conflict(f"{parent.number} stands below {child.number} already, so it cannot be above it as well.")
    return True


async def _follow(tx: Tx, later: Ticket, earlier: Ticket) -> bool:
    if later.follow_up_of_id == earlier.id:
        return False
    if later.follow_up_of_id is not None:
        raise Conflict(f"{later.number} follows another ticket already; take that link away first.")
    if later.created_at <= earlier.created_at:
        raise Conflict(f"{later.number} is older than {earlier.number}, so it cannot follow it.")
    await tickets.change(tx, later, {"follow_up_of_id": earlier.id}, raises_version=False)
    return True


async def _erase(tx: Tx, ticket: Ticket, relation: Relation, *, other: Ticket) -> bool:
    if not is_kept_here(relation):
        ticket, relation, other = other, OPPOSITE[relation], ticket
    if relation is not Relation.FOLLOW_UP_OF:
        return await ticket_links.remove(tx, ticket.id, KINDS[relation], other_id=other.id)
    if ticket.follow_up_of_id != other.id:
        return False
    await tickets.change(tx, ticket, {"follow_up_of_id": None}, raises_version=False)
    return True
