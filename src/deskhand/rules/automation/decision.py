"""What rules make of an event: which run and in which order, which do not and why, and where a chain is stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from deskhand.rules.automation.conditions import flaw_of
from deskhand.rules.automation.facts import Facts
from deskhand.rules.automation.rule import Effects, Rule

DEEPEST = 5
"""Rules of a chain, in which each was set off by what the one before it did."""
PER_HOUR = 20
"""Runs on one ticket within an hour."""
REPLIES_PER_DAY = 3
"""Public replies that rules send on one ticket within a day: two machines never answer each other for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What rules did before: those that led to this event, and how often they ran on this ticket of late."""

    chain: tuple[UUID, ...] = ()
    runs: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one rule: its effects, or why it does not match, or why it matches and is stopped.

    `chain` are the rules that led to it where a whole chain is played.
    """

    rule_id: UUID
    rule_name: str
    effects: Effects | None = None
    unmatched: str | None = None
    stopped: str | None = None
    chain: tuple[UUID, ...] = ()


def decide(rules: Sequence[Rule], event: str, facts: Facts, *, past: Past) -> Iterator[Verdict]:
    """Decide of each rule in its order what it makes of an event."""
    return (judge(rule, event, facts, past=past) for rule in sorted(rules, key=lambda one: (one.position, one.id)))


def judge(rule: Rule, event: str, facts: Facts, *, past: Past) -> Verdict:
    """Decide what one rule makes of an event."""
    unmatched = _flaw_in_trigger(rule, event) or flaw_of(rule.content.conditions, facts)
    if unmatched is not None:
        return Verdict(rule_id=rule.id, rule_name=rule.name, unmatched=unmatched)
    stopped = why_stopped(rule, past)
    if stopped is not None:
        return Verdict(rule_id=rule.id, rule_name=rule.name, stopped=stopped)
    return Verdict(rule_id=rule.id, rule_name=rule.name, effects=rule.content.effects)


def why_stopped(rule: Rule, past: Past) -> str | None:
    """Return why the loop guard keeps a rule from running, or None."""
    if rule.id in past.chain:
        return "It ran in this chain already: what it did led, over other rules or none, back to itself."
    if len(past.chain) >= DEEPEST:
        return f"{DEEPEST} rules set each other off before it, which is as deep as a chain goes."
    if past.runs >= PER_HOUR:
        return f"Rules ran {past.runs} times on this ticket within an hour; more than {PER_HOUR} look like a loop."
    if rule.content.effects.sends and past.replies >= REPLIES_PER_DAY:
        return (
            f"Rules sent {past.replies} replies on this ticket within a day; more than {REPLIES_PER_DAY} look like two "
            "machines that answer each other."
        )
    return None


def _flaw_in_trigger(rule: Rule, event: str) -> str | None:
    if not rule.is_active or rule.removed_at is not None:
        return "it is switched off"
    return None if event in rule.content.trigger.events else f"{event} does not set it off"
