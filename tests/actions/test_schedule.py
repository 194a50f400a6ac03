"""An admin has a job run before its time: once, by a worker, and not while it runs."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.schedule import ask_for_run
from deskhand.app.timetable import LEASE, run_due
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.schedule import schedule
from deskhand.rules.errors import Conflict, Forbidden, NotFound
from deskhand.store import everywhere
from tests.database import Desk


async def test_a_run_that_is_asked_for_runs_once_and_at_once(desk: Desk) -> None:
    for _ in range(2):
        assert (await act(desk.admin, ask_for_run, "close_inactive")).asked_at is not None
    assert await desk.value("select count(*) from events where name = 'schedule.run_asked'") == 1
    assert [await run_due(desk.settings) for _ in range(2)] == [1, 0]
    (job,) = [job for job in await ask(desk.admin, schedule) if job.name == "close_inactive"]
    assert (job.last_result, job.asked_at, job.failures) == ("0 closed, 0 told", None, 0)
    assert job.due_at > clock.now()


async def test_what_runs_is_not_there_or_is_not_theirs_is_refused(desk: Desk) -> None:
    await act(desk.admin, ask_for_run, "empty_bin")
    assert await everywhere.claim_turn(clock.now(), lease=LEASE) is not None
    with pytest.raises(Conflict, match="runs right now"):
        await act(desk.admin, ask_for_run, "empty_bin")
    with pytest.raises(NotFound):
        await act(desk.admin, ask_for_run, "attic")
    with pytest.raises(Forbidden):
        await act(desk.agent, ask_for_run, "empty_bin")
