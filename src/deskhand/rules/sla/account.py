"""The account of a clock: its intervals with what began each, what was left after it, and where it became late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from deskhand.rules.sla.clock import Cause, Clock, History, clock
from deskhand.rules.sla.policy import Book, Target
from deskhand.rules.sla.replay import Interval, Kind, replay
from deskhand.rules.ticket import RANK, Status

_NONE = timedelta()


class Turn(StrEnum):
    """What changed where an interval begins."""

    STATUS = "status"
    PRIORITY = "priority"
    POLICY = "policy"
    CLIENT = "client"
    """Whether the client has priority."""
    POLICY_VERSION = "policy_version"
    CALENDAR = "calendar"


class Line(Struct, frozen=True, kw_only=True):
    """An interval, with what had elapsed and what was left when it ended; None is left where nothing was promised."""

    interval: Interval
    last: Interval | None
    turns: tuple[Turn, ...]
    status_since: datetime
    """Since when the ticket was in the status."""
    elapsed: timedelta
    left: timedelta | None
    begins_anew: bool = False
    breached_at: datetime | None = None
    """When the target became late, in this interval."""
    cause: Cause | None = None


class Account(Struct, frozen=True, kw_only=True):
    """A target's clock as it stands, None where nothing is promised (any more), and all its intervals."""

    target: Target
    clock: Clock | None
    lines: tuple[Line, ...]

    @property
    def wall(self) -> timedelta:
        """Return how long it was on a wall clock."""
        return self.lines[-1].interval.before - self.lines[0].interval.since if self.lines else _NONE

    def took(self, *kinds: Kind) -> timedelta:
        """Return the time of all intervals of some kinds."""
        return sum((one.interval.length for one in self.lines if one.interval.kind in kinds), _NONE)


def accounts(history: History, book: Book, *, now: datetime) -> list[Account]:
    """Return the account of each target that is or was promised and has begun."""
    found = []
    for target in Target:
        intervals = replay(target, history, book, now=now)
        stands = None if history.state.status is Status.CANCELLED else clock(target, history, book, now=now)
        if stands is not None or any(one.whole is not None for one in intervals):
            found.append(Account(target=target, clock=stands, lines=tuple(_lines(intervals))))
    return found


def _lines(intervals: Sequence[Interval]) -> Iterator[Line]:
    elapsed, is_late, status_since, last = _NONE, False, None, None
    for one in intervals:
        begins_anew = last is not None and one.restarts_on_rise and RANK[one.priority] < RANK[last.priority]
        elapsed = _NONE if begins_anew else elapsed
        is_late = is_late and one.whole is not None and elapsed >= one.whole
        if status_since is None or (last is not None and last.status is not one.status):
            status_since = one.since
        turns = () if last is None else tuple(_turns(last, one))
        breached_at, cause = None, None
        if one.whole is not None and elapsed >= one.whole and not is_late:
            breached_at, cause = one.since, _cause(turns)
        elif one.whole is not None and not is_late and one.kind is Kind.RUNNING and elapsed + one.length >= one.whole:
            breached_at, cause = one.since + (one.whole - elapsed), Cause.TIME
        elapsed += one.length if one.kind is Kind.RUNNING else _NONE
        is_late = one.whole is not None and elapsed >= one.whole
        yield Line(
            interval=one, last=last, turns=turns, status_since=status_since, elapsed=elapsed, begins_anew=begins_anew,
            left=None if one.whole is None else one.whole - elapsed, breached_at=breached_at, cause=cause,
        )  # fmt: skip
        last = one


def _turns(last: Interval, one: Interval) -> Iterator[Turn]:
    if last.status is not one.status:
        yield Turn.STATUS
    if last.priority is not one.priority:
        yield Turn.PRIORITY
    if last.policy_id != one.policy_id:
        yield Turn.POLICY
    elif last.policy_version != one.policy_version:
        yield Turn.POLICY_VERSION
    if last.is_halved is not one.is_halved:
        yield Turn.CLIENT
    if (last.calendar_id, last.calendar_version) != (one.calendar_id, one.calendar_version):
        yield Turn.CALENDAR


def _cause(turns: Sequence[Turn]) -> Cause:
    """Return the same as `clock` says of a target that a change made late."""
    if Turn.PRIORITY in turns:
        return Cause.PRIORITY
    if Turn.POLICY in turns or Turn.CLIENT in turns:
        return Cause.TERMS
    return Cause.POLICY if Turn.POLICY_VERSION in turns or Turn.CALENDAR in turns else Cause.TIME
