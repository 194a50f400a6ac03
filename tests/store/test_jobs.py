"""Follow-ups settle by the fence of their claim alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.store import everywhere, jobs
from deskhand.store.db import acting_as
from deskhand.store.everywhere import Job
from tests.database import Desk

LEASE = timedelta(seconds=60)


async def claimed(desk: Desk, count: int = 1) -> list[Job]:
    for _ in range(count):
        await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    return await everywhere.claim_jobs(clock.now(), lease=LEASE, most=100)


async def test_done_jobs_leave(desk: Desk) -> None:
    done = await claimed(desk, 3)
    async with acting_as(desk.system) as tx:
        await jobs.finish(tx, done[:2])
    assert [row["id"] for row in await desk.as_owner("select id from jobs")] == [done[2].id]


async def test_the_word_of_a_worker_that_lost_its_claim_counts_no_more(desk: Desk) -> None:
    (lost,) = await claimed(desk)
    (taken,) = await everywhere.claim_jobs(clock.now() + LEASE, lease=LEASE, most=1)
    async with acting_as(desk.system) as tx:
        await jobs.finish(tx, [lost])
        await jobs.put_off(tx, lost, until=tx.now, why="late")
        await jobs.bury(tx, lost, why="late")
        await jobs.finish(tx, [replace(taken, fence=99)])
    (row,) = await desk.as_owner("select fence, dead_at, last_error from jobs")
    assert tuple(row) == (2, None, None)
    async with acting_as(desk.system) as tx:
        await jobs.finish(tx, [taken])
    assert await desk.value("select count(*) from jobs") == 0


async def test_a_job_that_is_put_off_waits_and_says_why(desk: Desk) -> None:
    (job,) = await claimed(desk)
    later = clock.now() + timedelta(hours=1)
    async with acting_as(desk.system) as tx:
        await jobs.put_off(tx, job, until=later, why="The server was busy.")
    assert await everywhere.claim_jobs(clock.now(), lease=LEASE, most=1) == []
    assert await desk.value("select last_error from jobs") == "The server was busy."
    (again,) = await everywhere.claim_jobs(later, lease=LEASE, most=1)
    assert (again.id, again.attempts) == (job.id, 2)


async def test_dead_letters_are_revived_one_by_one_or_all_and_start_anew(desk: Desk) -> None:
    buried = await claimed(desk, 3)
    async with acting_as(desk.system) as tx:
        for job in buried:
            await jobs.bury(tx, job, why="Never again.")
    async with acting_as(desk.system) as tx:
        assert await jobs.revive(tx, buried[0].id) == 1
        assert await jobs.revive(tx, buried[0].id) == 0
    (job,) = await everywhere.claim_jobs(clock.now(), lease=LEASE, most=10)
    assert (job.id, job.attempts) == (buried[0].id, 1)
    async with acting_as(desk.system) as tx:
        assert await jobs.revive(tx, None) == 2
    assert len(await everywhere.claim_jobs(clock.now(), lease=LEASE, most=10)) == 2
