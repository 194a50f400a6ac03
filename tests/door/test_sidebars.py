"""Sidebars: read once in a while, each for its own person, and at once after a change."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.views import choose_columns
from deskhand.door.sidebars import Sidebars
from deskhand.rules.views import Column
from tests.database import Desk


async def test_a_sidebar_is_kept_until_it_is_forgotten(desk: Desk) -> None:
    kept, here = Sidebars(), desk.system.workspace_id
    assert (await kept.of(desk.agent)).named("mine") is not None
    await act(desk.agent, choose_columns, (Column.TAGS,))
    assert (await kept.of(desk.agent)).columns is None
    assert (await kept.of(desk.other_agent)).columns is None
    kept.forget(here)
    assert (await kept.of(desk.agent)).columns == (Column.TAGS,)
    assert (await kept.of(desk.other_agent)).columns is None
