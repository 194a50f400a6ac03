"""Tries within a transaction."""

from __future__ import annotations

import pytest

from deskhand.rules.errors import NotFound
from deskhand.store.attempt import attempt
from deskhand.store.db import Tx, acting_as
from tests.database import Desk

RENAME = "update workspaces set name = $2 where id = $1"


async def refused(tx: Tx) -> None:
    async with attempt(tx):
        await tx.change(RENAME, tx.workspace_id, "undone")
        raise NotFound("no")


async def test_a_refused_try_leaves_what_came_before_and_lets_the_rest_go_on(desk: Desk) -> None:
    workspace_id = desk.system.workspace_id
    async with acting_as(desk.system) as tx:
        await tx.change(RENAME, workspace_id, "before")
        with pytest.raises(NotFound):
            await refused(tx)
        assert await tx.value("select name from workspaces") == "before"
        async with attempt(tx):
            await tx.change("update workspaces set slug = 'kept' where id = $1", workspace_id)
    rows = await desk.as_owner("select name, slug from workspaces")
    assert tuple(rows[0]) == ("before", "kept")
