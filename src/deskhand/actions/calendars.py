"""Keeping the calendars by which deadlines count: every edit is a version that holds from a moment on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from deskhand.actions.contract import action
from deskhand.actions.removals import bring_back
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.sla import calendar as rules
from deskhand.rules.sla.calendar import Calendar, Proof, opening
from deskhand.rules.sla.edition import begins, changes_of, named
from deskhand.rules.sla.proof import proved
from deskhand.rules.sla.trial import check
from deskhand.store import calendars, clocks, policies, removals
from deskhand.store.db import Tx
from deskhand.store.removals import Removable

MOST = 100
"""Calendars of a workspace."""


class Wanted(Struct, frozen=True, kw_only=True):
    """A calendar as somebody wants it; `number` is the version that they saw, if they say so.

    Its tests stay as they are unless they are said to be given.
    """

    name: str
    says: Calendar
    since: date | None = None
    number: int | None = None
    gives_tests: bool = False


@action(needs=Can.MANAGE_WORKSPACE)
async def add_calendar(tx: Tx, wanted: Wanted) -> UUID:
    """Make a calendar; it holds from now on, and for what is older."""
    if await calendars.count(tx) >= MOST:
        raise Conflict(f"There are {MOST} calendars already, as many as a workspace can have. Remove one first.")
    name, calendar_id, says = named(wanted.name), tx.new_id(), _checked(tx, wanted)
    if wanted.since is not None:
        raise Invalid({"since": "cannot be given to a new calendar, which holds from now on; leave it empty"})
    if not await calendars.add(tx, calendar_id, name):
        raise _taken(name)
    await calendars.add_version(tx, calendar_id, says, number=1, since=tx.now)
    await tx.emit(events.CalendarCreated(calendar_id=calendar_id, label=name))
    return calendar_id


@action(needs=Can.MANAGE_WORKSPACE)
async def change_calendar(tx: Tx, calendar_id: UUID, wanted: Wanted) -> None:
    """Rename a calendar, and have it say something else from a moment on; all clocks are gone through."""
    held = await _held(tx, calendar_id)
    if wanted.number is not None and wanted.number != held.last.number:
        raise Conflict("Somebody else saved this calendar meanwhile. Look at what it says now, then change it.")
    name, says = named(wanted.name), _checked(tx, wanted, held.last.says.tests)
    changes: dict[str, events.Change] = {} if name == held.name else {"name": (held.name, name)}
    if changes and not await calendars.rename(tx, held.id, name):
        raise _taken(name)
    changes |= await _said(tx, held, wanted, says=says)
    if changes:
        await tx.emit(events.CalendarChanged(calendar_id=held.id, label=name, changes=changes))


@action(needs=Can.MANAGE_WORKSPACE)
async def withdraw_plan(tx: Tx, calendar_id: UUID) -> None:
    """Have a calendar go on saying what it says now, whatever is planned; plans stay as ones that never held."""
    held = await _held(tx, calendar_id)
    says = await calendars.says_now(tx, held.id)
    if held.last.since <= tx.now or says is None:
        raise Conflict("Nothing is planned for this calendar; it may have begun meanwhile.")
    wanted = Wanted(name=held.name, says=says, since=tx.now.astimezone(ZoneInfo(says.zone)).date())
    changes = await _said(tx, held, wanted, says=says)
    await tx.emit(events.CalendarChanged(calendar_id=held.id, label=held.name, changes=changes))


@action(needs=Can.MANAGE_WORKSPACE)
async def remove_calendar(tx: Tx, calendar_id: UUID) -> None:
    """Remove a calendar that no policy counts by; what was due by it stays."""
    held = await _held(tx, calendar_id)
    if users := await policies.counted_by(tx, held.id):
        names = ", ".join(f"“{name}”" for name, _ in users[:5])
        raise Conflict(f"The calendar is used by the policy {names}. Choose another calendar there first.")
    await removals.put_aside(tx, Removable.CALENDAR, held.id)
    await tx.emit(events.CalendarRemoved(calendar_id=held.id, label=held.name))


@action(needs=Can.MANAGE_WORKSPACE)
async def restore_calendar(tx: Tx, calendar_id: UUID) -> None:
    """Take the removal of a calendar back; its versions and its trail are as they were."""
    name = await bring_back(tx, Removable.CALENDAR, calendar_id)
    if name is None:
        return
    if await calendars.count(tx) > MOST:
        raise Conflict(f"There are {MOST} calendars already, as many as a workspace can have. Remove one first.")
    changes: dict[str, events.Change] = {"name": (None, name)}
    await tx.emit(events.CalendarRestored(calendar_id=calendar_id, label=name, changes=changes))


async def _said(tx: Tx, held: calendars.Held, wanted: Wanted, *, says: Calendar) -> dict[str, events.Change]:
    """Have a calendar say something from a moment on, if that is another thing or an earlier moment; tell what changed.

    Plans for a later moment are dropped by it: of two versions the one that was saved last holds.
    """
    told = changes_of(held.last.says, says)
    if not told and wanted.since is None:
        return {}
    since = begins(wanted.since, says.zone, now=tx.now, last=held.last.since)
    if not told and since >= held.last.since:
        _check_not_later(held.last.since, since, now=tx.now, zone=says.zone)
        return {}
    for other, policy in await policies.counted_by(tx, held.id):
        check(policy, opening(says), of=other)
    await calendars.add_version(tx, held.id, says, number=held.last.number + 1, since=since)
    await clocks.reopen_backlog(tx)
    planned = held.last.since.isoformat() if held.last.since > tx.now else None
    begun = since.isoformat() if since > tx.now else None
    return told | ({"since": (planned, begun)} if planned != begun else {})


def _check_not_later(last: datetime, since: datetime, *, now: datetime, zone: str) -> None:
    """Refuse to put a plan off by saving it again for a later day, since it would begin as it was planned."""
    if now < last < since:
        planned = last.astimezone(ZoneInfo(zone)).date()
        raise Invalid({"since": f"is later than {planned}, from when on the same is planned; withdraw that plan first"})


async def _held(tx: Tx, calendar_id: UUID) -> calendars.Held:
    held = await calendars.locked(tx, calendar_id)
    if held is None:
        raise NotFound("There is no such calendar.")
    return held


def _checked(tx: Tx, wanted: Wanted, tests: tuple[Proof, ...] = ()) -> Calendar:
    says = wanted.says if wanted.gives_tests else structs.replace(wanted.says, tests=tests)
    return proved(rules.checked(says, today=tx.now.date()))


def _taken(name: str) -> Invalid:
    return Invalid({"name": f"“{name}” is another calendar's; choose one of its own"})
