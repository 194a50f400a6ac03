"""Keeping the policies of deadlines: every edit is a version from now on, and all open tickets are gone through."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct, structs

from deskhand.actions.calendars import restore_calendar
from deskhand.actions.contract import action
from deskhand.actions.removals import bring_back
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.sla.edition import named
from deskhand.rules.sla.policy import Policy, checked
from deskhand.rules.sla.promise import changes_of
from deskhand.rules.sla.step import Step, mentioned, strangers
from deskhand.rules.sla.trial import check
from deskhand.store import clocks, policies, removals, teams
from deskhand.store.db import Tx
from deskhand.store.removals import Removable

MOST = 100
"""Policies of a workspace."""


class Wanted(Struct, frozen=True, kw_only=True):
    """A policy as somebody wants it; `number` is the version that they saw, if they say so."""

    name: str
    says: Policy
    number: int | None = None


@action(needs=Can.MANAGE_WORKSPACE)
async def add_policy(tx: Tx, wanted: Wanted) -> UUID:
    """Make a policy; it counts for those for whom it is chosen."""
    name, says = await drafted(tx, None, wanted)
    policy_id = tx.new_id()
    if not await policies.add(tx, policy_id, name):
        raise _taken(name)
    await clocks.write_version(tx, policy_id, says, number=1)
    changes = changes_of(None, says, calendars=await _calendars(tx, says))
    await tx.emit(events.PolicyCreated(policy_id=policy_id, label=name, changes=changes))
    return policy_id


@action(needs=Can.MANAGE_WORKSPACE)
async def change_policy(tx: Tx, policy_id: UUID, wanted: Wanted) -> None:
    """Rename a policy, and have it promise something else from now on; what the environment sets stays."""
    held = await _unchanged(tx, policy_id, wanted.number)
    name, says = named(wanted.name), structs.replace(checked(wanted.says), overrides=held.last.says.overrides)
    await _check_people(tx, says.steps, held=held.last.says.steps)
    changes: dict[str, events.Change] = {} if name == held.name else {"name": (held.name, name)}
    if changes and not await policies.rename(tx, held.id, name):
        raise _taken(name)
    told = changes_of(held.last.says, says, calendars=await _calendars(tx, held.last.says, says))
    if told:
        check(says, await policies.hours_of(tx, says.calendar_id))
        await clocks.add_version(tx, held.id, says, number=held.last.number + 1)
    if changes | told:
        await tx.emit(events.PolicyChanged(policy_id=held.id, label=name, changes=changes | told))


@action(needs=Can.MANAGE_WORKSPACE)
async def remove_policy(tx: Tx, policy_id: UUID) -> None:
    """Remove a policy that nobody's tickets count by; what was due by it stays."""
    held = await _held(tx, policy_id)
    if users := await policies.users_of(tx, held.id):
        names = ", ".join(f"“{name}”" for name in users[:5])
        raise Conflict(f"The policy is used by {names}. Choose another policy there first.")
    await removals.put_aside(tx, Removable.POLICY, held.id)
    await tx.emit(events.PolicyRemoved(policy_id=held.id, label=held.name))


@action(needs=Can.MANAGE_WORKSPACE)
async def restore_policy(tx: Tx, policy_id: UUID) -> None:
    """Take the removal of a policy back, and that of the calendar that it counts by, if that is gone as well."""
    name = await bring_back(tx, Removable.POLICY, policy_id)
    if name is None:
        return
    if await policies.count(tx) > MOST:
        raise Conflict(f"There are {MOST} policies already, as many as a workspace can have. Remove one first.")
    calendar_id = (await _held(tx, policy_id)).last.says.calendar_id
    if calendar_id is not None:
        await restore_calendar(tx, calendar_id)
    changes: dict[str, events.Change] = {"name": (None, name)}
    await tx.emit(events.PolicyRestored(policy_id=policy_id, label=name, changes=changes))


@action(needs=Can.MANAGE_WORKSPACE)
async def choose_policy(tx: Tx, policy_id: UUID) -> None:
    """Have the workspace's tickets count by a policy; the minutes that the environment sets go along to it."""
    before_id, number, before = await clocks.latest_policy(tx)
    held, was = await _held(tx, policy_id), await policies.name_of(tx, before_id)
    if held.id == before_id:
        return
    await policies.choose(tx, held.id)
    if before.overrides:
        plain, theirs = (
            structs.replace(before, overrides={}),
            structs.replace(held.last.says, overrides=before.overrides),
        )
        await clocks.write_version(tx, before_id, plain, number=number + 1)
        await clocks.write_version(tx, held.id, theirs, number=held.last.number + 1)
    await clocks.reopen_backlog(tx)
    await tx.emit(events.WorkspaceChanged(changes={"sla_policy": (was, held.name)}))


async def drafted(tx: Tx, policy_id: UUID | None, wanted: Wanted) -> tuple[str, Policy]:
    """Return the name of a policy and what it says if it is saved now; refuse what cannot be saved."""
    held = None if policy_id is None else (await _unchanged(tx, policy_id, wanted.number)).last.says
    if policy_id is None and await policies.count(tx) >= MOST:
        raise Conflict(f"There are {MOST} policies already, as many as a workspace can have. Remove one first.")
    name, says = named(wanted.name), structs.replace(checked(wanted.says), overrides=held.overrides if held else {})
    await _check_people(tx, says.steps, held=held.steps if held else ())
    await _calendars(tx, says)
    check(says, await policies.hours_of(tx, says.calendar_id))
    if await policies.id_of(tx, name) not in (None, policy_id):
        raise _taken(name)
    return name, says


async def choosable(tx: Tx, before: UUID | None, after: UUID | None) -> dict[UUID, str]:
    """Return the names of the policies that were and are chosen; refuse the new one when there is none of it."""
    if before == after:
        return {}
    names = {one: await policies.name_of(tx, one) for one in (before, after) if one is not None}
    if after is not None and names[after] is None:
        raise Invalid({"slaPolicyId": f"“{after}” is not a policy of this workspace"})
    return {one: name for one, name in names.items() if name is not None}


async def _check_people(tx: Tx, steps: Sequence[Step], *, held: Sequence[Step]) -> None:
    """Refuse steps that name somebody who is not there; who has left since they were named may stay in them."""
    known = mentioned(held)
    if not mentioned(steps) - known:
        return
    people = known | set(await teams.agents_among(tx, mentioned(steps)))
    flaws = strangers(steps, people=people, teams=known | set((await policies.teams_by_name(tx)).values()))
    if flaws:
        raise Invalid(flaws)


async def _held(tx: Tx, policy_id: UUID) -> policies.Held:
    held = await policies.locked(tx, policy_id)
    if held is None:
        raise NotFound("There is no such policy.")
    return held


async def _unchanged(tx: Tx, policy_id: UUID, number: int | None) -> policies.Held:
    """Return a policy that is held; refuse when there is a newer version than somebody saw."""
    held = await _held(tx, policy_id)
    if number is not None and number != held.last.number:
        raise Conflict("Somebody else saved this policy meanwhile. Look at what it says now, then change it.")
    return held


async def _calendars(tx: Tx, *several: Policy) -> dict[UUID, str]:
    """Return the names of the calendars of policies; refuse when there is none of the last one's."""
    wanted = several[-1].calendar_id
    found = await policies.calendar_names(tx, [one.calendar_id for one in several if one.calendar_id])
    if wanted is not None and wanted not in found:
        raise Invalid({"calendarId": f"“{wanted}” is not a calendar of this workspace"})
    return found


def _taken(name: str) -> Invalid:
    return Invalid({"name": f"“{name}” is another policy's; choose one of its own"})
