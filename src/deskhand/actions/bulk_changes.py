"""Changing many tickets as one step that can be taken back: at once when they are few, else batch by batch as a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from deskhand.actions.contract import action
from deskhand.actions.tickets import TicketChange, change_ticket, lock
from deskhand.rules import bulk as rules
from deskhand.rules.access import Can, Person, require
from deskhand.rules.bulk import AT_ONCE, BATCH, MOST, UNDO, Fate, State, Wanted
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from deskhand.rules.events import BulkBegun, BulkFinished
from deskhand.rules.ticket import RANK
from deskhand.store import bulk, people, tickets
from deskhand.store.attempt import attempt
from deskhand.store.bulk import Bulk, Outcome, Taken
from deskhand.store.db import Tx

REMEMBERED = timedelta(days=7)
"""How long it can be read what became of a change."""


class Begun(Struct, frozen=True, kw_only=True):
    """A change of many that was asked for; one that `is_running` goes on as a job."""

    id: UUID
    is_running: bool


@action(needs=Can.CHANGE)
async def change_many(tx: Tx, ticket_ids: Sequence[UUID], wanted: Wanted) -> Begun:
    """Change each of many tickets whole or not at all; what cannot be changed says why and hinders no other."""
    chosen = sorted(set(ticket_ids))
    if not 1 <= len(chosen) <= MOST:
        raise Invalid({"ids": f"are {len(chosen)}; choose between 1 and {MOST:,} tickets"})
    checked = rules.checked(wanted)
    me = _me(tx)
    await _check_assignee(tx, checked)
    await bulk.forget(tx, by=me, older_than=REMEMBERED)
    begun = await bulk.begin(tx, chosen, checked, by=me)
    return await _go(tx, begun, undoing=False)


@action(needs=Can.CHANGE)
async def undo_many(tx: Tx, bulk_id: UUID) -> Begun:
    """Put every ticket back that nobody has changed since; the others stay, each with its reason."""
    held = await _held(tx, bulk_id)
    if held.state is not State.DONE or held.finished_at is None:
        raise Conflict("This change is still running, or it was taken back already.")
    if tx.now - held.finished_at > UNDO:
        minutes = int(UNDO.total_seconds() // 60)
        raise Conflict(f"A change of many tickets can be taken back for {minutes} minutes; change them by hand.")
    if held.wish.assignee:
        require(tx.actor, Can.ASSIGN)
    await bulk.move(tx, bulk_id, State.UNDOING)
    return await _go(tx, held, undoing=True)


@action(needs=Can.CHANGE)
async def carry_on(tx: Tx, bulk_id: UUID) -> bool:
    """Go through the next batch of a change, or of taking it back; return whether there may be more.

    What is settled is committed with the tickets' own changes, so that whoever takes over goes on from there.
    """
    held = await _held(tx, bulk_id)
    if held.state not in {State.RUNNING, State.UNDOING}:
        return False
    undoing = held.state is State.UNDOING
    batch = await bulk.next_of(tx, bulk_id, fate=Fate.CHANGED if undoing else Fate.WAITING, most=BATCH)
    if not batch:
        await _finish(tx, held, undoing=undoing)
        return False
    outcomes = [await (_put_back(tx, one) if undoing else _change(tx, held, one.ticket_id)) for one in batch]
    await bulk.settle(tx, bulk_id, outcomes)
    return True


async def _go(tx: Tx, begun: Bulk, *, undoing: bool) -> Begun:
    if begun.total > AT_ONCE:
        await tx.emit(BulkBegun(bulk_id=begun.id, total=begun.total, undoing=undoing))
        return Begun(id=begun.id, is_running=True)
    while await carry_on(tx, begun.id):
        pass
    return Begun(id=begun.id, is_running=False)


async def _finish(tx: Tx, held: Bulk, *, undoing: bool) -> None:
    await bulk.move(tx, held.id, State.UNDONE if undoing else State.DONE)
    changed = await bulk.count(tx, held.id, Fate.RESTORED if undoing else Fate.CHANGED)
    await tx.emit(BulkFinished(bulk_id=held.id, total=held.total, changed=changed, undoing=undoing))


async def _change(tx: Tx, held: Bulk, ticket_id: UUID) -> Outcome:
    wish = held.wish
    assignee: UUID | UnsetType | None = wish.assignee_id if wish.assignee else UNSET
    wanted = TicketChange(
        status=wish.status or UNSET, resolution=wish.resolution or UNSET, priority=wish.priority or UNSET,
        assignee_id=assignee, reason=rules.reason(held.total),
    )  # fmt: skip
    try:
        async with attempt(tx):
            before = await lock(tx, ticket_id)
            after = await change_ticket(tx, ticket_id, wanted)
    except Refusal as refusal:
        return Outcome(ticket_id=ticket_id, fate=Fate.REFUSED, reason=str(refusal))
    was, now = rules.taken_along(before, after)
    if not was:
        return Outcome(ticket_id=ticket_id, fate=Fate.UNCHANGED)
    return Outcome(ticket_id=ticket_id, fate=Fate.CHANGED, before=was, after=now)


async def _put_back(tx: Tx, taken: Taken) -> Outcome:
    before, after = taken.before or {}, taken.after or {}
    try:
        held = await lock(tx, taken.ticket_id)
    except NotFound as refusal:
        return Outcome(ticket_id=taken.ticket_id, fate=Fate.KEPT, reason=str(refusal))
    if rules.has_moved_on(held, after):
        return Outcome(ticket_id=taken.ticket_id, fate=Fate.KEPT, reason="It has been changed again since.")
    names = {user_id: await _name(tx, user_id) for user_id in {before.get("assignee_id"), after.get("assignee_id")}}
    restored = await tickets.change(tx, held, rules.columns_of(before))
    event = rules.told_back(before, after, names=names)
    await tx.emit(event, ticket_id=held.id, priority=RANK[restored.priority])
    return Outcome(ticket_id=taken.ticket_id, fate=Fate.RESTORED)


async def _held(tx: Tx, bulk_id: UUID) -> Bulk:
    held = await bulk.by_id(tx, bulk_id, by=_me(tx))
    if held is None:
        raise NotFound("There is no such change of many tickets by you.")
    return held


async def _check_assignee(tx: Tx, wanted: Wanted) -> None:
    if not wanted.assignee:
        return
    require(tx.actor, Can.ASSIGN)
    chosen = wanted.assignee_id
    account = None if chosen is None else await people.by_id(tx, chosen)
    if chosen is not None and (account is None or account.role == "customer" or not account.is_active):
        raise Invalid({"agentId": f"“{chosen}” is no active agent of this workspace"})


async def _name(tx: Tx, user_id: str | None) -> str | None:
    account = await people.by_id(tx, UUID(user_id)) if user_id else None
    return account.name if account else None


def _me(tx: Tx) -> UUID:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only people change many tickets at once.")
    return tx.actor.user_id
