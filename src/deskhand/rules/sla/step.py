"""What happens on the way to a due moment and after it: who is told, and what is done."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from uuid import UUID

from msgspec import Struct

from deskhand.rules.ticket import RANK, Priority

MOST_STEPS = 20
"""Steps of a policy at most."""
MOST_PEOPLE = 20
"""People of one step whom it tells, and who watch from then on, at most."""
MOST_MINUTES_AFTER = 60 * 24 * 60
"""Minutes of the policy's hours after a due moment at which a step can come."""


class Step(Struct, frozen=True, kw_only=True):
    """A step of a policy, at so many percent or minutes of the target's own hours that are left.

    Minutes below zero have passed since it was due. Without targets it holds for each.
    """

    percent: int | None = None
    minutes: int | None = None
    targets: tuple[str, ...] = ()
    tells_assignee: bool = True
    tells_team: bool = False
    people: tuple[UUID, ...] = ()
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    priority: Priority | None = None
    """The priority that the ticket has from then on at least."""
    watchers: tuple[UUID, ...] = ()

    @property
    def key(self) -> str:
        """The moment of the step in a word, by which it is known that it was taken."""
        return f"{self.percent}%" if self.percent is not None else f"{self.minutes or 0}m"

    @property
    def acts(self) -> bool:
        """Whether it changes the ticket, and does not only tell."""
        return bool(self.assignee_id or self.team_id or self.priority or self.watchers)

    @property
    def is_after(self) -> bool:
        """Whether it comes when the target is late already."""
        return self.percent is None and (self.minutes or 0) <= 0

    def level(self, whole: timedelta) -> timedelta:
        """Return how much of a target's time has elapsed when the step comes."""
        if self.percent is not None:
            return whole * (100 - self.percent) / 100
        return whole - timedelta(minutes=self.minutes or 0)

    def holds_for(self, target: str) -> bool:
        """Say whether the step belongs to a target."""
        return not self.targets or target in self.targets

    def raised(self, priority: Priority) -> Priority | None:
        """Return the priority that a ticket gets by it; None where it has that or a higher one."""
        return self.priority if self.priority is not None and RANK[self.priority] < RANK[priority] else None


WARNING = Step(percent=25)
"""The one step of a policy that names none: a quarter of the time is left."""


def flaws_of(steps: Sequence[Step], *, targets: Iterable[str]) -> dict[str, str]:
    """Return what is wrong with steps, by the names of their fields."""
    flaws: dict[str, str] = {}
    if len(steps) > MOST_STEPS:
        flaws["steps"] = f"must be {MOST_STEPS} at most; there are {len(steps)}"
    for place, step in enumerate(steps):
        flaws |= {f"steps.{place}.{name}": flaw for name, flaw in _flaws(step, set(targets))}
    for (_, one), (place, other) in combinations(enumerate(steps), 2):
        if one.key == other.key and _overlap(one, other):
            flaws[f"steps.{place}"] = f"there is a step at {one.key} already; put both into one"
    return flaws


def strangers(steps: Sequence[Step], *, people: Container[UUID], teams: Container[UUID]) -> dict[str, str]:
    """Return whom steps name who is not there, by the names of their fields."""
    flaws: dict[str, str] = {}
    for place, step in enumerate(steps):
        named = {"people": step.people, "watchers": step.watchers, "assigneeId": (step.assignee_id,)}
        for name, ids in named.items():
            if gone := [one for one in ids if one is not None and one not in people]:
                flaws[f"steps.{place}.{name}"] = f"“{gone[0]}” is not an active agent of this workspace"
        if step.team_id is not None and step.team_id not in teams:
            flaws[f"steps.{place}.teamId"] = f"“{step.team_id}” is not a team of this workspace"
    return flaws


def mentioned(steps: Iterable[Step]) -> set[UUID]:
    """Return the ids of the people and teams whom steps name."""
    return {one for step in steps for one in (*step.people, *step.watchers, step.assignee_id, step.team_id) if one}


def _flaws(step: Step, targets: set[str]) -> Iterator[tuple[str, str]]:
    if (step.percent is None) == (step.minutes is None):
        yield "percent", "give either percent or minutes that are left"
    if step.percent is not None and not 1 <= step.percent <= 99:
        yield "percent", f"must be 1 to 99 percent left; it is {step.percent}"
    if step.minutes is not None and not -MOST_MINUTES_AFTER <= step.minutes <= MOST_MINUTES_AFTER:
        yield "minutes", f"must be {MOST_MINUTES_AFTER:,} at most, before or after; it is {step.minutes:,}"
    if strange := set(step.targets) - targets:
        yield "targets", f"“{min(strange)}” is no target; take {', '.join(sorted(targets))}"
    for name, named in (("people", step.people), ("watchers", step.watchers)):
        if len(named) > MOST_PEOPLE:
            yield name, f"must be {MOST_PEOPLE} at most; there are {len(named)}"
    if not (step.acts or step.tells_assignee or step.tells_team or step.people):
        yield "people", "neither tells anybody nor does anything; choose something"


def _overlap(one: Step, other: Step) -> bool:
    return not one.targets or not other.targets or not set(one.targets).isdisjoint(other.targets)
