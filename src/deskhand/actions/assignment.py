"""Giving tickets that nobody has to agents, and taking back what those who left have not begun."""

from __future__ import annotations

from deskhand.actions.contract import action
from deskhand.actions.tickets import TicketChange, change_ticket, lock
from deskhand.rules import assignment as rules
from deskhand.rules.access import Can
from deskhand.rules.assignment import HANDED_BACK, TRAIL, Decision
from deskhand.rules.assignment.eligibility import is_on_duty
from deskhand.rules.errors import Refusal
from deskhand.rules.ticket import Status
from deskhand.store import assignment
from deskhand.store.db import Tx

LOOKED_AT = 2_000
"""Tickets that are weighed against one another at once."""
AT_ONCE = 50
"""Tickets that change hands in one transaction."""
_OPEN = (Status.OPEN, Status.WAITING_SUPPORT)


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
async def hand_back(tx: Tx) -> int:
    """Take back what a rule gave to agents whose shift is over or who are away, and which they have not touched.

    Return how many, 50 at most.
    """
    if not await assignment.is_on(tx):
        return 0
    agents = await assignment.hold_agents(tx)
    gone = [agent.id for agent in agents.values() if agent.held and not is_on_duty(agent, tx.now)]
    left = await assignment.untouched(tx, gone, most=AT_ONCE) if gone else []
    for ticket_id in left:
        await change_ticket(tx, ticket_id, TicketChange(assignee_id=None, reason=HANDED_BACK))
    await assignment.note_handed_back(tx, left)
    return len(left)


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
