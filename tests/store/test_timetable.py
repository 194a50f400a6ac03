"""The rows of what recurs."""

from __future__ import annotations

from datetime import timedelta

from deskhand.kit import clock
from deskhand.store import everywhere, timetable
from deskhand.store.db import acting_as
from deskhand.store.timetable import Planned
from tests.database import Desk


async def test_the_rows_are_those_that_this_version_knows(desk: Desk) -> None:
    now = clock.now()
    async with acting_as(desk.system) as tx:
        await timetable.ensure(tx, [Planned("a", now), Planned("b", now)])
        await timetable.ensure(tx, [Planned("b", now + timedelta(days=9)), Planned("c", now)])
    rows = await desk.as_owner("select name, due_at from timetable order by name")
    assert [tuple(row) for row in rows] == [("b", now), ("c", now)]


async def test_a_run_is_noted_by_its_own_claim_alone(desk: Desk) -> None:
    now = clock.now()
    async with acting_as(desk.system) as tx:
        await timetable.ensure(tx, [Planned("a", now)])
    lost = await everywhere.claim_turn(now, lease=timedelta(seconds=1))
    taken = await everywhere.claim_turn(now + timedelta(seconds=1), lease=timedelta(seconds=60))
    assert lost is not None
    assert taken is not None
    next_due = now + timedelta(days=1)
    async with acting_as(desk.system) as tx:
        assert not await timetable.finish(tx, lost, Planned("a", next_due), result="lost")
        assert await timetable.finish(tx, taken, Planned("a", next_due), result="12 rows")
        at = tx.now
    (row,) = await desk.as_owner("select due_at, lease_until, finished_at, last_result from timetable")
    assert tuple(row) == (next_due, None, at, "12 rows")
    assert await everywhere.claim_turn(now + timedelta(hours=1), lease=timedelta(seconds=1)) is None


async def test_jobs_of_another_time_zone_are_reckoned_anew_and_failures_are_counted(desk: Desk) -> None:
    now, later = clock.now(), clock.now() + timedelta(hours=5)
    async with acting_as(desk.system) as tx:
        await timetable.ensure(tx, [Planned("a", later, "UTC"), Planned("b", later)])
        await timetable.ensure(tx, [Planned("a", later + timedelta(hours=1), "Asia/Tokyo"), Planned("b", now)])
        rows = await tx.rows("select due_at, zone from timetable order by name")
        assert [tuple(row) for row in rows] == [(later + timedelta(hours=1), "Asia/Tokyo"), (later, None)]
        await timetable.reckon_anew(tx)
    turn = await everywhere.claim_turn(clock.now(), lease=timedelta(seconds=60))
    assert turn is not None
    assert (turn.name, turn.zone, turn.is_asked, turn.time_zone) == ("a", "Asia/Tokyo", False, "UTC")
    async with acting_as(desk.system) as tx:
        assert await timetable.put_off(tx, turn, Planned("a", later, "UTC"))
        row = await tx.row("select due_at, zone, lease_until, started_at from timetable where name = 'a'")
        assert row is not None
        assert tuple(row) == (later, "UTC", None, None)
        for failures, is_failure in ((1, True), (2, True), (0, False)):
            assert await timetable.finish(tx, turn, Planned("a", later), result="x", is_failure=is_failure)
            assert await tx.value("select failures from timetable where name = 'a'") == failures
