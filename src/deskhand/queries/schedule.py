"""The scheduled work of a workspace."""

from __future__ import annotations

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.schedule import Job
from deskhand.store.db import Reading


@query(needs=Can.MANAGE_WORKSPACE)
async def schedule(reading: Reading) -> list[Job]:
    """Return every scheduled job, the one that runs next first."""
    rows = await reading.rows(
        "select name, due_at, lease_until, asked_at, started_at, finished_at, last_result, failures from timetable "
        "where workspace_id = $1 order by due_at, name",
        reading.workspace_id,
    )  # fmt: skip
    return [Job(**dict(row)) for row in rows]
