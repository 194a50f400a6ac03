"""Rows of workspaces."""

from __future__ import annotations

import asyncio

from deskhand.kit import clock
from deskhand.store import everywhere, workspaces
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_links_begin_with_the_address_of_their_own_workspace(desk: Desk) -> None:
    second = await everywhere.make_workspace(slug="b", name="B", base_url="http://b.test", now=clock.now())
    async with acting_as(desk.system) as tx:
        await workspaces.set_base_url(tx, "https://desk.example.test")
    rows = await desk.as_owner("select id, base_url from workspaces")
    assert {row["id"]: row["base_url"] for row in rows} == {
        desk.system.workspace_id: "https://desk.example.test", second: "http://b.test",
    }  # fmt: skip


async def test_a_workspace_is_served_for_the_first_time_once(desk: Desk) -> None:
    async def note() -> bool:
        async with acting_as(desk.system) as tx:
            return await workspaces.note_served(tx)

    noted = await asyncio.gather(*[note() for _ in range(5)])
    assert sorted(noted) == [False] * 4 + [True]
    assert not await note()
