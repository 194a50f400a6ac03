"""The rows of what recurs."""

from __future__ import annotations

from datetime import timedelta

from deskhand.kit import clock
from deskhand.store import everywhere, timetable
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_the_rows_are_those_that_this_version_knows(desk: Desk) -> None:
    now = clock.now()
    async with acting_as(desk.system) as tx:
        await timetable.ensure(tx, {"a": now, "b": now})
        await timetable.ensure(tx, {"b": now + timedelta(days=9), "c": now})
    rows = await desk.as_owner("select name, due_at from timetable order by name")
    assert [tuple(row) for row in rows] == [("b", now), ("c", now)]


async def test_a_run_is_noted_by_its_own_claim_alone(desk: Desk) -> None:
    now = clock.now()
    async with acting_as(desk.system) as tx:
        await timetable.ensure(tx, {"a": now})
    lost = await everywhere.claim_turn(now, lease=timedelta(seconds=1))
    taken = await everywhere.claim_turn(now + timedelta(seconds=1), lease=timedelta(seconds=60))
    assert lost is not None
    assert taken is not None
    next_due = now + timedelta(days=1)
    async with acting_as(desk.system) as tx:
        assert not await timetable.finish(tx, lost, next_due=next_due, result="lost")
        assert await timetable.finish(tx, taken, next_due=next_due, result="12 rows")
        at = tx.now
    (row,) = await desk.as_owner("select due_at, lease_until, finished_at, last_result from timetable")
    assert tuple(row) == (next_due, None, at, "12 rows")
    assert await everywhere.claim_turn(now + timedelta(hours=1), lease=timedelta(seconds=1)) is None
