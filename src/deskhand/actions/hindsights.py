"""What a draft of a policy would have made of past tickets: asked for before it is saved, worked out in slices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from deskhand.actions.contract import action
from deskhand.actions.policies import Wanted, drafted
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Forbidden
from deskhand.rules.sla.clock import History
from deskhand.rules.sla.hindsight import SPAN, Flip, Tally, added, flips, judged, supposed
from deskhand.rules.sla.trail import Told, past_of
from deskhand.store import clocks, hindsights
from deskhand.store.clocks import Kept
from deskhand.store.db import Tx
from deskhand.store.hindsights import Draft, Held

SLICE = 200
"""Tickets of one transaction."""
ATTEMPTS = 5
"""A slice that failed this often ends its run."""


@action(needs=Can.MANAGE_WORKSPACE)
async def ask_hindsight(tx: Tx, policy_id: UUID | None, wanted: Wanted, *, start_id: UUID | None = None) -> UUID:
    """Have a draft judged that could be saved as it is; one of no policy takes the place of the workspace's own."""
    if not isinstance(tx.actor, Person):
        raise Forbidden("What would have been is worked out for people.")
    name, says = await drafted(tx, policy_id, wanted)
    if policy_id is None:
        own_id, _, own = await clocks.latest_policy(tx)
        says = structs.replace(says, overrides=own.overrides)
        draft = Draft(policy_id=own_id, is_new=True, name=name, says=says, start_id=start_id)
    else:
        draft = Draft(policy_id=policy_id, is_new=False, name=name, says=says, number=wanted.number)
    return await hindsights.replace(tx, tx.actor.user_id, draft, since=tx.now - SPAN)


@action(needs=Can.OPERATE)
async def judge_slice(tx: Tx, hindsight_id: UUID, *, fence: int) -> bool:
    """Judge the next tickets of a claimed run; False when its claim was lost meanwhile."""
    held = await hindsights.hold(tx, hindsight_id, fence=fence)
    if held is None:
        return False
    reached = await hindsights.next_tickets(tx, held, SLICE)
    tally, found = await _judged(tx, held, [one.id for one in reached if one.counts])
    await hindsights.add_flips(tx, hindsight_id, found, flipped=held.flipped)
    last = reached[-1] if reached else None
    await hindsights.note(tx, hindsight_id, last, tally=tally, flipped=held.flipped + len(found))
    return True


@action(needs=Can.OPERATE)
async def put_off_hindsight(tx: Tx, hindsight_id: UUID, *, fence: int, until: datetime) -> None:
    """Have a claimed run tried again later, or give it up."""
    await hindsights.put_off(tx, hindsight_id, fence=fence, until=until, most=ATTEMPTS)


async def _judged(tx: Tx, held: Held, ticket_ids: Sequence[UUID]) -> tuple[Tally, list[tuple[UUID, Flip]]]:
    tally, found = held.tally, list[tuple[UUID, Flip]]()
    for ticket_id, history, number in await _histories(tx, held, ticket_ids):
        book = await clocks.book(tx, number)
        before = judged(history, book, now=held.until)
        after = judged(history, supposed(book, held.policy_id, held.draft), now=held.until)
        tally = added(tally, before, after)
        found += [(ticket_id, flip) for flip in flips(before, after)]
    return tally, found


async def _histories(tx: Tx, held: Held, ticket_ids: Sequence[UUID]) -> list[tuple[UUID, History, int]]:
    """Return what is kept of tickets that count by the policy, with the number of the book that knows it."""
    every = await clocks.kept(tx, ticket_ids)
    unwound = [one.id for one in every if one.book == 0]
    told = await clocks.changes_of(tx, unwound) if unwound else []
    found = [(one, _history(one, [change[1:] for change in told if change[0] == one.id])) for one in every]
    return [
        (one.id, history, max(one.book, one.terms.book))
        for one, history in found
        if history.state.policy_id == held.policy_id
    ]


def _history(kept: Kept, told: Sequence[Told]) -> History:
    """Return a ticket's history; one whose clocks were never wound has it from its trail."""
    state, past = kept.state, [(one.until, one.state) for one in kept.past]
    if kept.book == 0:
        policy_id = None if kept.is_merged else kept.terms.policy_id
        state = structs.replace(state, policy_id=policy_id, is_halved=kept.terms.is_halved)
        past = past_of(state, told)
    return History(opened_at=kept.opened_at, answered_at=kept.answered_at, state=state, past=tuple(past))
