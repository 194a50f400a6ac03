"""Changing the workspace: by admins, with a trail, in their own workspace alone."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.workspace import announce_logo, change_workspace, remove_logo, set_logo, undo_logo
from deskhand.kit import clock
from deskhand.queries import workspaces
from deskhand.queries.contract import ask
from deskhand.rules.access import Visitor
from deskhand.rules.errors import Conflict, Forbidden
from deskhand.rules.logo import Logo
from deskhand.rules.workspace import ProfileChange
from deskhand.store import everywhere
from tests.database import Desk


async def test_a_change_is_read_by_strangers_and_told_in_the_trail(desk: Desk) -> None:
    second = await everywhere.make_workspace(slug="b", name="B", base_url="http://b.test", now=clock.now())
    await act(desk.admin, change_workspace, ProfileChange(name="Northwind", welcome="We answer by noon."))
    await act(desk.admin, change_workspace, ProfileChange(name="Northwind", welcome=""))
    profile = await ask(Visitor(desk.admin.workspace_id), workspaces.profile)
    assert (profile.name, profile.welcome, profile.accent) == ("Northwind", "", "")
    trail = (await ask(desk.admin, workspaces.trail)).steps
    assert [step.changes for step in trail] == [
        {"welcome": ("We answer by noon.", None)},
        {"name": ("Deskhand", "Northwind"), "welcome": (None, "We answer by noon.")},
    ]
    assert {step.who for step in trail} == {"Ada Admin"}
    assert (await ask(Visitor(second), workspaces.profile)).name == "B"


async def test_what_stays_the_same_leaves_no_trace(desk: Desk) -> None:
    await act(desk.admin, change_workspace, ProfileChange(name="Deskhand"))
    assert (await ask(desk.admin, workspaces.trail)).steps == []


async def test_the_trail_keeps_the_latest(desk: Desk) -> None:
    for number in range(22):
        await act(desk.admin, change_workspace, ProfileChange(name=f"Desk {number}"))
    trail = (await ask(desk.admin, workspaces.trail)).steps
    assert [step.changes["name"][1] for step in trail] == [f"Desk {number}" for number in range(21, 1, -1)]


async def test_agents_change_nothing(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="workspace:manage"):
        await act(desk.agent, change_workspace, ProfileChange(name="Mine"))


async def test_a_logo_is_announced_set_removed_and_brought_back_with_a_trail(desk: Desk) -> None:
    async def shown() -> Logo | None:
        return (await ask(Visitor(desk.admin.workspace_id), workspaces.profile)).logo

    with pytest.raises(Conflict):
        await act(desk.admin, undo_logo)
    await act(desk.admin, remove_logo)
    announced = await act(desk.admin, announce_logo)
    logo = Logo(id=announced.id, stamp="abcdefghij", name="north.png", width=200, height=50)
    await act(desk.admin, set_logo, logo)
    await act(desk.admin, change_workspace, ProfileChange(accent="#0b6b3a", survey_hours=3))
    assert await shown() == logo
    await act(desk.admin, remove_logo)
    assert await shown() is None
    await act(desk.admin, undo_logo)
    assert await shown() == logo
    trail = await ask(desk.admin, workspaces.trail)
    assert trail.can_undo_logo
    told = "north.png (abcdefgh)"
    assert [step.changes["logo"] for step in trail.steps if "logo" in step.changes] == [
        (None, told), (told, None), (None, told)
    ]  # fmt: skip


async def test_only_admins_touch_the_logo(desk: Desk) -> None:
    for who in (desk.agent, desk.customer):
        for verb in (announce_logo, remove_logo, undo_logo):
            with pytest.raises(Forbidden):
                await act(who, verb)
