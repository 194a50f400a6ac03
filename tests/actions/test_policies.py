"""Policies are kept in versions, chosen, and removed when nobody uses them; open tickets get their new deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.actions import policies as actions
from deskhand.actions.calendars import Wanted as WantedCalendar
from deskhand.actions.calendars import add_calendar, remove_calendar
from deskhand.actions.categories import CategoryChange, NewCategory, add_category, change_category
from deskhand.actions.classification import Wanted as Classified
from deskhand.actions.clocks import override_minutes, wind_backlog
from deskhand.actions.contract import act
from deskhand.actions.organizations import OrganizationChange, change_organization
from deskhand.actions.policies import Wanted, add_policy, change_policy, choose_policy, remove_policy
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.categories import read_category
from deskhand.queries.contract import ask
from deskhand.queries.organizations import read_organization
from deskhand.queries.policies import View, list_policies, read_policy
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.sla.calendar import Calendar
from deskhand.rules.sla.policy import STANDARD, Policy, Target
from deskhand.rules.ticket import Priority, Ticket
from tests.database import Desk

QUICK = Policy(targets={Target.FIRST_RESPONSE: {Priority.HIGH: 30}, Target.RESOLUTION: {Priority.HIGH: 120}})


async def named(desk: Desk, name: str) -> View:
    (found,) = [one for one in await ask(desk.admin, list_policies) if one.name == name]
    return await ask(desk.admin, read_policy, found.id)


async def changed(desk: Desk, policy_id: UUID, says: Policy, *, name: str = "Quick", **rest: Any) -> View:
    await act(desk.admin, change_policy, policy_id, Wanted(name=name, says=says, **rest))
    return await ask(desk.admin, read_policy, policy_id)


async def opened(desk: Desk) -> Ticket:
    return await act(desk.other_customer, open_ticket, NewTicket(subject="s", description="d", priority="high"))


async def due_after_winding(desk: Desk, ticket: Ticket) -> timedelta:
    while not (await act(desk.system, wind_backlog, 100)).is_finished:
        pass
    due = await desk.value("select sla_due_at from tickets where id = $1", ticket.id)
    assert isinstance(due, datetime)
    return due - ticket.created_at


async def test_a_policy_is_made_chosen_changed_and_told_of(desk: Desk) -> None:
    ticket = await opened(desk)
    assert await due_after_winding(desk, ticket) == timedelta(hours=24)
    made = await act(desk.admin, add_policy, Wanted(name="Quick", says=QUICK))
    await act(desk.admin, choose_policy, made)
    await act(desk.admin, choose_policy, made)
    assert await due_after_winding(desk, ticket) == timedelta(hours=2)
    slower = replace(QUICK, targets={Target.RESOLUTION: {Priority.HIGH: 240}})
    view = await changed(desk, made, slower, name="Slower", number=1)
    assert (view.name, view.last.number, view.is_workspaces, [one.number for one in view.editions]) == (
        "Slower", 2, True, [2, 1],
    )  # fmt: skip
    assert await due_after_winding(desk, ticket) == timedelta(hours=4)
    assert view.trail[0].changes == {
        "name": ("Quick", "Slower"), "sla_first_response_high": ("30m", None), "sla_resolution_high": ("2h", "4h"),
    }  # fmt: skip
    assert view.trail[1].changes["sla_resolution_high"] == (None, "2h")
    assert await changed(desk, made, slower, name="Slower") == view
    told = await desk.value(
        "select payload -> 'changes' -> 'sla_policy' from events where name = 'workspace.changed' "
        "order by id desc limit 1"
    )
    assert told == '["Standard", "Quick"]'
    with pytest.raises(Conflict, match="Somebody else saved"):
        await changed(desk, made, QUICK, number=1)
    with pytest.raises(Conflict, match="is used by"):
        await act(desk.admin, remove_policy, made)
    standard = await named(desk, "Standard")
    await act(desk.admin, remove_policy, standard.id)
    with pytest.raises(NotFound):
        await act(desk.admin, choose_policy, standard.id)


async def test_what_the_environment_sets_stays_and_goes_along(desk: Desk) -> None:
    minutes = {Target.RESOLUTION: {Priority.HIGH: 60}}
    await act(desk.system, override_minutes, minutes)
    standard = await named(desk, "Standard")
    view = await changed(desk, standard.id, replace(QUICK, overrides={}), name="Standard")
    assert view.last.says.overrides == minutes
    ticket = await opened(desk)
    assert ticket.sla_due_at == ticket.created_at + timedelta(hours=1)
    made = await act(desk.admin, add_policy, Wanted(name="Quick", says=replace(QUICK, overrides=minutes)))
    assert (await named(desk, "Quick")).last.says.overrides == {}
    await act(desk.admin, choose_policy, made)
    assert [(await named(desk, name)).last.says.overrides for name in ("Standard", "Quick")] == [{}, minutes]
    assert await act(desk.system, override_minutes, minutes) is False


async def test_what_cannot_be_is_named(desk: Desk) -> None:
    standard = await named(desk, "Standard")
    calendar = Calendar(zone="UTC", week=(((0, 1440),),) * 7)
    calendar_id = await act(desk.admin, add_calendar, WantedCalendar(name="Office", says=calendar))
    for wanted, field in (
        (Wanted(name="Standard", says=QUICK), "name"),
        (Wanted(name="", says=QUICK), "name"),
        (Wanted(name="New", says=Policy(targets={})), "targets"),
        (Wanted(name="New", says=replace(QUICK, calendar_id=desk.admin.user_id)), "calendarId"),
    ):
        with pytest.raises(Invalid) as refused:
            await act(desk.admin, add_policy, wanted)
        assert set(refused.value.fields) == {field}
    made = await act(desk.admin, add_policy, Wanted(name="Office", says=replace(QUICK, calendar_id=calendar_id)))
    with pytest.raises(Conflict, match="used by the policy “Office”"):
        await act(desk.admin, remove_calendar, calendar_id)
    with pytest.raises(Invalid, match="another policy's"):
        await changed(desk, made, QUICK, name="Standard")
    assert (await changed(desk, made, QUICK)).trail[0].changes["calendar"] == ("Office", None)
    await act(desk.admin, remove_calendar, calendar_id)
    with pytest.raises(Forbidden):
        await act(desk.agent, choose_policy, standard.id)
    assert STANDARD.overrides == {}


async def test_organizations_and_categories_have_policies_of_their_own(desk: Desk) -> None:
    quick = await act(desk.admin, add_policy, Wanted(name="Quick", says=QUICK))
    slow = replace(QUICK, targets={Target.RESOLUTION: {Priority.HIGH: 6_000}})
    slower = await act(desk.admin, add_policy, Wanted(name="Slower", says=slow))
    above = await act(desk.admin, add_category, NewCategory(name="Above", sla_policy_id=slower))
    below = await act(desk.admin, add_category, NewCategory(name="Below", parent_id=above.id))
    wanted = NewTicket(subject="s", description="d", priority="high", classification=Classified(category_id=below.id))
    theirs = await act(desk.other_customer, open_ticket, wanted)
    assert theirs.sla_due_at == theirs.created_at + timedelta(hours=100)
    client = await act(desk.customer, open_ticket, wanted)
    assert client.sla_due_at == client.created_at + timedelta(hours=50)
    organization_id = desk.customer.organization_id
    assert organization_id is not None
    chosen = OrganizationChange(sla_policy_id=quick)
    await act(desk.agent, change_organization, organization_id, chosen, seal=str.encode)
    assert await due_after_winding(desk, client) == timedelta(hours=1)
    await act(desk.admin, change_category, above.id, CategoryChange(sla_policy_id=None))
    assert await due_after_winding(desk, theirs) == timedelta(hours=24)
    await act(desk.admin, change_category, below.id, CategoryChange(sla_policy_id=quick))
    assert await due_after_winding(desk, theirs) == timedelta(hours=2)
    assert (await ask(desk.admin, read_category, below.id)).trail[0].changes == {"sla_policy": (None, "Quick")}
    trail = (await ask(desk.agent, read_organization, organization_id)).trail
    assert list(trail[0].changes["sla_policy"]) == [None, "Quick"]
    with pytest.raises(Conflict, match="is used by “Halcyon Legal”, “Below”"):
        await act(desk.admin, remove_policy, quick)
    await act(desk.admin, remove_policy, slower)
    for change in (
        act(desk.admin, change_category, below.id, CategoryChange(sla_policy_id=slower)),
        act(desk.admin, add_category, NewCategory(name="New", sla_policy_id=slower)),
        act(
            desk.agent, change_organization, organization_id, OrganizationChange(sla_policy_id=slower), seal=str.encode
        ),
    ):
        with pytest.raises(Invalid, match="is not a policy of this workspace"):
            await change
    await act(desk.agent, change_organization, organization_id, OrganizationChange(sla_policy_id=None), seal=str.encode)
    assert await due_after_winding(desk, client) == timedelta(
        hours=1
    )  # its category has the same one, it has half of 2 h


async def test_there_is_a_most(desk: Desk) -> None:
    await desk.as_owner(
        "insert into sla_policies (workspace_id, name, created_at) "
        "select id, 'p' || n, now() from workspaces, generate_series(1, $1) n",
        actions.MOST,
    )  # fmt: skip
    with pytest.raises(Conflict, match="100 policies"):
        await act(desk.admin, add_policy, Wanted(name="Quick", says=QUICK))
