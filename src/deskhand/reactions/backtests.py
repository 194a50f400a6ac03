"""Tries rules on what happened, slice by slice; nothing is changed and nothing is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec import Struct

from deskhand.actions.backtests import fail_backtest, settle_slice
from deskhand.actions.contract import act
from deskhand.kit import clock
from deskhand.queries import backtest_facts as facts
from deskhand.queries.automation_facts import Told, active_rules, happenings, known_tickets
from deskhand.queries.backtest_facts import Claimed, Ground
from deskhand.queries.contract import ask
from deskhand.rules.access import System
from deskhand.rules.automation.backtest import MOST_HITS, Act, Would, draft_of, judged, moment_of, past_at
from deskhand.rules.automation.known import Happening, Known, facts_of
from deskhand.rules.automation.rewinding import Step, rewound
from deskhand.rules.automation.rule import Rule
from deskhand.store import everywhere
from deskhand.store.backtests import Hit, Looked
from deskhand.store.db import reading_as
from deskhand.store.events import EventRow, by_ids

LEASE = timedelta(minutes=1)
"""How long a slice belongs to the worker that looks at it."""
AT_ONCE = 2
"""Runs of which a slice is looked at in one round."""
SLICE = 200
"""Events of a slice."""
ATTEMPTS = 5
"""A slice that failed this often ends its run."""

_log = structlog.get_logger("deskhand.backtests")


class Slice(Struct, frozen=True, kw_only=True):
    """Some events with all that judging them takes."""

    events: list[EventRow]
    happenings: dict[UUID, Happening]
    tickets: dict[UUID, Known]
    stories: dict[UUID, list[Step]]
    past: facts.Past
    ground: Ground


async def try_rules() -> int:
    """Go on with the runs that are due, of all workspaces; return how many those were."""
    claims = await everywhere.claim_backtests(clock.now(), lease=LEASE, most=AT_ONCE)
    for claim in claims:
        system = System(claim.workspace_id, "backtests")
        one = await ask(system, facts.claimed_backtest, claim.id)
        if one is not None and one.attempts > ATTEMPTS:
            await _give_up(system, one, fence=claim.fence)
        elif one is not None:
            await _go_on(system, one, fence=claim.fence)
    return len(claims)


async def _give_up(system: System, one: Claimed, *, fence: int) -> None:
    _log.warning("backtest_failed", backtest=str(one.id))
    why = "It could not be looked at to its end. Try it once more, or ask who runs the desk for its log."
    await act(system, fail_backtest, one.id, fence=fence, reason=why)


async def _go_on(system: System, one: Claimed, *, fence: int) -> None:
    rules = await ask(system, active_rules)
    draft = draft_of(one.content, one.rule_id or one.id, position=one.position, now=one.until)
    others = [rule for rule in rules if rule.id != draft.id]
    found = await ask(system, facts.next_events, one, most=SLICE)
    taken = await _slice(system, one, found.event_ids)
    counts, place, reached_at, hits = one.counts, found.place, found.reached_at, list[Hit]()
    for event in taken.events:
        await asyncio.sleep(0)  # what else the process does goes on meanwhile
        hit = _judge(draft, others, event, taken=taken, until=one.until)
        counts = counts.and_event(None if hit is None else hit.would)
        if hit is not None and hit.would.counts:
            hits.append(hit)
        if one.hits + len(hits) == MOST_HITS:
            place, reached_at = event.id, event.at
            break
    is_cut = one.hits + len(hits) == MOST_HITS
    looked = Looked(
        backtest_id=one.id, fence=fence, place=place, reached_at=reached_at, counts=counts, hits=tuple(hits),
        is_done=is_cut or found.is_last, is_cut=is_cut,
    )  # fmt: skip
    await act(system, settle_slice, looked)


async def _slice(system: System, one: Claimed, event_ids: Sequence[UUID]) -> Slice:
    async with reading_as(system) as reading:
        rows = await by_ids(reading, event_ids)
    events = [rows[event_id] for event_id in event_ids if event_id in rows]
    ticket_ids = list({event.ticket_id for event in events if event.ticket_id is not None})
    told = [Told(event_id=event.id, event=event.event, actor_id=event.actor_id) for event in events]
    since = events[0].at if events else one.until
    return Slice(
        events=events, happenings=await ask(system, happenings, told),
        tickets=await ask(system, known_tickets, ticket_ids), stories=await ask(system, facts.stories, ticket_ids),
        past=await ask(system, facts.past_of, one, ticket_ids, event_ids=event_ids, since=since),
        ground=await ask(system, facts.ground),
    )  # fmt: skip


def _judge(draft: Rule, others: Sequence[Rule], event: EventRow, *, taken: Slice, until: datetime) -> Hit | None:
    """Return what a draft would have done at an event; what it did itself at the time sets nothing off."""
    known = taken.tickets.get(event.ticket_id) if event.ticket_id is not None else None
    chain = taken.past.chains.get(event.id, ())
    if known is None or draft.id in chain:
        return None
    story = taken.stories.get(known.id, [])
    names = draft.content.trigger.events
    next_at = next((step.at for step in story if step.id > event.id and step.name in names), None)
    moment = moment_of(draft.content, event.at, next_at=next_at, until=until)
    if moment is None:
        return None
    would = _would(draft, others, event, known=known, taken=taken, moment=moment)
    if would is None:
        return None
    if would.has_run:
        taken.past.acts.setdefault(known.id, []).append(Act(at=moment, has_sent=would.wrote == "reply"))
    return Hit(event_id=event.id, ticket_id=known.id, event=event.event.name, at=moment, would=would)


def _would(
    draft: Rule, others: Sequence[Rule], event: EventRow, *, known: Known, taken: Slice, moment: datetime
) -> Would | None:
    story = taken.stories.get(known.id, [])
    waits = draft.content.trigger.after is not None
    later = [step for step in story if (step.at > moment if waits else step.id > event.id)]
    before = [step for step in story if (step.at <= moment if waits else step.id <= event.id)]
    was = rewound(known, before, later, names=taken.ground.names, kinds=taken.ground.kinds)
    world = facts_of(was.known, taken.happenings[event.id], now=moment)
    past = past_at(moment, taken.past.acts.get(known.id, ()), chain=taken.past.chains.get(event.id, ()))
    return judged(draft, others, event.event.name, facts=world, past=past, as_now=was.as_now)
