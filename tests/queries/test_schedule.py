"""The scheduled work of a workspace, for its admins."""

from __future__ import annotations

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.schedule import schedule
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_admins_read_the_jobs_of_their_workspace_the_next_first(desk: Desk) -> None:
    found = await ask(desk.admin, schedule)
    assert "close_inactive" in [job.name for job in found]
    assert [job.due_at for job in found] == sorted(job.due_at for job in found)
    assert {(job.finished_at, job.failures) for job in found} == {(None, 0)}
    with pytest.raises(Forbidden):
        await ask(desk.agent, schedule)
