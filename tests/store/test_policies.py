"""Rows of policies: names are given once, and a choice is the workspace's."""

from __future__ import annotations

import pytest

from deskhand.rules.errors import Temporary
from deskhand.rules.sla.policy import STANDARD
from deskhand.store import clocks, policies, removals
from deskhand.store.db import acting_as
from deskhand.store.removals import Removable
from tests.database import Desk


async def test_names_versions_and_choices(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        first = tx.new_id()
        assert await policies.add(tx, first, "Quick")
        assert not await policies.add(tx, tx.new_id(), "Standard")
        assert await policies.locked(tx, first) is None  # it says nothing yet
        await clocks.write_version(tx, first, STANDARD, number=1)
        held = await policies.locked(tx, first)
        assert held is not None
        assert (held.name, held.last.says) == ("Quick", STANDARD)
        assert (await policies.count(tx), await policies.users_of(tx, first)) == (3, [])
        await policies.choose(tx, first)
        assert len(await policies.users_of(tx, first)) == 1
        assert (await clocks.latest_policy(tx))[0] == first
        assert await policies.calendar_names(tx, [first]) == {}
        await removals.put_aside(tx, Removable.POLICY, first)
        assert await policies.name_of(tx, first) is None
    async with acting_as(desk.system) as tx:
        second = tx.new_id()
        assert await policies.add(tx, second, "Quick")
    with pytest.raises(Temporary):  # nothing is kept of a transaction in which a name was taken
        async with acting_as(desk.system) as tx:
            assert not await policies.rename(tx, second, "Standard")
