"""Changing many tickets as one step that can be taken back: at once when they are few, else batch by batch as a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from deskhand.actions import clocks
from deskhand.actions.bulk import Outcome, refused_by
from deskhand.actions.classification import Wanted as Sorting
from deskhand.actions.classification import reclassify
from deskhand.actions.contract import action
from deskhand.actions.snooze import set_moments
from deskhand.actions.tickets import TicketChange, change_ticket, lock
from deskhand.rules import bulk as rules
from deskhand.rules.access import Can, Person, require
from deskhand.rules.bulk import AT_ONCE, BATCH, MOST, UNDO, Fate, Kept, State, Wanted
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from deskhand.rules.events import BulkBegun, BulkFinished
from deskhand.rules.ticket import RANK, Ticket
from deskhand.store import bulk, people, tags, teams
from deskhand.store.attempt import attempt
from deskhand.store.bulk import Bulk, Taken
from deskhand.store.bulk import Outcome as Written
from deskhand.store.db import Tx

REMEMBERED = timedelta(days=7)
"""How long it can be read what became of a change."""


class Begun(Struct, frozen=True, kw_only=True):
    """A change of many that was asked for; one that `is_running` goes on as a job."""

    id: UUID
    is_running: bool


class Told(Struct, frozen=True, kw_only=True):
    """A change of many, none where there were no tickets, with what became of each while somebody waited."""

    begun: Begun | None
    outcomes: tuple[Outcome, ...] = ()


@action(needs=Can.CHANGE)
async def change_many(tx: Tx, ticket_ids: Sequence[UUID], wanted: Wanted) -> Begun:
    """Change each of many tickets whole or not at all; what cannot be changed says why and hinders no other."""
    begun, _outcomes = await _begun(tx, ticket_ids, wanted)
    return begun


@action(needs=Can.CHANGE)
async def change_each(tx: Tx, ticket_ids: Sequence[UUID], wanted: Wanted) -> Told:
    """Change many tickets, and say what became of each, in the order asked, where that is known at once."""
    if not ticket_ids:
        rules.checked(wanted)
        return Told(begun=None)
    begun, outcomes = await _begun(tx, ticket_ids, wanted)
    known = {outcome.id: outcome for outcome in outcomes}
    if begun.is_running:
        return Told(begun=begun)
    told = tuple(known.get(ticket_id, _unknown(ticket_id)) for ticket_id in dict.fromkeys(ticket_ids))
    return Told(begun=begun, outcomes=told)


@action(needs=Can.CHANGE)
async def undo_many(tx: Tx, bulk_id: UUID) -> Begun:
    """Put every ticket back that nobody has changed since; the others stay, each with its reason."""
    held = await _held(tx, bulk_id)
    if held.state is not State.DONE or held.finished_at is None:
        raise Conflict("This change is still running, or it was taken back already.")
    if tx.now - held.finished_at > UNDO:
        minutes = int(UNDO.total_seconds() // 60)
        raise Conflict(f"A change of many tickets can be taken back for {minutes} minutes; change them by hand.")
    if held.wish.assignee or held.wish.team:
        require(tx.actor, Can.ASSIGN)
    await bulk.move(tx, bulk_id, State.UNDOING)
    begun, _outcomes = await _go(tx, held, undoing=True)
    return begun


@action(needs=Can.CHANGE)
async def carry_on(tx: Tx, bulk_id: UUID) -> bool:
    """Go through the next batch of a change, or of taking it back; return whether there may be more.

    What is settled is committed with the tickets' own changes, so that whoever takes over goes on from there.
    """
    held = await _held(tx, bulk_id)
    if held.state not in {State.RUNNING, State.UNDOING}:
        return False
    return bool(await _batch(tx, held, undoing=held.state is State.UNDOING))


async def _begun(tx: Tx, ticket_ids: Sequence[UUID], wanted: Wanted) -> tuple[Begun, list[Outcome]]:
    chosen = sorted(set(ticket_ids))
    if not 1 <= len(chosen) <= MOST:
        raise Invalid({"ids": f"are {len(chosen)}; choose between 1 and {MOST:,} tickets"})
    checked = rules.checked(wanted)
    me = _me(tx)
    await _check_assignee(tx, checked)
    await _check_team(tx, checked)
    await bulk.forget(tx, by=me, older_than=REMEMBERED)
    return await _go(tx, await bulk.begin(tx, chosen, checked, by=me), undoing=False)


async def _go(tx: Tx, begun: Bulk, *, undoing: bool) -> tuple[Begun, list[Outcome]]:
    if begun.total > AT_ONCE:
        await tx.emit(BulkBegun(bulk_id=begun.id, total=begun.total, undoing=undoing))
        return Begun(id=begun.id, is_running=True), []
    outcomes: list[Outcome] = []
    while batch := await _batch(tx, begun, undoing=undoing):
        outcomes += batch
    return Begun(id=begun.id, is_running=False), outcomes


async def _batch(tx: Tx, held: Bulk, *, undoing: bool) -> list[Outcome]:
    """Settle the next tickets and return what became of them; none when all are, and that is told."""
    batch = await bulk.next_of(tx, held.id, fate=Fate.CHANGED if undoing else Fate.WAITING, most=BATCH)
    if not batch:
        await _finish(tx, held, undoing=undoing)
        return []
    settled = [await (_put_back(tx, one) if undoing else _change(tx, held, one.ticket_id)) for one in batch]
    await bulk.settle(tx, held.id, [written for written, _outcome in settled])
    return [outcome for _written, outcome in settled]


async def _finish(tx: Tx, held: Bulk, *, undoing: bool) -> None:
    await bulk.move(tx, held.id, State.UNDONE if undoing else State.DONE)
    changed = await bulk.count(tx, held.id, Fate.RESTORED if undoing else Fate.CHANGED)
    await tx.emit(BulkFinished(bulk_id=held.id, total=held.total, changed=changed, undoing=undoing))


async def _change(tx: Tx, held: Bulk, ticket_id: UUID) -> tuple[Written, Outcome]:
    try:
        async with attempt(tx):
            before = await lock(tx, ticket_id)
            seen = await tags.public_on(tx, ticket_id) if before.tags and held.wish.is_about_tags else set()
            after = await change_ticket(tx, ticket_id, _wanted(held))
    except Refusal as refusal:
        return (
            Written(ticket_id=ticket_id, fate=Fate.REFUSED, reason=str(refusal)),
            Outcome(id=ticket_id, fate=Fate.REFUSED, refused=refused_by(refusal)),
        )
    was, now = rules.taken_along(before, after, public_tags=seen)
    if not was:
        return _told(ticket_id, Fate.UNCHANGED, after)
    return (
        Written(ticket_id=ticket_id, fate=Fate.CHANGED, before=was, after=now),
        Outcome(id=ticket_id, fate=Fate.CHANGED, ticket=after),
    )


def _wanted(held: Bulk) -> TicketChange:
    wish = held.wish
    assignee: UUID | UnsetType | None = wish.assignee_id if wish.assignee else UNSET
    team: UUID | UnsetType | None = wish.team_id if wish.team else UNSET
    return TicketChange(
        status=wish.status or UNSET, resolution=wish.resolution or UNSET, priority=wish.priority or UNSET,
        type=wish.type or UNSET, assignee_id=assignee, team_id=team, snoozed_until=wish.snoozed_until,
        due_at=wish.due_at, reason=rules.reason(held.total),
        classification=Sorting(tags=wish.tags, add_tags=wish.add_tags, remove_tags=wish.remove_tags),
    )  # fmt: skip


async def _put_back(tx: Tx, taken: Taken) -> tuple[Written, Outcome]:
    before, after = taken.before or {}, taken.after or {}
    try:
        async with attempt(tx):
            held = await lock(tx, taken.ticket_id)
            if rules.has_moved_on(held, before, after):
                raise Conflict("It has been changed again since.")
            restored = await _restored(tx, held, before=before, after=after)
    except Refusal as refusal:
        return (
            Written(ticket_id=taken.ticket_id, fate=Fate.KEPT, reason=str(refusal)),
            Outcome(id=taken.ticket_id, fate=Fate.KEPT, refused=refused_by(refusal)),
        )
    return _told(taken.ticket_id, Fate.RESTORED, restored)


async def _restored(tx: Tx, held: Ticket, *, before: Kept, after: Kept) -> Ticket:
    columns, restored = rules.columns_of(before), held
    if columns:
        restored = await clocks.change(tx, held, columns)
        event = rules.told_back(before, after, names=await _names(tx, before, after))
        await tx.emit(event, ticket_id=held.id, priority=RANK[restored.priority])
    add, remove = rules.tags_back(before, after)
    await tags.put(tx, held.id, rules.public_back(before), is_public=True)
    sorting = Sorting(add_tags=add, remove_tags=remove)
    restored = await reclassify(tx, restored, sorting, is_new_version=bool(columns), reason=rules.TAKEN_BACK)
    moments = rules.moments_of(before, now=tx.now)
    return await set_moments(
        tx, restored, snoozed_until=moments["snoozed_until"], due_at=moments["due_at"],
        is_new_version=restored.version > held.version,
    )  # fmt: skip


def _told(ticket_id: UUID, fate: Fate, ticket: Ticket) -> tuple[Written, Outcome]:
    return Written(ticket_id=ticket_id, fate=fate), Outcome(id=ticket_id, fate=fate, ticket=ticket)


def _unknown(ticket_id: UUID) -> Outcome:
    nowhere = NotFound("There is no such ticket, or it is not yours to see.")
    return Outcome(id=ticket_id, fate=Fate.REFUSED, refused=refused_by(nowhere))


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


async def _check_team(tx: Tx, wanted: Wanted) -> None:
    if not wanted.team:
        return
    require(tx.actor, Can.ASSIGN)
    found = await teams.name_of(tx, wanted.team_id) if wanted.team_id else ("", True)
    if found is None or not found[1]:
        raise Invalid({"teamId": f"“{wanted.team_id}” is not an active team of this workspace"})


async def _names(tx: Tx, before: Kept, after: Kept) -> dict[str | None, str | None]:
    """Return what people and teams are called whose ids stand in what a change touched."""
    found: dict[str | None, str | None] = {}
    for kept in (before, after):
        found[kept.get("assignee_id")] = await _name(tx, kept.get("assignee_id"))
        team = kept.get("team_id")
        named = await teams.name_of(tx, UUID(team)) if team else None
        found |= {team: named[0]} if named else {}
    return found


async def _name(tx: Tx, user_id: str | None) -> str | None:
    account = await people.by_id(tx, UUID(user_id)) if user_id else None
    return account.name if account else None


def _me(tx: Tx) -> UUID:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only people change many tickets at once.")
    return tx.actor.user_id
