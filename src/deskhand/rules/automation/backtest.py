"""A rule tried on what happened before: what it would have done, and what that would have set off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from deskhand.rules.automation.checking import cases_of
from deskhand.rules.automation.decision import Past
from deskhand.rules.automation.facts import Fact
from deskhand.rules.automation.rule import Content, Rule
from deskhand.rules.automation.simulation import World, play

SPAN = timedelta(days=90)
"""How far back a rule is tried."""
MOST_HITS = 10_000
"""Events at which a rule would have done something; a run ends with the last of them."""
KEPT = timedelta(days=1)
"""How long a run is kept."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LAST = 2**31 - 1


class Would(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a rule would have done at an event; `as_now` are fields that it asks about and that are taken as they are.

    `set_off` are the names of other rules, `stops` what the loop guard says, `told` are ids or `assignee`, `called` are
    the ids of webhooks.
    """

    changes: dict[str, tuple[Fact, Fact]] = {}
    wrote: str | None = None
    told: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    set_off: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    as_now: tuple[str, ...] = ()
    has_run: bool = False

    @property
    def counts(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.changes or self.wrote or self.told or self.called or self.stops)


class Counts(Struct, frozen=True, kw_only=True):
    """What came of a run until now; `events` were looked at, at `runs` of them the rule would have run."""

    events: int = 0
    runs: int = 0
    replies: int = 0
    notes: int = 0
    told: int = 0
    called: int = 0
    stops: int = 0
    changes: dict[str, int] = {}
    set_off: dict[str, int] = {}

    def and_event(self, would: Would | None) -> Counts:
        """Return what it is with one event more."""
        if would is None:
            return replace(self, events=self.events + 1)
        return Counts(
            events=self.events + 1, runs=self.runs + would.has_run, replies=self.replies + (would.wrote == "reply"),
            notes=self.notes + (would.wrote == "note"), told=self.told + len(would.told),
            called=self.called + len(would.called), stops=self.stops + len(would.stops),
            changes=_more(self.changes, would.changes), set_off=_more(self.set_off, would.set_off),
        )  # fmt: skip


class Act(Struct, frozen=True, kw_only=True):
    """A run of a rule on a ticket, one that was or one that would have been."""

    at: datetime
    has_sent: bool


def draft_of(content: Content, own_id: UUID, *, position: int | None, now: datetime) -> Rule:
    """Return a draft as the rule that it would be, switched on: in a place of the order, or last."""
    return Rule(
        id=own_id, content=content, position=_LAST if position is None else position, is_active=True, version=1,
        runs=0, last_run_at=None, created_at=now, updated_at=now,
    )  # fmt: skip


def moment_of(content: Content, at: datetime, *, next_at: datetime | None, until: datetime) -> datetime | None:
    """Return when a rule would have looked after an event, or None: a later event puts a wait off, or it is to come."""
    wait = content.trigger.after
    if wait is None:
        return at
    moment = at + timedelta(minutes=wait)
    is_put_off = next_at is not None and next_at <= moment
    return None if is_put_off or moment > until else moment


def past_at(moment: datetime, acts: Sequence[Act], *, chain: tuple[UUID, ...]) -> Past:
    """Return what rules had done on a ticket of late, at a moment."""
    until = [act for act in acts if act.at <= moment]
    return Past(
        chain=chain, runs=sum(act.at > moment - _HOUR for act in until),
        replies=sum(act.has_sent and act.at > moment - _DAY for act in until),
    )  # fmt: skip


def judged(
    draft: Rule, others: Sequence[Rule], event: str, *, facts: World, past: Past, as_now: Sequence[str]
) -> Would | None:
    """Return what a draft would have done among the other rules; None where it would not have matched.

    A draft that waits looks alone; one that does not, after the rules above it.
    """
    trigger = draft.content.trigger
    at_once = replace(draft, content=replace(draft.content, trigger=replace(trigger, after=None)))
    only = None if trigger.after is None else draft.id
    played = play([*others, at_once], event, facts, past=past, only=only)
    here = (draft.id, past.chain)
    own = next((one for one in played.steps if (one.verdict.rule_id, one.verdict.chain) == here), None)
    behind = len(past.chain)
    stops = [one for one in played.stops if (one.rule_id, one.chain) == here or draft.id in one.chain[behind:]]
    if own is None and not stops:
        return None
    effects = draft.content.effects
    asked = {one.field for one in cases_of(draft.content.conditions)} | set(own.changes if own else ())
    wrote = ("reply" if effects.public else "note") if effects.writes else None
    return Would(
        changes={} if own is None else own.changes, wrote=None if own is None else wrote,
        told=effects.notify if own is not None else (), called=effects.webhooks if own is not None else (),
        has_run=own is not None,
        set_off=tuple(one.verdict.rule_name for one in played.steps if draft.id in one.verdict.chain[behind:]),
        stops=tuple(f"{one.rule_name}: {one.stopped}" for one in stops),
        as_now=tuple(name for name in as_now if name in asked),
    )  # fmt: skip


def _more(held: dict[str, int], names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(held) + Counter(list(names)))
