"""A second, slow way to work out clocks: it walks through time in steps of five minutes and reads local clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=5)
AHEAD = timedelta(days=4)
"""How far it looks for due moments."""
DONE = ("resolved", "closed", "cancelled")


@dataclass(frozen=True)
class Week:
    """Opening hours as this way reads them."""

    zone: str
    windows: Sequence[Sequence[tuple[int, int]]]
    holidays: frozenset[date] = frozenset()

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        day = self.windows[local.weekday()]
        return local.date() not in self.holidays and any(opens <= minute < closes for opens, closes in day)


@dataclass(frozen=True)
class Promise:
    """A version of a policy: minutes by priority, paused statuses, and the versions of its calendar."""

    minutes: dict[str, int | None]
    paused: frozenset[str] = frozenset({"waiting_customer"})
    weeks: Sequence[tuple[datetime, Week]] = ()
    restarts: bool = False


@dataclass(frozen=True)
class Said:
    """A state from a moment on."""

    since: datetime
    status: str
    priority: str
    policy: str
    halved: bool


@dataclass(frozen=True)
class Story:
    """All that a clock depends on."""

    states: Sequence[Said]
    policies: dict[str, Sequence[tuple[datetime, Promise]]]
    now: datetime
    answered_at: datetime | None = None


@dataclass
class Found:
    """What the slow way finds of a target; a moment that is further than AHEAD is None."""

    elapsed: int
    whole: int | None
    """None where nothing is promised in the end."""
    due_at: datetime | None
    half_at: datetime | None
    warning_at: datetime | None
    late_since: datetime | None
    kinds: dict[str, int] = field(default_factory=dict)


RANKS = ["critical", "urgent", "high", "medium", "low"]


def _latest(versions: Sequence[tuple[datetime, object]], moment: datetime) -> object:
    chosen = versions[0][1]
    for since, one in versions:
        if since <= moment:
            chosen = one
    return chosen


def _promise(story: Story, said: Said, moment: datetime) -> Promise:
    found = _latest(story.policies[said.policy], moment)
    assert isinstance(found, Promise)
    return found


def _is_open(promise: Promise, moment: datetime) -> bool:
    if not promise.weeks:
        return True
    week = _latest(promise.weeks, moment)
    assert isinstance(week, Week)
    return week.is_open(moment)


def _said(story: Story, moment: datetime) -> Said:
    return [one for one in story.states if one.since <= moment][-1]


def _whole(promise: Promise, said: Said) -> int | None:
    minutes = promise.minutes[said.priority]
    return minutes // 2 if said.halved and minutes is not None else minutes


def walk(story: Story) -> Found:
    """Walk from the opening to the answer or to now, and then on."""
    end = story.answered_at or story.now
    moment = story.states[0].since
    counted: list[datetime] = []
    late_since: datetime | None = None
    stood_since: datetime | None = None
    kinds: dict[str, int] = {}
    before: Said | None = None
    while moment <= end:
        if moment == end and story.answered_at is not None and moment > story.states[0].since:
            break
        said = _said(story, moment)
        promise = _promise(story, said, moment)
        if promise.restarts and before and RANKS.index(said.priority) < RANKS.index(before.priority):
            counted, late_since = [], None
        elapsed, whole = 5 * len(counted), _whole(promise, said)
        if whole is not None:
            late_since = (late_since or moment) if elapsed >= whole else None
        runs = said.status not in DONE and said.status not in promise.paused
        ends = said.status in DONE and before is not None and before.status not in DONE
        stood_since = None if runs else moment if ends else (stood_since or moment)
        before = said
        if moment == end:
            break
        kind = ("running" if _is_open(promise, moment) else "closed") if runs else "stood"
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "running":
            counted.append(moment)
        moment += STEP
    if late_since is None and whole is not None and 5 * len(counted) >= whole:
        late_since = end
    assert before is not None
    if whole is None:
        return Found(5 * len(counted), None, None, None, None, None, kinds)
    ahead = _ahead(story, before, counted, begins=end if story.answered_at else stood_since or end)
    return Found(
        elapsed=5 * len(counted), whole=whole, due_at=_first(ahead, whole), half_at=_last(ahead, whole / 2),
        warning_at=_last(ahead, whole * 3 / 4), late_since=late_since, kinds=kinds,
    )  # fmt: skip


def _ahead(story: Story, said: Said, counted: list[datetime], *, begins: datetime) -> list[datetime]:
    """Return the steps that have counted and those that will, as long as nothing changes."""
    steps, moment = list(counted), begins
    while moment < begins + AHEAD and len(steps) < len(counted) + 130:
        if _is_open(_promise(story, said, moment), moment):
            steps.append(moment)
        moment += STEP
    return steps


def _first(steps: list[datetime], minutes: float) -> datetime | None:
    place = int(minutes // 5)
    return steps[place - 1] + STEP if place <= len(steps) else None


def _last(steps: list[datetime], minutes: float) -> datetime | None:
    place = int(minutes // 5)
    return steps[place] if place < len(steps) else None


def at(minutes: int, *, of: datetime = datetime(2026, 3, 27, tzinfo=UTC)) -> datetime:
    """Return a moment by minutes from another."""
    return of + timedelta(minutes=minutes)
