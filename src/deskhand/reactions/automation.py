"""Runs rules after the event, in their order: what one does, the next one sees; those that wait, in their time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from prometheus_client import Counter

from deskhand.actions.automation_runs import Order, Outcome, end_wait, let_wait, note_failure, put_off, run_rule
from deskhand.actions.contract import act
from deskhand.kit import clock
from deskhand.queries.automation_facts import Told, active_rules, happenings, known_tickets
from deskhand.queries.contract import ask
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.rules.automation.decision import Past, judge
from deskhand.rules.automation.known import Happening, facts_of
from deskhand.rules.automation.rule import Rule, reason
from deskhand.rules.errors import NoRoom, Refusal, Trouble
from deskhand.store import everywhere
from deskhand.store.db import mark_commit, reading_as
from deskhand.store.events import EventRow, by_ids
from deskhand.store.everywhere import Moment

AT_ONCE = 100
"""Moments looked at in one round."""
TRIES = 5
"""How often a ticket is looked at that changes while a rule looks at it; the job is tried again later then."""

_log = structlog.get_logger("deskhand.automation")
_runs = Counter("deskhand_rule_runs", "What became of rules that matched.", ["outcome"])


async def run_rules(system: System, happened: Sequence[Happened]) -> None:
    """Have each rule that is set off look at its ticket, and act at once or wait for its moment."""
    told = [one for one in happened if one.ticket_id is not None]
    rules = await ask(system, active_rules) if told else []
    names = {name for rule in rules for name in rule.content.trigger.events}
    for one in told:
        if one.event.name in names and one.ticket_id is not None:
            set_off = [rule for rule in rules if one.event.name in rule.content.trigger.events]
            await _plan(system, set_off, one, ticket_id=one.ticket_id)
            await _follow(system, [rule for rule in set_off if rule.content.trigger.after is None], one)


async def watch_moments() -> int:
    """Have rules whose moment has come look at their tickets, of all workspaces; return how many those were.

    Nothing is looked at that is not due, however many tickets there are.
    """
    due: dict[UUID, list[Moment]] = defaultdict(list)
    for moment in await everywhere.due_rules(clock.now(), most=AT_ONCE):
        due[moment.workspace_id].append(moment)
    for workspace_id, moments in due.items():
        await _watch(System(workspace_id, "automation"), moments)
    return sum(len(moments) for moments in due.values())


async def _watch(system: System, moments: Sequence[Moment]) -> None:
    rules = {rule.id: rule for rule in await ask(system, active_rules)}
    async with reading_as(system) as reading:
        events = await by_ids(reading, [moment.event_id for moment in moments])
    for moment in moments:
        try:
            await _come(system, moment, rules.get(moment.rule_id), event=events.get(moment.event_id))
        except Trouble:
            raise
        except Exception:  # noqa: BLE001 (the worker's loop: one moment that fails keeps no other waiting)
            _log.exception("moment_failed", rule=str(moment.rule_id), ticket=str(moment.ticket_id))
            await act(system, put_off, moment.rule_id, moment.ticket_id)


async def _come(system: System, moment: Moment, rule: Rule | None, *, event: EventRow | None) -> None:
    if rule is not None and event is not None:
        one = Happened(
            workspace_id=system.workspace_id, id=event.id, event=event.event, ticket_id=moment.ticket_id,
            actor_id=event.actor_id, actor_name=event.actor_name, at=event.at,
        )  # fmt: skip
        await _follow(system, [rule], one)
    await act(system, end_wait, moment.rule_id, moment.ticket_id, event_id=moment.event_id)


async def _plan(system: System, rules: Sequence[Rule], one: Happened, *, ticket_id: UUID) -> None:
    waiting = [
        (rule.id, one.at + timedelta(minutes=rule.content.trigger.after))
        for rule in rules
        if rule.content.trigger.after is not None
    ]
    is_there = bool(waiting) and ticket_id in await ask(system, known_tickets, [ticket_id])
    if is_there:
        await act(system, let_wait, waiting, ticket_id=ticket_id, event_id=one.id)


async def _follow(system: System, rules: Sequence[Rule], one: Happened) -> None:
    if not rules:
        return
    told = Told(event_id=one.id, event=one.event, actor_id=one.actor_id)
    happening = (await ask(system, happenings, [told]))[one.id]
    for rule in rules:
        outcome = await _look(system, rule, one, happening=happening)
        if outcome is not None:
            _runs.labels(outcome.value).inc()
            _log.info("rule_" + outcome.value, rule=str(rule.id), ticket=str(one.ticket_id), event_id=str(one.id))


async def _look(system: System, rule: Rule, one: Happened, *, happening: Happening) -> Outcome | None:
    """Run a rule if it matches the ticket as it stands; look again where the ticket changes meanwhile."""
    for _ in range(TRIES):
        known = (await ask(system, known_tickets, [one.ticket_id])).get(one.ticket_id) if one.ticket_id else None
        if known is None:
            return None
        facts = facts_of(known, happening, now=clock.now())
        if judge(rule, one.event.name, facts, past=Past()).effects is None:
            return None
        order = Order(
            rule=rule, ticket_id=known.id, ticket_version=known.version, event_id=one.id, event=one.event.name
        )
        outcome = await _run(order, workspace_id=system.workspace_id)
        if outcome is not Outcome.MOVED_ON:
            return outcome
        rule = next((now for now in await ask(system, active_rules) if now.id == rule.id), rule)
    raise RuntimeError(f"The ticket changed each of {TRIES} times that the rule looked at it.")


async def _run(order: Order, *, workspace_id: UUID) -> Outcome:
    actor = System(workspace_id, reason(order.rule.name))
    try:
        outcome = await act(actor, run_rule, order)
    except NoRoom:
        raise
    except Refusal as refusal:
        await act(actor, note_failure, order, why=str(refusal))
        return Outcome.FAILED
    if outcome is Outcome.RAN:
        mark_commit()
    return outcome
