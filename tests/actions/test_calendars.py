"""Calendars are kept in versions that begin; a policy that counts by one keeps it, and what was due stays due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from deskhand.actions import calendars
from deskhand.actions.calendars import Wanted, add_calendar, change_calendar, remove_calendar
from deskhand.actions.clocks import wind_backlog
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.queries.calendars import View, list_calendars, read_calendar
from deskhand.queries.contract import ask
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.sla.calendar import Calendar
from deskhand.rules.sla.policy import STANDARD
from deskhand.store import clocks
from deskhand.store.db import acting_as
from tests.database import Desk

ALWAYS = ((0, 1440),)
OPEN = Calendar(zone="UTC", week=(ALWAYS,) * 7)


async def made(desk: Desk, name: str = "Office", says: Calendar = OPEN) -> UUID:
    return await act(desk.admin, add_calendar, Wanted(name=name, says=says))


async def changed(desk: Desk, calendar_id: UUID, says: Calendar = OPEN, *, name: str = "Office", **rest: Any) -> View:
    await act(desk.admin, change_calendar, calendar_id, Wanted(name=name, says=says, **rest))
    return await ask(desk.admin, read_calendar, calendar_id)


async def counted_by(desk: Desk, calendar_id: UUID) -> None:
    """Have the workspace's policy count by a calendar."""
    async with acting_as(desk.system) as tx:
        policy_id, number, policy = await clocks.latest_policy(tx)
        wanted = msgspec.structs.replace(policy, calendar_id=calendar_id)
        await clocks.add_version(tx, policy_id, wanted, number=number + 1)


async def test_a_calendar_is_made_changed_planned_and_told_of(desk: Desk) -> None:
    calendar_id = await made(desk)
    assert await changed(desk, calendar_id) == await ask(desk.admin, read_calendar, calendar_id)
    shut = msgspec.structs.replace(OPEN, week=(ALWAYS,) * 5 + ((), ()))
    view = await changed(desk, calendar_id, shut, name="Berlin", number=1)
    assert (view.name, view.last.number, view.last.says, len(view.coming)) == ("Berlin", 2, shut, 1)
    day = clock.now().date() + timedelta(days=40)
    eve = msgspec.structs.replace(shut, holidays={date(2030, 12, 24): "Eve"})
    view = await changed(desk, calendar_id, eve, name="Berlin", since=day)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert [(one.number, one.since > clock.now()) for one in view.editions] == [(3, True), (2, False), (1, False)]
    assert [(one.number, one.says) for one in view.coming] == [(2, shut), (3, eve)]
    assert [(step.name, step.changes) for step in view.trail] == [
        ("calendar.changed", {"holidays": (None, "2030-12-24 Eve"), "since": (None, midnight.isoformat())}),
        ("calendar.changed", {
            "name": ("Office", "Berlin"), "saturday": ("00:00-24:00", None), "sunday": ("00:00-24:00", None),
        }),
        ("calendar.created", {}),
    ]  # fmt: skip
    with pytest.raises(Invalid, match=f"since: is missing: a version is planned from {day} on"):
        await changed(desk, calendar_id, OPEN)
    with pytest.raises(Conflict, match="Somebody else saved"):
        await changed(desk, calendar_id, OPEN, number=2)
    assert (await changed(desk, calendar_id, OPEN, since=day)).last.number == 4


async def test_a_plan_can_be_had_earlier_dropped_and_withdrawn(desk: Desk) -> None:
    calendar_id, today = await made(desk), clock.now().date()
    shut = msgspec.structs.replace(OPEN, week=(ALWAYS,) * 5 + ((), ()))
    march, january = today + timedelta(days=90), today + timedelta(days=40)
    await changed(desk, calendar_id, shut, since=march)
    for day, why in ((date(1, 1, 1), "is over"), (march + timedelta(days=1), f"is later than {march}")):
        with pytest.raises(Invalid, match=why):
            await changed(desk, calendar_id, shut, since=day)
    assert (await changed(desk, calendar_id, shut, since=march)).last.number == 2, "it is planned so already"
    view = await changed(desk, calendar_id, shut, since=january)
    assert [one.number for one in view.coming] == [1, 3]
    assert [one.is_dropped for one in view.editions] == [False, True, False]
    assert view.trail[0].changes == {"since": (f"{march}T00:00:00+00:00", f"{january}T00:00:00+00:00")}
    await act(desk.admin, calendars.withdraw_plan, calendar_id)
    view = await ask(desk.admin, read_calendar, calendar_id)
    assert ([one.says for one in view.coming], view.last.number) == ([OPEN], 4)
    assert view.trail[0].changes["since"] == (f"{january}T00:00:00+00:00", None)
    with pytest.raises(Conflict, match="Nothing is planned"):
        await act(desk.admin, calendars.withdraw_plan, calendar_id)
    async with acting_as(desk.system) as tx:
        held = (await clocks.book(tx, 10**9)).calendars[calendar_id]
    assert [one.number for one in held] == [1, 4], "clocks never count by what was dropped"
    with pytest.raises(Invalid, match="is over"):
        await changed(desk, calendar_id, since=today - timedelta(days=400))


async def test_what_cannot_be_is_named(desk: Desk) -> None:
    first, second = await made(desk), await made(desk, "Second")
    for wanted, field in (
        (Wanted(name="Office", says=OPEN), "name"),
        (Wanted(name=" ", says=OPEN), "name"),
        (Wanted(name="New", says=OPEN, since=clock.now().date()), "since"),
        (Wanted(name="New", says=Calendar(zone="UTC", week=((),) * 7)), "week"),
        (Wanted(name="New", says=Calendar(zone="Nowhere", week=OPEN.week)), "timeZone"),
    ):
        with pytest.raises(Invalid) as refused:
            await act(desk.admin, add_calendar, wanted)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid, match="another calendar's"):
        await changed(desk, second, name="Office")
    with pytest.raises(NotFound):
        await changed(desk, desk.admin.user_id)
    with pytest.raises(Forbidden):
        await act(desk.agent, remove_calendar, first)
    assert [one.name for one in await ask(desk.admin, list_calendars)] == ["Office", "Second"]


async def test_one_that_a_policy_counts_by_stays_and_turns_the_clocks(desk: Desk) -> None:
    calendar_id = await made(desk)
    await counted_by(desk, calendar_id)
    ticket = await act(desk.other_customer, open_ticket, NewTicket(subject="s", description="d", priority="high"))
    assert ticket.sla_due_at == ticket.created_at + timedelta(hours=24)
    now = clock.now()
    free = {(now + timedelta(days=n)).date(): "Strike" for n in range(1, 8)}
    await changed(desk, calendar_id, msgspec.structs.replace(OPEN, holidays=free))
    while not (await act(desk.system, wind_backlog, 100)).is_finished:
        pass
    due = await desk.value("select sla_due_at from tickets where id = $1", ticket.id)
    assert due == ticket.created_at + timedelta(hours=24 + 7 * 24)
    with pytest.raises(Conflict, match="used by the policy “Standard”"):
        await act(desk.admin, remove_calendar, calendar_id)
    assert [one.name for one in (await ask(desk.admin, read_calendar, calendar_id)).used_by] == ["Standard"]
    unused = await made(desk, "Unused")
    await act(desk.admin, remove_calendar, unused)
    with pytest.raises(NotFound):
        await ask(desk.admin, read_calendar, unused)
    assert await desk.value("select count(*) from calendar_versions where calendar_id = $1", unused) == 1
    assert await made(desk, "Unused") != unused  # its name is free again
    assert STANDARD.calendar_id is None


async def test_there_is_a_most(desk: Desk) -> None:
    await desk.as_owner(
        "insert into calendars (workspace_id, name, created_at) "
        "select id, 'c' || n, now() from workspaces, generate_series(1, $1) n",
        calendars.MOST,
    )  # fmt: skip
    with pytest.raises(Conflict, match="100 calendars"):
        await made(desk)
