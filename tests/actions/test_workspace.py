"""Changing the workspace: by admins, with a trail, in their own workspace alone."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.workspace import change_workspace
from deskhand.kit import clock
from deskhand.queries import workspaces
from deskhand.queries.contract import ask
from deskhand.rules.access import Visitor
from deskhand.rules.errors import Forbidden
from deskhand.rules.workspace import ProfileChange
from deskhand.store import everywhere
from tests.database import Desk


async def test_a_change_is_read_by_strangers_and_told_in_the_trail(desk: Desk) -> None:
    second = await everywhere.make_workspace(slug="b", name="B", base_url="http://b.test", now=clock.now())
    await act(desk.admin, change_workspace, ProfileChange(name="Northwind", welcome="We answer by noon."))
    await act(desk.admin, change_workspace, ProfileChange(name="Northwind", welcome=""))
    profile = await ask(Visitor(desk.admin.workspace_id), workspaces.profile)
    assert (profile.name, profile.welcome, profile.accent) == ("Northwind", "", "")
    trail = await ask(desk.admin, workspaces.trail)
    assert [step.changes for step in trail] == [
        {"welcome": ("We answer by noon.", None)},
        {"name": ("Deskhand", "Northwind"), "welcome": (None, "We answer by noon.")},
    ]
    assert {step.who for step in trail} == {"Ada Admin"}
    assert (await ask(Visitor(second), workspaces.profile)).name == "B"


async def test_what_stays_the_same_leaves_no_trace(desk: Desk) -> None:
    await act(desk.admin, change_workspace, ProfileChange(name="Deskhand"))
    assert await ask(desk.admin, workspaces.trail) == []


async def test_the_trail_keeps_the_latest(desk: Desk) -> None:
    for number in range(22):
        await act(desk.admin, change_workspace, ProfileChange(name=f"Desk {number}"))
    trail = await ask(desk.admin, workspaces.trail)
    assert [step.changes["name"][1] for step in trail] == [f"Desk {number}" for number in range(21, 1, -1)]


async def test_agents_change_nothing(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="workspace:manage"):
        await act(desk.agent, change_workspace, ProfileChange(name="Mine"))
