"""Deadlines as people read them: what is due, how long is left, and how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from deskhand.rules.sla.clock import Clock, Standing
from deskhand.rules.sla.colour import Chip, Colour
from deskhand.web import times
from deskhand.web.reader import current
from deskhand.web.reader import gettext as _
from deskhand.web.words import status_name


def target_name(target: str) -> str:
    """Return what people read for a target of a service level."""
    names = {
        "first_response": _("The first reply"),
        "next_response": _("The next reply"),
        "resolution": _("The solution"),
    }
    return names.get(target, target)


def when_name(when: str) -> str:
    """Return the heading over what is due then."""
    names = {
        "past": _("Past due"),
        "hour": _("Due within the hour"),
        "today": _("Due later today"),
        "tomorrow": _("Due tomorrow"),
        "later": _("Due later"),
    }
    return names.get(when, _("Nothing is due"))


def chip_for(chip: Chip) -> tuple[Any, ...] | None:
    """Return the values of the macro that draws a chip; None where there is nothing to show."""
    state = chip.colour(current().now)
    if state is Colour.NONE or chip.target is None:
        return None
    return (
        state.value, _text(chip, state), _sentence(chip, state), _share(state),
        *(_machine(at) for at in (chip.due_at, chip.critical_at, chip.warning_at, chip.half_at)),
    )  # fmt: skip


def clock_text(one: Clock, status: str) -> str:
    """Return what stands beside the chip of one clock: when it is due or what it waits for, or what it took."""
    words = {"took": times.span(one.elapsed), "whole": times.span(one.whole), "status": status_name(status)}
    if one.standing is Standing.MET:
        return _("after %(took)s of %(whole)s") % words
    if one.standing is Standing.RUNNING and one.due_at is not None:
        return _("%(whole)s promised, due %(when)s") % {**words, "when": times.stamp(one.due_at)}
    if one.standing is Standing.PAUSED:
        return _("%(took)s of %(whole)s, paused while it is: %(status)s") % words
    return _("%(took)s of %(whole)s, stopped: %(status)s") % words


def left(length: timedelta) -> str:
    """Return how long is left in at most two units, `38m`, `1h 12m`, `3d`, with a minus sign when it is over."""
    minutes = int(abs(length).total_seconds() // 60)
    sign = "−" if length < timedelta() else ""
    hours = minutes // 60
    if minutes < 60:
        return sign + _("%(n)sm") % {"n": minutes}
    if hours < 10 and minutes % 60:
        return f"{sign}{_('%(n)sh') % {'n': hours}} {_('%(n)sm') % {'n': minutes % 60}}"
    return sign + (_("%(n)sh") % {"n": hours} if hours < 48 else _("%(n)sd") % {"n": hours // 24})


def exactly(length: timedelta) -> str:
    """Return a duration to the second, `2 d 3 h 5 min 7 s`, in the units that it has."""
    seconds = int(abs(length).total_seconds())
    units = (
        (seconds // 86_400, _("%(n)s d")), (seconds // 3_600 % 24, _("%(n)s h")), (seconds // 60 % 60, _("%(n)s min")),
        (seconds % 60, _("%(n)s s")),
    )  # fmt: skip
    told = [unit % {"n": count} for count, unit in units if count]
    return ("−" if length < timedelta() else "") + (" ".join(told) or _("%(n)s s") % {"n": 0})


def _text(chip: Chip, state: Colour) -> str:
    if state is Colour.MET:
        return _("Met") if chip.left is not None and chip.left > timedelta() else _("Met late")
    if chip.due_at is None:
        return _("Paused · %(left)s left") % {"left": left(chip.left or timedelta())}
    return left(chip.due_at - current().now)


def _sentence(chip: Chip, state: Colour) -> str:
    target = target_name(chip.target.value) if chip.target else ""
    if state is Colour.MET:
        return f"{target}: {_text(chip, state)}"
    if chip.due_at is None:
        return _("%(target)s: waits for the customer") % {"target": target}
    return _("%(target)s: due %(when)s") % {"target": target, "when": times.stamp(chip.due_at)}


def _share(state: Colour) -> int:
    """How much of the pie is filled, for those that are drawn as one."""
    return {Colour.WARNING: 25, Colour.UPCOMING: 45}.get(state, 75)


def _machine(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")
