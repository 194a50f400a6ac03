"""How urgent a ticket's clocks are, in a word that a colour, a shape and a sentence can be made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from msgspec import Struct

from deskhand.rules.sla.clock import Clock, Standing
from deskhand.rules.sla.policy import Target
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
    if not counts(one):
        return Chip(standing=one.standing, target=one.target, left=one.left)
    return Chip(
        standing=Standing.RUNNING, target=one.target, due_at=one.due_at, half_at=one.half_at,
        warning_at=one.warning_at, critical_at=one.critical_at, left=one.left,
    )  # fmt: skip


class When(StrEnum):
    """When something is due, as days are in somebody's time zone; in the order in which lists have it."""

    PAST = "past"
    HOUR = "hour"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    NEVER = "never"


def when_due(due_at: datetime | None, *, now: datetime, zone: tzinfo) -> When:
    """Return when something is due; it is due within the hour before it is due today."""
    if due_at is None:
        return When.NEVER
    if due_at <= now:
        return When.PAST
    if due_at <= now + timedelta(hours=1):
        return When.HOUR
    days = (due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    return (When.TODAY, When.TOMORROW)[days] if days <= 1 else When.LATER


def chip(every: Sequence[Clock], status: Status) -> Chip:
    """Return the chip of a ticket's clocks."""
    if status not in ACTIVE:
        met = next((one for one in every if one.standing is Standing.MET and one.target is Target.RESOLUTION), None)
        return NO_CHIP if met is None else Chip(standing=Standing.MET, target=met.target, left=met.left)
    running = [(one.due_at, place, one) for place, one in enumerate(every) if counts(one) and one.due_at is not None]
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


def counts(one: Clock) -> bool:
    """Say whether a clock goes on; what is late stays late while it stands still."""
    return one.standing is Standing.RUNNING or (one.standing is Standing.PAUSED and one.is_late)
