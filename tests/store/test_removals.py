"""Every table whose rows can be taken back has what that takes."""

from __future__ import annotations

from uuid import uuid4

from deskhand.store import removals
from deskhand.store.db import acting_as
from deskhand.store.removals import Removable
from tests.database import Desk


async def test_every_kind_is_put_aside_and_found(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        for kind in Removable:
            await removals.put_aside(tx, kind, uuid4())
            assert await removals.locked(tx, kind, uuid4()) is None
            assert await removals.bring_back(tx, kind, uuid4()), "no name is in its way"
        view_id = await tx.value("select id from views limit 1")
        await removals.put_aside(tx, Removable.VIEW, view_id)
        found = await removals.locked(tx, Removable.VIEW, view_id)
        assert found is not None
        assert found.removed_at == tx.now
        assert await removals.forget_old_views(tx) == 0
