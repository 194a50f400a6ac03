"""A clock told as a list of intervals that leave no moment out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct, structs

from deskhand.rules.sla.calendar import Hours
from deskhand.rules.sla.clock import History, Piece, bounds, pieces, runs
from deskhand.rules.sla.policy import Book, Target
from deskhand.rules.ticket import ACTIVE, Priority, Status


class Kind(StrEnum):
    """Why a clock ran or stood still."""

    RUNNING = "running"
    PAUSED = "paused"
    OUTSIDE = "outside_hours"
    HOLIDAY = "holiday"
    ENDED = "ended"
    NO_POLICY = "no_policy"


class Interval(Struct, frozen=True, kw_only=True):
    """A stretch of a clock's time: what it did, by which version of which policy, and what was promised then."""

    since: datetime
    before: datetime
    kind: Kind
    status: Status
    priority: Priority
    policy_id: UUID | None = None
    policy_version: int | None = None
    calendar_id: UUID | None = None
    calendar_version: int | None = None
    holiday: str | None = None
    whole: timedelta | None = None
    is_halved: bool = False
    restarts_on_rise: bool = False
    """Whether the clock begins anew where the priority rises into this interval."""

    @property
    def length(self) -> timedelta:
        """How long it took on a wall clock."""
        return self.before - self.since


def replay(target: Target, history: History, book: Book, *, now: datetime) -> list[Interval]:
    """Return the intervals of a target from its beginning until it was met, or until now; they sum to that time."""
    begins, ends = bounds(target, history, now=now)
    if begins is None:
        return []
    told: list[Interval] = []
    for piece in pieces(history, book, since=begins, before=ends):
        for interval in _intervals(target, piece):
            if told and structs.replace(told[-1], before=interval.before, since=interval.since) == interval:
                interval = structs.replace(interval, since=told.pop().since)  # noqa: PLW2901 (one with the last)
            told.append(interval)
    return told


def _intervals(target: Target, piece: Piece) -> Iterator[Interval]:
    rule, state = piece.rule, piece.state
    whole = Interval(
        since=piece.since, before=piece.before, kind=Kind.NO_POLICY, status=state.status, priority=state.priority,
        policy_id=state.policy_id, policy_version=rule.policy_number if rule else None,
        calendar_id=rule.policy.calendar_id if rule else None,
        calendar_version=rule.calendar_number if rule else None, whole=piece.whole(target), is_halved=state.is_halved,
        restarts_on_rise=rule is not None and rule.policy.restarts_on_rise,
    )  # fmt: skip
    if rule is None:
        yield whole
        return
    if not runs(target, piece):
        yield structs.replace(whole, kind=Kind.PAUSED if state.status in ACTIVE else Kind.ENDED)
        return
    reached = piece.since
    for opens, closes in rule.hours.open_between(piece.since, piece.before):
        yield from _closed(whole, rule.hours, since=reached, before=opens)
        yield structs.replace(whole, since=opens, before=closes, kind=Kind.RUNNING)
        reached = closes
    yield from _closed(whole, rule.hours, since=reached, before=piece.before)


def _closed(whole: Interval, hours: Hours, *, since: datetime, before: datetime) -> Iterator[Interval]:
    reached = since
    for begins, ends, name in hours.holidays_between(since, before):
        if reached < begins:
            yield structs.replace(whole, since=reached, before=begins, kind=Kind.OUTSIDE)
        yield structs.replace(whole, since=begins, before=ends, kind=Kind.HOLIDAY, holiday=name)
        reached = ends
    if reached < before:
        yield structs.replace(whole, since=reached, before=before, kind=Kind.OUTSIDE)
