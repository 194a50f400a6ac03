"""Raising what is due of tickets: who is told of it, and what a policy does about it, each once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from uuid import UUID

from msgspec import Struct

from deskhand.actions import clocks
from deskhand.actions.contract import action
from deskhand.actions.tickets import TicketChange, change_ticket, lock
from deskhand.actions.watchers import watch
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.events import Change, Event, SlaBreached, SlaEscalated, SlaWarning, Tells
from deskhand.rules.sla.clock import Cause
from deskhand.rules.sla.step import Step
from deskhand.rules.sla.watch import Raise
from deskhand.rules.ticket import RANK
from deskhand.store.db import Tx


class Raised(Struct, frozen=True, kw_only=True):
    """What was raised, and of how many tickets."""

    tickets: int
    warnings: int
    breaches: int
    escalations: int


@action(needs=Can.OPERATE)
async def raise_due(tx: Tx, ticket_ids: Sequence[UUID]) -> Raised:
    """Raise what is due of tickets that nobody else holds, each once, and do what their policies do about it."""
    found = await clocks.due_now(tx, ticket_ids)
    told: list[Event] = []
    for kept, raises in found:
        for due in raises:
            refused = "; ".join([flaw async for flaw in _refusals(tx, kept.id, due)])
            event = _event(due, reason=f"It could not be done: {refused}" if refused else None)
            await tx.emit(event, ticket_id=kept.id, priority=RANK[kept.state.priority])
            told.append(event)
    kinds = [type(event) for event in told]
    return Raised(
        tickets=len(found), warnings=kinds.count(SlaWarning), breaches=kinds.count(SlaBreached),
        escalations=kinds.count(SlaEscalated),
    )  # fmt: skip


async def _refusals(tx: Tx, ticket_id: UUID, due: Raise) -> AsyncIterator[str]:
    """Do what a step does, and yield why something of it cannot be done; the rest of it is."""
    if due.step is None:
        return
    for act in _acts(tx, ticket_id, due.step):
        try:
            await act
        except (Invalid, Conflict) as refusal:
            yield str(refusal)


def _acts(tx: Tx, ticket_id: UUID, step: Step) -> Iterator[Awaitable[object]]:
    """Yield what a step does, each part by itself, so that what is refused keeps nothing else from being done."""
    because = f"Step “{step.key}” of the policy"
    if step.priority is not None:
        yield _raise_priority(tx, ticket_id, step, because=because)
    if step.team_id is not None:
        yield change_ticket(tx, ticket_id, TicketChange(team_id=step.team_id, reason=because))
    if step.assignee_id is not None:
        yield change_ticket(tx, ticket_id, TicketChange(assignee_id=step.assignee_id, reason=because))
    for user_id in step.watchers:
        yield watch(tx, ticket_id, user_id)


async def _raise_priority(tx: Tx, ticket_id: UUID, step: Step, *, because: str) -> None:
    priority = step.raised((await lock(tx, ticket_id)).priority)
    if priority is not None:
        await change_ticket(tx, ticket_id, TicketChange(priority=priority, reason=because))


def _event(due: Raise, *, reason: str | None) -> Event:
    one, step = due.clock, due.step
    target = one.target.value
    changes: dict[str, Change] = {"target": (None, target)}
    if step is None:
        return SlaBreached(target=target, due_at=one.due_at, cause=(one.cause or Cause.TIME).value, changes=changes)
    kind = SlaEscalated if one.is_late else SlaWarning
    return kind(
        target=target, due_at=one.due_at, seconds_left=int(one.left.total_seconds()), changes=changes, step=step.key,
        tells=Tells(assignee=step.tells_assignee, team=step.tells_team, people=step.people), reason=reason,
    )  # fmt: skip
