"""What the desk does of itself with tickets on which nobody writes: telling, closing, reminding."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from deskhand.actions import clocks
from deskhand.actions.contract import action
from deskhand.actions.snooze import wake_if_done
from deskhand.rules import auto_close, change
from deskhand.rules.access import Can
from deskhand.rules.auto_close import Policy
from deskhand.rules.events import AutoCloseWarned, ResponsePending
from deskhand.rules.ticket import RANK, Status
from deskhand.store import idle, tickets
from deskhand.store.db import Tx


@action(needs=Can.OPERATE)
async def warn_of_closing(tx: Tx, ticket_id: UUID, policy: Policy) -> bool:
    """Have a ticket's requester told that it will be closed; False when that is not due, or they were told."""
    found = await idle.locked(tx, ticket_id)
    closes_at = auto_close.warning_due(found, policy, now=tx.now) if found else None
    if closes_at is None:
        return False
    await idle.note_warning(tx, ticket_id)
    await tx.emit(AutoCloseWarned(closes_at=closes_at), ticket_id=ticket_id)
    return True


@action(needs=Can.OPERATE)
async def close_idle(tx: Tx, ticket_id: UUID, policy: Policy) -> bool:
    """Close a ticket that has been idle for too long; False when it is not, as when somebody wrote meanwhile."""
    found = await idle.locked(tx, ticket_id)
    if found is None or not auto_close.is_over(found, policy, now=tx.now):
        return False
    ticket = await tickets.locked(tx, ticket_id)
    if ticket is None:
        return False
    wish = change.Wish(status=Status.CLOSED)
    worked_out = change.apply(wish, ticket, by_agent=True, actor_id=None, now=tx.now)
    event = change.event_of(worked_out, ticket, wish)
    closed = await clocks.change(tx, ticket, worked_out.columns)
    if event is not None:
        told = replace(event, reason=f"Nobody wrote for {policy.days} days.")
        await tx.emit(told, ticket_id=ticket_id, priority=RANK[closed.priority])
    await wake_if_done(tx, closed)
    return True


@action(needs=Can.OPERATE)
async def remind_of_reply(tx: Tx, ticket_id: UUID, *, assignee_id: UUID) -> bool:
    """Remind the agent who has a ticket that its customer waits, once for each wait; False when nobody waits now."""
    reminded = await idle.note_reminder(tx, ticket_id, assignee_id=assignee_id)
    if reminded:
        await tx.emit(ResponsePending(assignee_id=assignee_id), ticket_id=ticket_id)
    return reminded
