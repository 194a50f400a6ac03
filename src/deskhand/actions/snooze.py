"""Letting tickets sleep until a moment, waking them, and saying when they are due."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, UnsetType

from deskhand.actions.contract import action
from deskhand.rules import snooze
from deskhand.rules.access import Can
from deskhand.rules.events import DueDateSet, TicketSnoozed, TicketWoken
from deskhand.rules.moment import in_utc
from deskhand.rules.ticket import ACTIVE, RANK, Ticket
from deskhand.store import jobs, tickets
from deskhand.store.db import Tx

Moment = datetime | UnsetType | None

BY_REPLY = "The customer wrote."
BY_END = "It is done."
BY_TIME = "Its time came."


async def set_moments(tx: Tx, ticket: Ticket, *, snoozed_until: Moment, due_at: Moment, is_new_version: bool) -> Ticket:
    """Have a ticket sleep, wake or be due as somebody wants, each told in its own event; the last write counts once."""
    snoozed_until, due_at = _in_utc(snoozed_until, "snoozedUntil"), _in_utc(due_at, "dueAt")
    changed = ticket
    if snoozed_until is not UNSET and snoozed_until != ticket.snoozed_until:
        snooze.check_snooze(snoozed_until, ticket.status, now=tx.now)
        changed = await _sleep_or_wake(tx, changed, snoozed_until, raises_version=not is_new_version)
        is_new_version = True
    if due_at is not UNSET and due_at != ticket.due_at:
        snooze.check_due(due_at, now=tx.now)
        changed = await tickets.change(tx, changed, {"due_at": due_at}, raises_version=not is_new_version)
        told = DueDateSet(due_at=due_at, changes={"due_at": (_text(ticket.due_at), _text(due_at))})
        await tx.emit(told, ticket_id=ticket.id, priority=RANK[ticket.priority])
    return changed


async def wake_if_done(tx: Tx, ticket: Ticket) -> Ticket:
    """Wake a ticket that sleeps though it is done."""
    if ticket.snoozed_until is None or ticket.status in ACTIVE:
        return ticket
    return await _wake(tx, ticket, why=BY_END)


async def wake_for_reply(tx: Tx, ticket: Ticket) -> Ticket:
    """Wake a ticket whose customer wrote."""
    return ticket if ticket.snoozed_until is None else await _wake(tx, ticket, why=BY_REPLY)


@action(needs=Can.OPERATE)
async def wake_at(tx: Tx, ticket_id: UUID, until: datetime) -> bool:
    """Wake a ticket that still sleeps until a moment that has come; False when that has changed meanwhile."""
    ticket = await tickets.locked(tx, ticket_id)
    if ticket is None or ticket.snoozed_until != until or until > tx.now:
        return False
    await _wake(tx, ticket, why=BY_TIME, raises_version=True)
    return True


async def _sleep_or_wake(tx: Tx, ticket: Ticket, until: datetime | None, *, raises_version: bool) -> Ticket:
    if until is None:
        return await _wake(tx, ticket, why=None, raises_version=raises_version)
    changed = await tickets.change(tx, ticket, {"snoozed_until": until}, raises_version=raises_version)
    told = TicketSnoozed(until=until, changes={"snoozed_until": (_text(ticket.snoozed_until), _text(until))})
    event_id = await tx.emit(told, ticket_id=ticket.id, priority=RANK[ticket.priority])
    await jobs.delay(tx, event_id, until=until)
    return changed


async def _wake(tx: Tx, ticket: Ticket, *, why: str | None, raises_version: bool = False) -> Ticket:
    changed = await tickets.change(tx, ticket, {"snoozed_until": None}, raises_version=raises_version)
    told = TicketWoken(reason=why, changes={"snoozed_until": (_text(ticket.snoozed_until), None)})
    await tx.emit(told, ticket_id=ticket.id, priority=RANK[ticket.priority])
    return changed


def _in_utc(moment: Moment, field: str) -> Moment:
    return in_utc(moment, field=field) if isinstance(moment, datetime) else moment


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
