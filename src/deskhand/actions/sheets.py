"""Taking policies and calendars from a text: each is made, or changed where its name is known; all of it or nothing."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct, structs

from deskhand.actions import calendars as own
from deskhand.actions import policies as promises
from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.rules.errors import Invalid
from deskhand.rules.sla.sheet import WrittenCalendar, WrittenPolicy, calendar_of, policy_of, sheet_of
from deskhand.rules.sla.step import mentioned
from deskhand.rules.sla.step_sheet import Known, addresses
from deskhand.store import calendars, policies
from deskhand.store.db import Tx


class Taken(Struct, frozen=True, kw_only=True):
    """What was taken, by its names."""

    calendars: list[str]
    policies: list[str]


@action(needs=Can.MANAGE_WORKSPACE)
async def take_sheet(tx: Tx, text: str) -> Taken:
    """Make or change the calendars and policies of a text, by their names; what it does not name stays."""
    sheet = sheet_of(text)
    if not sheet.calendars and not sheet.policies:
        raise Invalid({"yaml": "names no calendar and no policy"})
    own_calendars = await calendars.ids_by_name(tx)
    for calendar in sheet.calendars:
        own_calendars[calendar.name] = await _calendar(tx, calendar, own_calendars.get(calendar.name))
    people = await policies.agents_at(tx, addresses(step for one in sheet.policies for step in one.steps or ()))
    known = Known(calendars=own_calendars, people=people, teams=await policies.teams_by_name(tx))
    for policy in sheet.policies:
        await _policy(tx, policy, known)
    return Taken(calendars=[one.name for one in sheet.calendars], policies=[one.name for one in sheet.policies])


async def _calendar(tx: Tx, written: WrittenCalendar, held: UUID | None) -> UUID:
    try:
        wanted = own.Wanted(name=written.name, says=calendar_of(written), gives_tests=True)
        if held is None:
            return await own.add_calendar(tx, wanted)
        await own.change_calendar(tx, held, wanted)
    except Invalid as refusal:
        raise _placed(f"calendars, “{written.name[:80]}”", refusal) from refusal
    return held


async def _policy(tx: Tx, written: WrittenPolicy, known: Known) -> None:
    policy_id = await policies.id_of(tx, written.name)
    held = None if policy_id is None else await policies.locked(tx, policy_id)
    steps = held.last.says.steps if held else ()
    told = await policies.people_by_address(tx, mentioned(steps))
    try:
        says = policy_of(written, steps=steps, known=structs.replace(known, people={**told, **known.people}))
        wanted = promises.Wanted(name=written.name, says=says)
        if held is None:
            await promises.add_policy(tx, wanted)
        else:
            await promises.change_policy(tx, held.id, wanted)
    except Invalid as refusal:
        raise _placed(f"policies, “{written.name[:80]}”", refusal) from refusal


def _placed(where: str, refusal: Invalid) -> Invalid:
    """Return a refusal that names the place in the text."""
    return Invalid({"yaml": "; ".join(f"{where}, {name}: {why}" for name, why in refusal.fields.items())})
