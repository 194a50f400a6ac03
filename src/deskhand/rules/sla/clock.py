"""A ticket's clocks, worked out anew from its own history: what has elapsed, what is due when, what is late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from deskhand.rules.sla.calendar import Hours
from deskhand.rules.sla.policy import Book, Rule, Target, rules_in_force
from deskhand.rules.sla.step import Step
from deskhand.rules.ticket import ACTIVE, RANK, Priority, Status

YELLOW = 25
"""Percent of a target under which it is due soon."""
_NONE = timedelta()


class State(Struct, frozen=True, kw_only=True):
    """What a ticket's clocks depend on; `asked_at` is the oldest message of its customer that nobody has answered."""

    status: Status
    priority: Priority
    policy_id: UUID | None
    is_halved: bool = False
    asked_at: datetime | None = None


class History(Struct, frozen=True, kw_only=True):
    """A ticket's clock events: each state, and the moment until which it held; the last one holds still."""

    opened_at: datetime
    answered_at: datetime | None
    state: State
    past: tuple[tuple[datetime, State], ...] = ()


class Standing(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    ENDED = "ended"


class Cause(StrEnum):
    """What made a target late: time, or a change that left it with less time than had elapsed."""

    TIME = "time"
    PRIORITY = "priority"
    TERMS = "terms"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Coming:
    """A step of a target and its moment; None while the clock stands still before it."""

    step: Step
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One target of a ticket: of the `whole` so much has elapsed; None is due when nothing is ever due."""

    target: Target
    standing: Standing
    whole: timedelta
    elapsed: timedelta
    due_at: datetime | None
    half_at: datetime | None
    warning_at: datetime | None
    critical_at: datetime | None
    steps: tuple[Coming, ...] = ()
    breached_at: datetime | None = None
    cause: Cause | None = None

    @property
    def left(self) -> timedelta:
        """What is left of the target, below nothing when it is late."""
        return self.whole - self.elapsed

    @property
    def is_late(self) -> bool:
        """Whether as much has elapsed as was promised, or more."""
        return self.elapsed >= self.whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a ticket's time in which nothing changes that its clocks depend on."""

    since: datetime
    before: datetime
    state: State
    rule: Rule | None

    def whole(self, target: Target) -> timedelta | None:
        """Return how long a target may take, as it is promised in this piece."""
        if self.rule is None:
            return None
        return self.rule.policy.whole(target, self.state.priority, is_halved=self.state.is_halved)


@dataclass(frozen=True, slots=True)
class _Leg:
    """A piece in which the clock ran, with what had elapsed before it."""

    since: datetime
    hours: Hours
    before: timedelta
    worked: timedelta


@dataclass(slots=True)
class _Run:
    """A clock on its way through the pieces."""

    target: Target
    elapsed: timedelta = _NONE
    legs: list[_Leg] | None = None
    stood_since: datetime | None = None
    breached_at: datetime | None = None
    cause: Cause | None = None
    promised_at: datetime | None = None
    """When the policy's steps became what they are, where they were others before."""
    steps_before: tuple[Step, ...] = ()


def clock(target: Target, history: History, book: Book, *, now: datetime) -> Clock | None:
    """Return how a target stands; None when nothing is promised for it."""
    begins, ends = bounds(target, history, now=now)
    if begins is None:
        return None
    run, last = _Run(target, legs=[]), None
    for piece in pieces(history, book, since=begins, before=ends):
        _pass(run, piece, last)
        last = piece
    is_over = target is Target.FIRST_RESPONSE and history.answered_at is not None
    if last is None or not is_over:  # what holds from this very moment on counts, what came with the answer does not
        state = next((one for until, one in history.past if until > ends), history.state)
        present = Piece(ends, ends, state, _rule_at(state, book, ends))
        _pass(run, present, last)
        last = present
    whole = last.whole(target)
    return None if whole is None or last.rule is None else _read(run, last, history, book=book, ends=ends, whole=whole)


def bounds(target: Target, history: History, *, now: datetime) -> tuple[datetime | None, datetime]:
    """Return when a target begins, None while it does not, and up to when it counts."""
    answered = history.answered_at
    match target:
        case Target.FIRST_RESPONSE:
            return history.opened_at, now if answered is None else max(answered, history.opened_at)
        case Target.NEXT_RESPONSE:
            return (history.state.asked_at if answered is not None else None), now
        case Target.RESOLUTION:
            return history.opened_at, now


def pieces(history: History, book: Book, *, since: datetime, before: datetime) -> Iterator[Piece]:
    """Yield the pieces of a ticket's time between two moments, without a gap."""
    began = history.opened_at
    for until, state in (*history.past, (before, history.state)):
        begins, ends = max(began, since), min(until, before)
        if begins < ends:
            for rule, opens, closes in rules_in_force(book, state.policy_id, since=begins, before=ends):
                yield Piece(opens, closes or ends, state, rule)
        began = max(began, until)


def runs(target: Target, piece: Piece) -> bool:
    """Say whether a target's clock runs in a piece, outside hours apart."""
    status = piece.state.status
    return piece.rule is not None and status in ACTIVE and not piece.rule.policy.pauses_in(target, status)


def _pass(run: _Run, piece: Piece, last: Piece | None) -> None:
    whole, rule = piece.whole(run.target), piece.rule
    if last is not None and last.rule is not None and rule is not None and rule.policy.steps != last.rule.policy.steps:
        run.promised_at, run.steps_before = piece.since, last.rule.policy.steps
    if rule is not None and rule.policy.restarts_on_rise and last is not None and _rises(last, piece):
        run.elapsed, run.legs, run.breached_at, run.cause = _NONE, [], None, None
    # Where nothing is promised, as while it is merged, a target neither becomes late nor stops having been late.
    if whole is not None and run.elapsed < whole:
        run.breached_at = run.cause = None
    elif whole is not None and run.breached_at is None:
        run.breached_at, run.cause = piece.since, _cause(last, piece)
    if rule is None or not runs(run.target, piece):
        if run.stood_since is None or _ends(last, piece):  # a pause ends with the ticket, and moves what is due
            run.stood_since = piece.since
        return
    run.stood_since = None
    worked = rule.hours.worked(piece.since, piece.before)
    if whole is not None and run.breached_at is None and run.elapsed + worked >= whole:
        run.breached_at = rule.hours.first(piece.since, whole - run.elapsed)
        run.cause = Cause.TIME
    if run.legs is not None:
        run.legs.append(_Leg(piece.since, rule.hours, run.elapsed, worked))
    run.elapsed += worked


def _ends(last: Piece | None, piece: Piece) -> bool:
    return last is not None and last.state.status in ACTIVE and piece.state.status not in ACTIVE


def _rises(last: Piece, piece: Piece) -> bool:
    return RANK[piece.state.priority] < RANK[last.state.priority]


def _cause(last: Piece | None, piece: Piece) -> Cause:
    if last is None:
        return Cause.TIME
    if last.state.priority is not piece.state.priority:
        return Cause.PRIORITY
    if (last.state.policy_id, last.state.is_halved) != (piece.state.policy_id, piece.state.is_halved):
        return Cause.TERMS
    return Cause.POLICY if last.rule is not piece.rule else Cause.TIME


def _rule_at(state: State, book: Book, moment: datetime) -> Rule | None:
    return next(rules_in_force(book, state.policy_id, since=moment, before=None))[0]


def _read(run: _Run, last: Piece, history: History, *, book: Book, ends: datetime, whole: timedelta) -> Clock:
    state, rule = last.state, last.rule
    critical = whole - timedelta(hours=1)
    if rule is not None and rule.policy.critical_below_half:
        critical = max(critical, whole / 2)
    is_answered = run.target is Target.FIRST_RESPONSE and history.answered_at is not None
    ahead = _Ahead(run, state, book, ends if is_answered else run.stood_since or ends)
    standing = _standing(run, last, history)
    return Clock(
        target=run.target, standing=standing, whole=whole, elapsed=run.elapsed,
        due_at=ahead.first(whole), half_at=ahead.last(whole / 2), warning_at=ahead.last(whole * (100 - YELLOW) / 100),
        critical_at=ahead.last(critical), breached_at=run.breached_at, cause=run.cause,
        steps=tuple(_coming(run, last, ahead, whole=whole, stands=standing is Standing.PAUSED)),
    )  # fmt: skip


def _coming(run: _Run, last: Piece, ahead: _Ahead, *, whole: timedelta, stands: bool) -> Iterator[Coming]:
    """Yield the steps of a target; one that is new, and whose moment was over when it came, is not made up for."""
    known = {step.key for step in run.steps_before if step.holds_for(run.target)}
    for step in last.rule.policy.steps if last.rule is not None else ():
        level = step.level(whole)
        at = ahead.first(level) if step.is_after else ahead.last(level)
        is_over = run.promised_at is not None and at is not None and at < run.promised_at and step.key not in known
        if step.holds_for(run.target) and not is_over:
            yield Coming(step, None if stands and level > run.elapsed else at)


def _standing(run: _Run, last: Piece, history: History) -> Standing:
    status = history.state.status
    if run.target is Target.FIRST_RESPONSE and history.answered_at is not None:
        return Standing.MET
    if status not in ACTIVE:
        is_met = run.target is Target.RESOLUTION and status is not Status.CANCELLED
        return Standing.MET if is_met else Standing.ENDED
    return Standing.RUNNING if runs(run.target, last) else Standing.PAUSED


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The moments at which so much will have elapsed, or had, if the clock runs on from where it stands."""

    run: _Run
    state: State
    book: Book
    from_: datetime

    def first(self, level: timedelta) -> datetime | None:
        """Return the first moment at which so much has elapsed."""
        for leg in self.run.legs or ():
            if level <= leg.before + leg.worked:
                return leg.hours.first(leg.since, level - leg.before)
        need = level - self.run.elapsed
        for rule, since, before in rules_in_force(self.book, self.state.policy_id, since=self.from_, before=None):
            worked = None if rule is None or before is None else rule.hours.worked(since, before)
            if rule is not None and (worked is None or need <= worked):
                return rule.hours.first(since, need)
            need -= worked or _NONE
        return None

    def last(self, level: timedelta) -> datetime | None:
        """Return the last moment at which no more has elapsed; before the clock began when the level is below zero."""
        for leg in self.run.legs or ():
            if level < _NONE:
                return leg.since + level
            if level < leg.before + leg.worked:
                return leg.hours.last(leg.since, level - leg.before)
        need = level - self.run.elapsed
        if level < _NONE:
            return self.from_ + level
        for rule, since, before in rules_in_force(self.book, self.state.policy_id, since=self.from_, before=None):
            worked = None if rule is None or before is None else rule.hours.worked(since, before)
            if rule is not None and (worked is None or need < worked):
                return rule.hours.last(since, need)
            need -= worked or _NONE
        return None
