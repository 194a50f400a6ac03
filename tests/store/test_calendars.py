"""Rows of calendars: names are given once, among those that are not put aside."""

from __future__ import annotations

import pytest

from deskhand.rules.errors import Temporary
from deskhand.rules.sla.calendar import Calendar
from deskhand.store import calendars, removals
from deskhand.store.db import acting_as
from deskhand.store.removals import Removable
from tests.database import Desk

OPEN = Calendar(zone="UTC", week=(((0, 1440),),) * 7)


async def test_names_and_versions(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        first, second = tx.new_id(), tx.new_id()
        assert await calendars.add(tx, first, "Office")
        assert not await calendars.add(tx, second, "Office")
        assert await calendars.locked(tx, first) is None  # it says nothing yet
        await calendars.add_version(tx, first, OPEN, number=1, since=tx.now)
        held = await calendars.locked(tx, first)
        assert held is not None
        assert (held.name, held.last.number, held.last.says) == ("Office", 1, OPEN)
        await removals.put_aside(tx, Removable.CALENDAR, first)
        assert await calendars.locked(tx, first) is None
        assert await calendars.add(tx, second, "Office")
        assert (await calendars.count(tx), await calendars.ids_by_name(tx)) == (1, {"Office": second})
    async with acting_as(desk.system) as tx:
        assert await calendars.rename(tx, second, "Bureau")
        assert await calendars.add(tx, tx.new_id(), "Third")
    with pytest.raises(Temporary):  # nothing is kept of a transaction in which a name was taken
        async with acting_as(desk.system) as tx:
            assert not await calendars.rename(tx, second, "Third")
