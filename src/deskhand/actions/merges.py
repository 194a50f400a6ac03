"""Merging tickets into one, and taking a merge back: nothing is copied, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from deskhand.actions import clocks
from deskhand.actions.contract import action
from deskhand.actions.ticket_links import resolve
from deskhand.actions.tickets import hold
from deskhand.rules import events
from deskhand.rules import merge as rules
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.ticket import RANK, Status, Ticket
from deskhand.store import merges, ticket_links
from deskhand.store.db import Tx
from deskhand.store.merges import Kept

INTO, FROM = "merged_into", "merged_from"
"""What the other ticket is, seen from a merged one and from its place."""


@action(needs=Can.MERGE)
async def merge(tx: Tx, into: UUID | str, sources: Sequence[UUID | str]) -> Ticket:
    """Merge tickets, by id or number, into another one; where that was merged itself, into where it stands now."""
    if not 1 <= len(sources) <= rules.MOST:
        raise Invalid({"sources": f"must name 1 to {rules.MOST} tickets; there are {len(sources)}"})
    await ticket_links.one_at_a_time(tx)
    into_id = await resolve(tx, into, "into")
    source_ids = list(dict.fromkeys([await resolve(tx, source, "sources") for source in sources]))
    place_id = await merges.place_of(tx, into_id) or into_id
    carried = {source_id: await merges.below(tx, source_id) for source_id in source_ids}
    held = await _hold_all(tx, [place_id, *source_ids], carried=[one for some in carried.values() for one in some])
    audiences = await merges.audiences(tx, [place_id, *source_ids])
    for source_id in source_ids:
        same = rules.is_same_audience(audiences[source_id], audiences[place_id])
        rules.check(held[source_id], held[place_id], same_audience=same)
    for source_id in source_ids:
        await _merge_one(tx, held[source_id], held[place_id], carried=[held[one] for one in carried[source_id]])
    await merges.recount(tx, place_id)
    return await hold(tx, place_id)


@action(needs=Can.MERGE)
async def unmerge(tx: Tx, ticket: UUID | str) -> Ticket:
    """Take a merge back: the ticket is what it was, with what was addressed to it since."""
    await ticket_links.one_at_a_time(tx)
    ticket_id = await resolve(tx, ticket, "ticket")
    source = await hold(tx, ticket_id)
    kept = await merges.of_ticket(tx, ticket_id)
    if kept is None or source.merged_into_id is None:
        raise Conflict(f"{source.number} is not merged into another ticket.")
    carried = await merges.below(tx, ticket_id)
    held = await _hold_all(tx, [ticket_id, source.merged_into_id], carried=carried)
    place = held[source.merged_into_id]
    moved = await merges.move_back(tx, ticket_id, place.id, carried=carried)
    await merges.take_watchers_back(tx, place.id, came_with=[ticket_id, *carried])
    await merges.remove(tx, ticket_id)
    trail = await _restore(tx, source, kept)
    for one in carried:
        await clocks.change(tx, held[one], {"merged_into_id": ticket_id})
        await _tell(tx, events.TicketMerged(relation=INTO, other_id=ticket_id, messages=0, changes={}), on=held[one])
    for one in (ticket_id, place.id):
        await merges.recount(tx, one)
    gone = events.TicketUnmerged(relation=INTO, other_id=place.id, messages=moved, changes=trail)
    await _tell(tx, gone, on=source)
    lost = events.TicketUnmerged(relation=FROM, other_id=ticket_id, messages=moved, changes={})
    await _tell(tx, lost, on=place)
    return await hold(tx, ticket_id)


async def _hold_all(tx: Tx, named: Iterable[UUID], *, carried: Iterable[UUID]) -> dict[UUID, Ticket]:
    """Hold tickets in one order, so that acts on the same ones cannot block each other."""
    unseen, held = set(carried), {}
    for ticket_id in sorted({*named, *unseen}):
        try:
            held[ticket_id] = await hold(tx, ticket_id)
        except NotFound:
            if ticket_id not in unseen:
                raise
            raise Conflict("A ticket that you cannot see was merged into one of these; ask somebody who can.") from None
    return held


async def _merge_one(tx: Tx, source: Ticket, place: Ticket, *, carried: Sequence[Ticket]) -> None:
    await merges.add(tx, source, place.id)
    moved = await merges.move_messages(tx, source.id, place.id)
    await merges.bring_watchers(tx, source.id, place.id)
    columns: dict[str, object] = {"merged_into_id": place.id}
    trail: dict[str, events.Change] = {}
    if source.status is not Status.CLOSED:
        columns |= {"status": Status.CLOSED, "closed_at": tx.now}
        trail["status"] = (source.status.value, Status.CLOSED.value)
    await clocks.change(tx, source, columns)
    await merges.recount(tx, source.id)
    await _tell(tx, events.TicketMerged(relation=INTO, other_id=place.id, messages=moved, changes=trail), on=source)
    for one in carried:
        await clocks.change(tx, one, {"merged_into_id": place.id})
        await _tell(tx, events.TicketMerged(relation=INTO, other_id=place.id, messages=0, changes={}), on=one)
    await _tell(tx, events.TicketMerged(relation=FROM, other_id=source.id, messages=moved, changes={}), on=place)


async def _restore(tx: Tx, source: Ticket, kept: Kept) -> dict[str, events.Change]:
    columns: dict[str, object] = {"merged_into_id": None}
    trail: dict[str, events.Change] = {}
    if kept.status_before is not source.status:
        columns |= {"status": kept.status_before, "closed_at": kept.closed_at_before}
        trail["status"] = (source.status.value, kept.status_before.value)
    await clocks.change(tx, source, columns)
    return trail


async def _tell(tx: Tx, event: events.Event, *, on: Ticket) -> None:
    await tx.emit(event, ticket_id=on.id, priority=RANK[on.priority])
