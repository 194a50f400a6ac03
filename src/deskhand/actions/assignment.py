"""Giving tickets that nobody has to agents, and taking back what those who left have not begun."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.actions.tickets import TicketChange, change_ticket, lock
from deskhand.rules import assignment as rules
from deskhand.rules.access import Can
from deskhand.rules.assignment import HANDED_BACK, TRAIL, Decision
from deskhand.rules.assignment.eligibility import is_on_duty
from deskhand.rules.errors import Refusal
from deskhand.rules.ticket import Status
from deskhand.store import assignment
from deskhand.store.attempt import attempt
from deskhand.store.db import Tx

LOOKED_AT = 2_000
"""Tickets that are weighed against one another at once."""
AT_ONCE = 50
"""Tickets that change hands in one transaction."""
_OPEN = (Status.OPEN, Status.WAITING_SUPPORT)


class HandedBack(Struct, frozen=True, kw_only=True):
    """How many tickets were taken back, which refused and why, and after which one there may be more."""

    moved: int = 0
    refused: dict[UUID, str] = {}
    last: UUID | None = None


@action(needs=Can.OPERATE)
async def share_out(tx: Tx) -> int:
    """Give tickets that nobody has to agents, the most urgent first, 50 at most; return how many.

    Agents are held before tickets, each in the order of their ids: two workers never give somebody more than they
    can take, nor wait for one another.
    """
    agents = await assignment.hold_agents(tx)
    waiting = await assignment.waiting(tx, most=LOOKED_AT)
    decisions, after = rules.share_out(waiting, agents, tx.now)
    chosen = [one for one in decisions if one.chosen is not None][:AT_ONCE]
    given = [one for one in sorted(chosen, key=lambda one: one.ticket_id) if await _give(tx, one)]
    await assignment.keep(tx, given + [one for one in decisions if one.chosen is None])
    await assignment.note_given(tx, {one.chosen: after[one.chosen].last_given_at for one in given if one.chosen})
    return len(given)


@action(needs=Can.OPERATE)
async def hand_back(tx: Tx, after: UUID | None = None) -> HandedBack:
    """Take back what a rule gave to agents whose shift is over or who are away, and which they have not touched.

    Of the tickets after one, 50 at most; one that refuses stays where it is and keeps no other.
    """
    if not await assignment.is_on(tx):
        return HandedBack()
    agents = await assignment.hold_agents(tx)
    gone = [agent.id for agent in agents.values() if agent.held and not is_on_duty(agent, tx.now)]
    found = await assignment.untouched(tx, gone, after=after, most=AT_ONCE) if gone else []
    refused: dict[UUID, str] = {}
    for ticket_id in found:
        try:
            async with attempt(tx):
                await change_ticket(tx, ticket_id, TicketChange(assignee_id=None, reason=HANDED_BACK))
        except Refusal as refusal:
            refused[ticket_id] = str(refusal)
    moved = [ticket_id for ticket_id in found if ticket_id not in refused]
    await assignment.note_handed_back(tx, moved)
    return HandedBack(moved=len(moved), refused=refused, last=found[-1] if len(found) == AT_ONCE else None)


async def _give(tx: Tx, decision: Decision) -> bool:
    """Give a ticket to who was chosen; False when something happened to either meanwhile."""
    try:
        held = await lock(tx, decision.ticket_id)
        if held.assignee_id is not None or held.status not in _OPEN:
            return False
        wanted = TicketChange(assignee_id=decision.chosen, reason=TRAIL[decision.reason])
        await change_ticket(tx, decision.ticket_id, wanted)
    except Refusal:
        return False
    return True
