"""What is promised: minutes by target and priority, in which hours they run, and when they stand still."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import Struct, structs

from deskhand.rules.errors import Invalid
from deskhand.rules.sla.calendar import ALWAYS, Hours
from deskhand.rules.sla.step import WARNING, Step, flaws_of
from deskhand.rules.ticket import ACTIVE, Priority, Status

V = TypeVar("V")

MOST_MINUTES = 366 * 24 * 60
"""Minutes of a target at most: a year."""


class Target(StrEnum):
    """What is promised to happen in time."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


Minutes = Mapping[Priority, int]


class Moment(Struct, frozen=True, kw_only=True):
    """Something that happens in a test of a policy; a customer's message asks, an agent's answers."""

    at: datetime
    status: Status | None = None
    priority: Priority | None = None
    is_answer: bool = False
    is_asked: bool = False


class Case(Struct, frozen=True, kw_only=True):
    """A test of a policy: how a ticket lives, and when one of its targets has to be due then; None is never."""

    name: str
    opened_at: datetime
    priority: Priority
    target: Target
    due_at: datetime | None
    is_halved: bool = False
    moments: tuple[Moment, ...] = ()


class Policy(Struct, frozen=True, kw_only=True):
    """A policy as it is kept; a target that it does not name is not promised."""

    targets: dict[Target, dict[Priority, int]]
    overrides: dict[Target, dict[Priority, int]] = {}
    """Minutes that the environment sets, over those of the policy."""
    calendar_id: UUID | None = None
    pauses: dict[Target, tuple[Status, ...]] = {}
    """Statuses in which a target's clock stands still; `waiting_customer` where none are named."""
    restarts_on_rise: bool = False
    """Whether a clock begins anew when the priority rises, instead of keeping what has elapsed."""
    critical_below_half: bool = False
    """Whether under an hour left is critical only when it is under half of the target, too."""
    steps: tuple[Step, ...] = (WARNING,)
    """What happens before and after the due moments; at them the breach is raised."""
    tests: tuple[Case, ...] = ()
    """What has to come of it; a change by which something else comes is refused."""

    def whole(self, target: Target, priority: Priority, *, is_halved: bool) -> timedelta | None:
        """Return how long a target may take; None when nothing is promised."""
        minutes = self.overrides.get(target, {}).get(priority) or self.targets.get(target, {}).get(priority)
        if not minutes:
            return None
        return timedelta(minutes=minutes) / 2 if is_halved else timedelta(minutes=minutes)

    def pauses_in(self, target: Target, status: Status) -> bool:
        """Say whether a target's clock stands still in a status."""
        return status in self.pauses.get(target, PAUSES)


PAUSES = (Status.WAITING_CUSTOMER,)
"""Where clocks stand still by default."""


def _table(*minutes: int) -> dict[Priority, int]:
    return dict(zip(Priority, minutes, strict=True))


STANDARD = Policy(
    targets={
        Target.FIRST_RESPONSE: _table(60, 120, 4 * 60, 8 * 60, 24 * 60),
        Target.RESOLUTION: _table(4 * 60, 8 * 60, 24 * 60, 48 * 60, 72 * 60),
    }
)
ACCELERATED = Policy(
    targets={
        Target.FIRST_RESPONSE: _table(30, 60, 2 * 60, 4 * 60, 8 * 60),
        Target.RESOLUTION: _table(4 * 60, 8 * 60, 24 * 60, 48 * 60, 96 * 60),
    }
)
SHIPPED: dict[str, Policy] = {"standard": STANDARD, "accelerated": ACCELERATED}
"""The policies that every workspace begins with, by their keys; the first is everybody's."""


class Version(Struct, Generic[V], frozen=True):
    """What a policy or calendar says from a moment on."""

    since: datetime
    number: int
    says: V


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All versions of a workspace's policies and calendars, each list from the oldest on; `number` rises with each."""

    policies: Mapping[UUID, Sequence[Version[Policy]]] = field(default_factory=dict)
    calendars: Mapping[UUID, Sequence[Version[Hours]]] = field(default_factory=dict)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts in a piece of time: a version of a policy and the hours of a version of its calendar."""

    policy: Policy
    policy_number: int
    hours: Hours
    calendar_number: int | None


def rules_in_force(
    book: Book, policy_id: UUID | None, *, since: datetime, before: datetime | None
) -> Iterator[tuple[Rule | None, datetime, datetime | None]]:
    """Yield what counts between two moments (or from one on), piece by piece."""
    for version, begins, ends in _in_force(book.policies.get(policy_id, ()) if policy_id else (), since, before=before):
        if version is None:
            yield None, begins, ends
            continue
        calendar_id = version.says.calendar_id
        calendars = book.calendars.get(calendar_id, ()) if calendar_id else ()
        for calendar, opens, closes in _in_force(calendars, begins, before=ends):
            hours: Hours = ALWAYS if calendar is None else calendar.says
            number = None if calendar is None else calendar.number
            yield Rule(version.says, version.number, hours, number), opens, closes


def is_always_open(book: Book, policy_id: UUID | None, *, since: datetime) -> bool:
    """Say whether one version of a policy counts every hour from a moment on, so that all its moments move with it."""
    versions = book.policies.get(policy_id, ()) if policy_id else ()
    return not versions or (versions[-1].since <= since and versions[-1].says.calendar_id is None)


def with_overrides(policy: Policy, given: Mapping[Target, Mapping[Priority, int]]) -> Policy:
    """Return a policy with the minutes that the environment sets, and no others of that kind."""
    return structs.replace(policy, overrides={target: dict(minutes) for target, minutes in given.items() if minutes})


def checked(policy: Policy) -> Policy:
    """Return a policy; refuse minutes, steps or pauses that make no sense, by the name of their field."""
    flaws: dict[str, str] = {}
    if not any(policy.targets.values()):
        flaws["targets"] = "must promise something; give minutes to one target and priority at least"
    for target, minutes in policy.targets.items():
        for priority, value in minutes.items():
            if not 1 <= value <= MOST_MINUTES:
                flaws[f"targets.{target}.{priority}"] = f"must be 1 to {MOST_MINUTES:,} minutes; it is {value:,}"
    for target, statuses in policy.pauses.items():
        if ended := [status for status in statuses if status not in ACTIVE]:
            flaws[f"pauses.{target}"] = f"“{ended[0]}” is no status in which somebody has something to do"
    flaws |= flaws_of(policy.steps, targets=list(Target))
    if flaws:
        raise Invalid(flaws)
    return policy


def _in_force(
    versions: Sequence[Version[V]], since: datetime, *, before: datetime | None
) -> Iterator[tuple[Version[V] | None, datetime, datetime | None]]:
    """Yield the versions that hold between two moments; the first one holds also for what was before it."""
    if not versions:
        yield None, since, before
        return
    place = max(bisect_right(versions, since, key=lambda version: version.since) - 1, 0)
    while True:
        ends = versions[place + 1].since if place + 1 < len(versions) else None
        is_last = ends is None or (before is not None and ends >= before)
        yield versions[place], since, before if is_last else ends
        if is_last or ends is None:
            return
        since, place = ends, place + 1
