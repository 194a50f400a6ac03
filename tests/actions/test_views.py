"""Saved views: kept, changed, shared, ordered, copied and removed, each with its trail."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.views import (
    NewView,
    ViewChange,
    add_view,
    change_view,
    choose_columns,
    duplicate_view,
    move_view,
    remove_view,
)
from deskhand.queries.contract import ask
from deskhand.queries.views import list_views, read_view
from deskhand.rules.access import Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.templates import Scope
from deskhand.rules.ticket import Priority
from deskhand.rules.views import MOST, Column, Grouping
from tests.database import Desk

SHIPPED = ["Mine", "Unassigned", "Urgent", "Waiting for us", "Waiting for customer", "Recently resolved"]


async def names(who: Person) -> list[str]:
    return [view.name for view in await ask(who, list_views)]


async def test_a_view_is_kept_changed_copied_and_removed_with_its_trail(desk: Desk) -> None:
    assert await names(desk.agent) == SHIPPED
    view = await act(desk.agent, add_view, NewView(name="VIPs", filters=Filters(tag="vip"), sort=Sort.PRIORITY))
    assert (view.grouping, view.scope, view.owner_id) == (Grouping.PRIORITY, Scope.PRIVATE, desk.agent.user_id)
    wanted = ViewChange(filters=Filters(tag="vip", priority=(Priority.HIGH,)), sort=Sort.UPDATED, version=1)
    changed = await act(desk.agent, change_view, view.id, wanted)
    assert (changed.version, changed.sort, changed.grouping) == (2, Sort.UPDATED, Grouping.DAY)
    assert (await act(desk.agent, change_view, view.id, ViewChange(name="VIPs"))).version == 2
    with pytest.raises(Conflict, match="version 1"):
        await act(desk.agent, change_view, view.id, ViewChange(name="Late", version=1))
    whole = await ask(desk.agent, read_view, str(view.id))
    assert [step.name for step in whole.trail] == ["view.changed", "view.created"]
    assert whole.trail[0].changes["sort"] == ("priority", "updated")
    copy = await act(desk.agent, duplicate_view, view.id)
    assert (copy.name, copy.filters, copy.sort) == ("Copy of VIPs", changed.filters, Sort.UPDATED)
    await act(desk.agent, remove_view, view.id)
    assert await names(desk.agent) == [*SHIPPED, "Copy of VIPs"]
    assert await desk.value("select payload -> 'changes' -> 'name' ->> 0 from events where name = 'view.removed'") == (
        "VIPs"
    )


async def test_what_is_anothers_is_not_there_and_what_is_shared_admins_keep(desk: Desk) -> None:
    mine = await act(desk.agent, add_view, NewView(name="My own"))
    for who in (desk.other_agent, desk.admin):
        assert "My own" not in await names(who)
        with pytest.raises(NotFound):
            await ask(who, read_view, str(mine.id))
        with pytest.raises(NotFound):
            await act(who, remove_view, mine.id)
    with pytest.raises(Forbidden, match="Only admins"):
        await act(desk.agent, change_view, mine.id, ViewChange(scope=Scope.SHARED))
    shared = await act(desk.admin, add_view, NewView(name="For all", scope=Scope.SHARED))
    assert "For all" in await names(desk.agent)
    with pytest.raises(Forbidden, match="Duplicate it"):
        await act(desk.agent, change_view, shared.id, ViewChange(name="Ours"))
    team = uuid4()
    await desk.as_owner(
        "insert into teams (workspace_id, id, name, created_at) values ($1, $2, 'First line', now())",
        desk.system.workspace_id, team,
    )  # fmt: skip
    member = replace(desk.agent, team_ids=frozenset({team}))
    await act(member, change_view, mine.id, ViewChange(scope=Scope.TEAM, team_id=team))
    assert "My own" in await names(replace(desk.other_agent, team_ids=frozenset({team})))
    assert "My own" not in await names(desk.other_agent)
    back = await act(member, change_view, mine.id, ViewChange(scope=Scope.PRIVATE))
    assert (back.owner_id, back.team_id) == (desk.agent.user_id, None)
    with pytest.raises(Forbidden):
        await act(desk.customer, add_view, NewView(name="Mine"))


async def test_a_view_that_cannot_be_is_refused_by_field(desk: Desk) -> None:
    for wanted, field in (
        (NewView(name=" "), "name"),
        (NewView(name="x", filters=Filters(assignee="x")), "assignedTo"),
        (NewView(name="x", scope=Scope.TEAM), "teamId"),
        (NewView(name="x", scope=Scope.TEAM, team_id=UUID(int=1)), "teamId"),
        (NewView(name="x", grouping=Grouping.DAY), "grouping"),
    ):
        with pytest.raises(Invalid) as refused:
            await act(desk.admin, add_view, wanted)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid, match="must be team or shared"):
        await act(desk.system, add_view, NewView(name="x"))
    for number in range(MOST):
        await act(desk.agent, add_view, NewView(name=f"no {number}"))
    with pytest.raises(Invalid, match="which is the most"):
        await act(desk.agent, add_view, NewView(name="one too many"))


async def test_a_view_moves_among_those_that_one_has(desk: Desk) -> None:
    first = await act(desk.agent, add_view, NewView(name="First"))
    for _ in range(7):
        await act(desk.agent, move_view, first.id, True)
    assert await names(desk.agent) == ["First", *SHIPPED]
    await act(desk.agent, move_view, first.id, False)
    assert await names(desk.agent) == [SHIPPED[0], "First", *SHIPPED[1:]]
    assert await names(desk.other_agent) == SHIPPED
    shared = (await ask(desk.admin, list_views))[0]
    with pytest.raises(Forbidden):
        await act(desk.agent, move_view, shared.id, False)
    await desk.as_owner("update views set position = 1 where shipped in ('mine', 'unassigned')")
    await act(desk.admin, move_view, (await ask(desk.admin, read_view, "urgent")).id, True)
    found = await names(desk.admin)
    assert found.index("Urgent") == 1
    assert sorted(found) == sorted(SHIPPED)


async def test_columns_are_ones_own(desk: Desk) -> None:
    await act(desk.agent, choose_columns, (Column.NUMBER, Column.TAGS))
    stored = "select queue_columns from users where id = $1"
    assert await desk.value(stored, desk.agent.user_id) == '["number", "tags"]'
    await act(desk.agent, choose_columns, None)
    assert await desk.value(stored, desk.agent.user_id) is None
    with pytest.raises(Forbidden):
        await act(desk.system, choose_columns, None)
