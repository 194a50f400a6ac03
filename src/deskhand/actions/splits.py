"""Splitting: a message with its files leaves its ticket and opens one of its own."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions import clocks
from deskhand.actions.contract import action
from deskhand.actions.tickets import hold, lock
from deskhand.kit.text import without_controls
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Invalid, NotFound
from deskhand.rules.ticket import RANK, Ticket
from deskhand.rules.ticket_link import KINDS, Relation
from deskhand.store import merges, splits, ticket_links
from deskhand.store.db import Tx
from deskhand.store.splits import Beginning, Leaving


@action(needs=Can.MERGE)
async def split(tx: Tx, ticket_id: UUID, message_id: UUID, *, subject: str = "") -> Ticket:
    """Have a public message open a ticket of its own, for who wrote it if that is a customer; return that ticket."""
    held = await lock(tx, ticket_id)
    leaving = await splits.message(tx, ticket_id, message_id)
    if leaving is None:
        raise NotFound("There is no such message on this ticket.")
    _check(leaving)
    title = without_controls(subject).strip() or held.subject
    flaw = flaw_in_line(title)
    if flaw is not None:
        raise Invalid({"subject": flaw})
    begun = _beginning(tx, held, leaving, subject=title)
    await splits.add(tx, begun, leaving, of=held)
    await ticket_links.add(tx, begun.id, KINDS[Relation.SPLIT_FROM], other_id=held.id)
    await merges.recount(tx, held.id)
    await clocks.rewind(tx, [begun.id])
    opened = await hold(tx, begun.id)
    off = events.TicketSplit(relation=Relation.SPLIT_OFF, other_id=opened.id, message_id=leaving.id)
    await tx.emit(off, ticket_id=held.id, priority=RANK[held.priority])
    origin = events.TicketSplit(relation=Relation.SPLIT_FROM, other_id=held.id, message_id=leaving.id)
    await tx.emit(origin, ticket_id=opened.id, priority=RANK[opened.priority])
    return opened


def _check(leaving: Leaving) -> None:
    if leaving.is_internal:
        raise Invalid({"message": "is an internal note; a ticket opens with what its requester can read"})
    if leaving.is_opening:
        raise Invalid({"message": "is what a ticket was opened with, and stays there; a merge can be taken back"})


def _beginning(tx: Tx, held: Ticket, leaving: Leaving, *, subject: str) -> Beginning:
    requester_id, organization_id = held.requester_id, held.organization_id
    writer = leaving.author_id if leaving.author_kind == "customer" else None
    if writer is not None and writer != held.requester_id:
        requester_id, organization_id = writer, leaving.author_organization_id
    return Beginning(
        id=tx.new_id(), subject=subject, priority_reason=f"Taken over from {held.number}, which it was split from.",
        requester_id=requester_id, organization_id=organization_id,
    )  # fmt: skip
