"""What rules would make of an event, played through without touching anything."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from deskhand.rules import events
from deskhand.rules.automation.decision import Past, Verdict, decide
from deskhand.rules.automation.facts import OF_FORM, Fact
from deskhand.rules.automation.rule import NOBODY, REOPENED, Effects, Rule
from deskhand.rules.ticket import ACTIVE, ARCHIVED, Standing, Status, Verb, after

World = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Step:
    """One run as it would be: what it changes from and to, what it writes, and the events that follow."""

    verdict: Verdict
    depth: int
    changes: dict[str, tuple[Fact, Fact]]
    sends: bool
    notes: bool
    events: tuple[str, ...]


@dataclass(slots=True)
class Play:
    """What a whole chain would be: runs in their order, and what the loop guard would stop."""

    steps: list[Step] = field(default_factory=list)
    stops: list[Verdict] = field(default_factory=list)
    unmatched: list[Verdict] = field(default_factory=list)


def play(rules: Sequence[Rule], event: str, facts: World, *, past: Past, only: UUID | None = None) -> Play:
    """Play an event through, with all that rules would set off in each other; rules that wait are left out.

    With `only`, no other rule looks at the event itself, but at what follows from it.
    """
    played, world, now = Play(), dict(facts), past
    waiting = deque([(event, past.chain)])
    at_once = sorted(
        (rule for rule in rules if rule.content.trigger.after is None), key=lambda one: (one.position, one.id)
    )
    first = [rule for rule in at_once if only is None or rule.id == only]
    while waiting:
        name, chain = waiting.popleft()
        for rule in first if chain == past.chain else at_once:
            (found,) = decide([rule], name, world, past=replace(now, chain=chain))
            verdict = replace(found, chain=chain)
            if verdict.stopped is not None:
                played.stops.append(verdict)
            if verdict.unmatched is not None and chain == past.chain:
                played.unmatched.append(verdict)
            if verdict.effects is None:
                continue
            step = _step(verdict, world, depth=len(chain))
            played.steps.append(step)
            waiting.extend((one, (*chain, rule.id)) for one in step.events)
            world |= {name: after for name, (_, after) in step.changes.items()} | {"event.by": "rule"}
            now = replace(now, runs=now.runs + 1, replies=now.replies + step.sends)
    return played


def changes_by(effects: Effects, facts: World) -> dict[str, tuple[Fact, Fact]]:
    """Return which facts effects change, from what to what."""
    wanted: dict[str, Any] = {
        f"ticket.{name}": None if value == NOBODY else value
        for name in ("priority", "type", "assignee", "team", "category")
        if (value := getattr(effects, name)) is not None
    }
    wanted |= {f"{OF_FORM}{key}": _plain(value) for key, value in effects.fields.items()}
    held = facts.get("ticket.tags") or ()
    tags = set(held if isinstance(held, tuple) else ()) - set(effects.remove_tags) | set(effects.add_tags)
    wanted |= {"ticket.tags": tuple(sorted(tags))} if effects.add_tags or effects.remove_tags else {}
    status = _status(effects, facts)
    wanted |= {} if status is None else {"ticket.status": status}
    return {name: (facts.get(name), value) for name, value in wanted.items() if facts.get(name) != value}


def _status(effects: Effects, facts: World) -> str | None:
    """Return the status that the effects lead to: by a move of their own, by assigning, or by both."""
    held = facts.get("ticket.status")
    if effects.status not in {None, REOPENED}:
        is_open = held in ACTIVE or (held == Status.RESOLVED and effects.status == Status.CLOSED)
        return effects.status if is_open else None
    if not _reopens(effects, facts):
        return _assigned(effects, facts, held=held)
    is_assigned = facts.get("ticket.assignee") is not None
    back = after(Verb.REOPEN, Standing(Status(str(held)), is_assigned, is_answered=False, by_agent=True))
    return _assigned(effects, facts, held=back) or back


def _reopens(effects: Effects, facts: World) -> bool:
    return effects.status == REOPENED and facts.get("ticket.status") in ARCHIVED


def _assigned(effects: Effects, facts: World, *, held: Fact) -> str | None:
    """Return the status that assigning leads to from another one, where it does."""
    if effects.assignee == NOBODY and held in ACTIVE and facts.get("ticket.assignee") is not None:
        return Status.OPEN.value
    if effects.assignee not in {None, NOBODY} and held == Status.OPEN:
        return Status.IN_PROGRESS.value
    return None


def _step(verdict: Verdict, world: World, *, depth: int) -> Step:
    effects = verdict.effects or Effects()
    changes = changes_by(effects, world)
    found = []
    if "ticket.assignee" in changes:
        found.append(events.TicketAssigned.name)
    elif changes.keys() & {"ticket.priority", "ticket.type", "ticket.team"}:
        found.append(events.TicketUpdated.name)
    if any(name.startswith(OF_FORM) or name in {"ticket.tags", "ticket.category"} for name in changes):
        found.append(events.TicketClassified.name)
    notes = (effects.writes and not effects.public) or bool(effects.notify)
    found += [events.MessageAdded.name] * effects.sends + [events.NoteAdded.name] * notes
    if _reopens(effects, world):
        found.insert(0, events.TicketReopened.name)
    elif "ticket.status" in changes and effects.status not in {None, REOPENED}:
        closes = effects.status == Status.CLOSED
        found.append(events.TicketClosed.name if closes else events.TicketResolved.name)
    return Step(
        verdict=verdict, depth=depth, changes=changes, sends=effects.sends, notes=notes, events=tuple(found)
    )  # fmt: skip


def _plain(value: Any) -> Fact:
    return tuple(value) if isinstance(value, list) else value
