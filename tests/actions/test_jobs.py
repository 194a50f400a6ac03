"""How follow-ups end, as the worker says it and the operator undoes it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.jobs import bury_job, finish_jobs, put_off_job, replay_jobs
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.rules.errors import Forbidden, NotFound
from deskhand.store import everywhere
from deskhand.store.everywhere import Job
from tests.database import Desk

LEASE = timedelta(seconds=60)


async def claimed(desk: Desk, count: int) -> list[Job]:
    for _ in range(count):
        await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    return await everywhere.claim_jobs(clock.now(), lease=LEASE, most=100)


async def test_done_put_off_and_buried(desk: Desk) -> None:
    done, late, dead = await claimed(desk, 3)
    until = clock.now() + timedelta(hours=1)
    await act(desk.system, finish_jobs, [done])
    await act(desk.system, put_off_job, late, until=until, why="The server was busy.")
    await act(desk.system, bury_job, dead, why="ValueError: no")
    rows = await desk.as_owner(
        "select id, due_at = $1 as is_late, dead_at is not null as is_dead, last_error from jobs", until
    )
    assert {tuple(row) for row in rows} == {
        (late.id, True, False, "The server was busy."), (dead.id, False, True, "ValueError: no"),
    }  # fmt: skip


async def test_a_dead_letter_is_tried_again_once(desk: Desk) -> None:
    first, second = await claimed(desk, 2)
    for job in (first, second):
        await act(desk.system, bury_job, job, why="no")
    assert await act(desk.system, replay_jobs, first.id) == 1
    for gone in (first.id, uuid4()):
        with pytest.raises(NotFound, match="deskhand jobs dead"):
            await act(desk.system, replay_jobs, gone)
    assert await act(desk.system, replay_jobs, None) == 1
    assert await act(desk.system, replay_jobs, None) == 0


async def test_follow_ups_are_the_desks_own(desk: Desk) -> None:
    for who in (desk.admin, desk.agent, desk.customer):
        with pytest.raises(Forbidden):
            await act(who, replay_jobs, None)
