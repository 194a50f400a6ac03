"""Having scheduled work run before its time."""

from __future__ import annotations

from deskhand.actions.contract import action
from deskhand.kit.text import flaw_in
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, NotFound
from deskhand.rules.events import RunAsked
from deskhand.rules.schedule import Job, State
from deskhand.store import timetable
from deskhand.store.db import Tx


@action(needs=Can.MANAGE_WORKSPACE)
async def ask_for_run(tx: Tx, name: str) -> Job:
    """Have a worker run a job now; Conflict while it runs. Asked twice before it begins, it runs once."""
    job = await timetable.locked(tx, name) if flaw_in(name) is None else None
    if job is None:
        raise NotFound("There is no such job.")
    if job.state(tx.now) is State.RUNNING:
        raise Conflict("It runs right now; ask again when it is done.")
    if job.asked_at is not None:
        return job
    await timetable.ask_for_run(tx, name)
    await tx.emit(RunAsked(job=name))
    return Job(
        name=job.name, due_at=tx.now, asked_at=tx.now, started_at=job.started_at, finished_at=job.finished_at,
        last_result=job.last_result, failures=job.failures,
    )  # fmt: skip
