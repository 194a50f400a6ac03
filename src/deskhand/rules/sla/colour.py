"""How urgent a ticket's clocks are, in a word that a colour, a shape and a sentence can be made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from deskhand.rules.sla.clock import Clock, History, Standing, clock
from deskhand.rules.sla.policy import Book, Target
from deskhand.rules.ticket import ACTIVE, Status


class Colour(StrEnum):
    """The states of the chip, the most urgent first."""

    BREACHED = "breached"
    CRITICAL = "critical"
    WARNING = "warning"
    UPCOMING = "upcoming"
    ON_TRACK = "on_track"
    PAUSED = "paused"
    MET = "met"
    NONE = "none"


class Chip(Struct, frozen=True, kw_only=True):
    """The nearest unmet target of a ticket, with the moments at which its colour changes.

    While its clock stands still there are no moments, and `left` says what is left.
    """

    standing: Standing | None = None
    target: Target | None = None
    due_at: datetime | None = None
    critical_at: datetime | None = None
    warning_at: datetime | None = None
    half_at: datetime | None = None
    left: timedelta | None = None

    def colour(self, now: datetime) -> Colour:
        """Return the state at a moment; at a threshold itself the milder one holds, at the due moment it is late."""
        match self.standing:
            case None | Standing.ENDED:
                return Colour.NONE
            case Standing.MET:
                return Colour.MET
            case Standing.PAUSED:
                return Colour.PAUSED
        if self.due_at is not None and now >= self.due_at:
            return Colour.BREACHED
        for at, colour in (
            (self.critical_at, Colour.CRITICAL), (self.warning_at, Colour.WARNING), (self.half_at, Colour.UPCOMING)
        ):  # fmt: skip
            if at is not None and now > at:
                return colour
        return Colour.ON_TRACK


NO_CHIP = Chip()
"""A ticket of which nothing is promised, or nothing any more."""


def chip_of(one: Clock) -> Chip:
    """Return the chip of one clock alone; what is late stays late while it stands still."""
    if not _counts(one):
        return Chip(standing=one.standing, target=one.target, left=one.left)
    return Chip(
        standing=Standing.RUNNING, target=one.target, due_at=one.due_at, half_at=one.half_at,
        warning_at=one.warning_at, critical_at=one.critical_at, left=one.left,
    )  # fmt: skip


class Watch(Struct, frozen=True, kw_only=True):
    """What is kept beside a ticket so that lists, figures and the watch over due moments need no history.

    `raised` holds what was raised already of what holds now; `next_at` is when there is something to raise.
    """

    first_response_due_at: datetime | None = None
    next_response_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    chip: Chip = NO_CHIP
    next_at: datetime | None = None
    raised: int = 0


class Raise(Struct, frozen=True, kw_only=True):
    """A warning or a breach whose moment has come."""

    clock: Clock
    is_breach: bool


WARNED: dict[Target, int] = {target: 1 << 2 * place for place, target in enumerate(Target)}
BREACHED: dict[Target, int] = {target: 2 << 2 * place for place, target in enumerate(Target)}
"""The bits by which it is remembered what was raised."""


def clocks(history: History, book: Book, *, now: datetime) -> list[Clock]:
    """Return all clocks of a ticket; a cancelled one has none."""
    if history.state.status is Status.CANCELLED:
        return []
    return [found for target in Target if (found := clock(target, history, book, now=now)) is not None]


def watch(history: History, book: Book, *, now: datetime, raised: int = 0) -> Watch:
    """Return what is kept beside a ticket as it stands now."""
    every = clocks(history, book, now=now)
    due = {one.target: one.due_at for one in every}
    still = raised & sum(_held(one, now=now) for one in every)
    return Watch(
        first_response_due_at=due.get(Target.FIRST_RESPONSE), next_response_due_at=due.get(Target.NEXT_RESPONSE),
        resolution_due_at=due.get(Target.RESOLUTION), raised=still, next_at=_next(every, still),
        chip=chip(every, history.state.status),
    )  # fmt: skip


def chip(every: Sequence[Clock], status: Status) -> Chip:
    """Return the chip of a ticket's clocks."""
    if status not in ACTIVE:
        met = next((one for one in every if one.standing is Standing.MET and one.target is Target.RESOLUTION), None)
        return NO_CHIP if met is None else Chip(standing=Standing.MET, target=met.target, left=met.left)
    running = [(one.due_at, place, one) for place, one in enumerate(every) if _counts(one) and one.due_at is not None]
    if running:
        nearest = min(running)[2]
        return Chip(
            standing=Standing.RUNNING, target=nearest.target, due_at=nearest.due_at, half_at=nearest.half_at,
            warning_at=nearest.warning_at, critical_at=nearest.critical_at,
        )  # fmt: skip
    paused = [one for one in every if one.standing is Standing.PAUSED]
    if paused:
        nearest = min(paused, key=lambda one: one.left)
        return Chip(standing=Standing.PAUSED, target=nearest.target, left=nearest.left)
    answered = [one for one in every if one.standing is Standing.MET]
    return Chip(standing=Standing.MET, target=answered[-1].target, left=answered[-1].left) if answered else NO_CHIP


def to_raise(history: History, book: Book, *, now: datetime, raised: int) -> list[Raise]:
    """Return what has to be raised now; a breach takes the place of a warning that nobody has heard."""
    found = []
    for one in clocks(history, book, now=now):
        if not _counts(one):
            continue
        is_late = one.due_at is not None and now >= one.due_at
        if is_late and not raised & BREACHED[one.target]:
            found.append(Raise(clock=one, is_breach=True))
        elif not is_late and _is_due(one.warning_at, now) and not raised & WARNED[one.target]:
            found.append(Raise(clock=one, is_breach=False))
    return found


def bits_of(raises: Sequence[Raise]) -> int:
    """Return the bits of what was raised; who heard of a breach needs no warning of it."""
    bits = 0
    for one in raises:
        bits |= WARNED[one.clock.target] | (BREACHED[one.clock.target] if one.is_breach else 0)
    return bits


def _counts(one: Clock) -> bool:
    """What is late stays late while the clock stands still."""
    return one.standing is Standing.RUNNING or (one.standing is Standing.PAUSED and one.is_late)


def _is_due(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now >= moment


def _held(one: Clock, *, now: datetime) -> int:
    """Return the bits of what holds now: what was raised and does not is forgotten, so that a second time counts."""
    is_near = one.is_late or one.standing is Standing.PAUSED or _is_due(one.warning_at, now)
    return (WARNED[one.target] if is_near else 0) | (BREACHED[one.target] if one.is_late else 0)


def _next(every: Sequence[Clock], raised: int) -> datetime | None:
    moments = []
    for one in every:
        if not _counts(one) or one.due_at is None:
            continue
        if not raised & BREACHED[one.target]:
            moments.append(one.due_at)
        if not raised & (WARNED[one.target] | BREACHED[one.target]) and one.warning_at is not None:
            moments.append(one.warning_at)
    return min(moments, default=None)
