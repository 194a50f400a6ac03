"""The replay of a ticket's clocks: every interval with what it was, what began it, and what was left after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from deskhand.queries.clocks import Replay, read_clock
from deskhand.queries.contract import ask
from deskhand.rules.sla.account import Account, Line, Turn
from deskhand.rules.sla.clock import Cause, Standing
from deskhand.rules.sla.colour import NO_CHIP, Chip, chip_of
from deskhand.rules.sla.replay import Interval, Kind
from deskhand.web.deadlines import exactly, target_name
from deskhand.web.frame import Framed
from deskhand.web.links import QUEUE
from deskhand.web.reader import gettext as _
from deskhand.web.times import stamp
from deskhand.web.words import priority_name, status_name

MOST = 200
"""Intervals of a target that the page shows at once, the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An interval in words; `kind` is what it is drawn as."""

    kind: str
    what: str
    since: datetime
    before: datetime
    length: str
    left: str
    is_over: bool
    why: tuple[str, ...]
    terms: str
    late: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A target in words: how it stands, its sums, and its intervals."""

    name: str
    target: str
    chip: Chip
    stands: str
    sums: tuple[tuple[str, str], ...]
    wall: str
    told: tuple[Told, ...]
    earlier: int
    zones: str


@get(QUEUE + "/{ticket_id:uuid}/clock")
async def read(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Show what the ticket's clocks did and why."""
    replay = await ask(frame.actor, read_clock, ticket_id)
    shows_all = frame.request.query_params.get("all") == "1"
    most = None if shows_all else MOST
    return frame.show("clock.html", replay=replay, most=most, shown_of=shown_of)


def shown_of(account: Account, replay: Replay, most: int | None = None) -> Shown:
    """Return a target as people read it, its latest intervals in full."""
    lines = account.lines if most is None else account.lines[-most:]
    zones = {replay.zones.get(key, "") for one in account.lines if (key := one.interval.calendar_id)}
    return Shown(
        name=target_name(account.target.value), target=account.target.value,
        chip=NO_CHIP if account.clock is None else chip_of(account.clock), stands=_stands(account),
        sums=tuple(_sums(account)), wall=exactly(account.wall), earlier=len(account.lines) - len(lines),
        told=tuple(_told(one, replay) for one in lines), zones=", ".join(sorted(zone for zone in zones if zone)),
    )  # fmt: skip


def what_of(one: Interval) -> str:
    """Return what an interval was."""
    names = {
        Kind.RUNNING: _("Running"),
        Kind.PAUSED: _("Paused: %(status)s") % {"status": status_name(one.status.value)},
        Kind.OUTSIDE: _("Outside working hours"),
        Kind.HOLIDAY: _("Holiday: %(name)s") % {"name": one.holiday or ""},
        Kind.ENDED: _("Stopped: %(status)s") % {"status": status_name(one.status.value)},
        Kind.NO_POLICY: _("Nothing was promised"),
    }
    return names[one.kind]


def _stands(account: Account) -> str:
    one = account.clock
    if one is None:
        return _("Nothing is promised any more.")
    words = {"whole": exactly(one.whole), "elapsed": exactly(one.elapsed)}
    counted = _("%(elapsed)s of %(whole)s have been counted.") % words
    if one.standing is Standing.RUNNING and one.due_at is not None:
        return counted + " " + _("Due %(when)s.") % {"when": stamp(one.due_at)}
    if one.standing is Standing.MET:
        if one.is_late:
            return _("Met late, after %(elapsed)s of %(whole)s.") % words
        return _("Met after %(elapsed)s of %(whole)s.") % words
    return counted


def _sums(account: Account) -> Iterator[tuple[str, str]]:
    for name, kinds in (
        (_("Counted"), (Kind.RUNNING,)), (_("Paused"), (Kind.PAUSED,)),
        (_("Outside working hours"), (Kind.OUTSIDE, Kind.HOLIDAY)), (_("Stopped"), (Kind.ENDED, Kind.NO_POLICY)),
    ):  # fmt: skip
        if took := account.took(*kinds):
            yield name, exactly(took)


def _told(line: Line, replay: Replay) -> Told:
    one = line.interval
    return Told(
        kind=one.kind.value, what=what_of(one), since=one.since, before=one.before, length=exactly(one.length),
        left=_left(line.left), is_over=line.left is not None and line.left <= timedelta(),
        why=tuple(_why(line, replay)), terms=_terms(one, replay), late=_late(line),
    )  # fmt: skip


def _left(length: timedelta | None) -> str:
    if length is None:
        return ""
    text = _("%(time)s over") if length < timedelta() else _("%(time)s left")
    return text % {"time": exactly(abs(length))}


def _why(line: Line, replay: Replay) -> Iterator[str]:
    one, last = line.interval, line.last
    if one.kind is Kind.PAUSED and Turn.STATUS not in line.turns:
        yield _by(_("since %(when)s") % {"when": stamp(line.status_since)}, line.status_since, replay)
    for turn in line.turns if last is not None else ():
        yield _turned(turn, last or one, one, replay=replay)
    if line.begins_anew:
        yield _("The clock began anew, since the priority rose.")


def _turned(turn: Turn, last: Interval, one: Interval, *, replay: Replay) -> str:
    if turn is Turn.STATUS:
        pair = {"old": status_name(last.status.value), "new": status_name(one.status.value)}
        return _by(_("Status: %(old)s → %(new)s") % pair, one.since, replay)
    if turn is Turn.PRIORITY:
        pair = {"old": priority_name(last.priority.value), "new": priority_name(one.priority.value)}
        return _by(_("Priority: %(old)s → %(new)s") % pair, one.since, replay)
    if turn is Turn.CLIENT:
        if one.is_halved:
            return _("The client has priority from here on: half of the time.")
        return _("The client has no priority from here on: the whole time.")
    if turn is Turn.CALENDAR:
        name = _named(replay.calendars, one.calendar_id, one.calendar_version) or _("every hour counts")
        return _("Calendar from here on: %(name)s") % {"name": name}
    name = _named(replay.policies, one.policy_id, one.policy_version) or _("none")
    return _("Policy from here on: %(name)s") % {"name": name}


def _by(text: str, moment: datetime, replay: Replay) -> str:
    cut = replay.cut_at(moment)
    return text if cut is None else _("%(what)s, by %(who)s") % {"what": text, "who": cut.who}


def _late(line: Line) -> str:
    if line.breached_at is None or line.cause is None:
        return ""
    return {
        Cause.TIME: _("Became late %(when)s."),
        Cause.PRIORITY: _("Became late %(when)s, by the change of priority itself."),
        Cause.TERMS: _("Became late %(when)s, by the change of the organization, its standing or its policy itself."),
        Cause.POLICY: _("Became late %(when)s, by the new version of the policy or calendar itself."),
    }[line.cause] % {"when": stamp(line.breached_at)}


def _terms(one: Interval, replay: Replay) -> str:
    if one.whole is None:
        return ""
    parts: Sequence[str | None] = (
        _named(replay.policies, one.policy_id, one.policy_version), priority_name(one.priority.value),
        _("%(whole)s promised") % {"whole": exactly(one.whole)}, _("halved") if one.is_halved else None,
        _named(replay.calendars, one.calendar_id, one.calendar_version),
    )  # fmt: skip
    return " · ".join(part for part in parts if part)


def _named(names: Mapping[UUID, str], key: UUID | None, version: int | None) -> str | None:
    found = None if key is None else names.get(key)
    return None if found is None or version is None else _("%(name)s, version %(n)s") % {"name": found, "n": version}


ROUTES = [read]
