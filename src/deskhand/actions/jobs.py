"""How claimed follow-ups end: done, put off, or buried as dead letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.store import jobs
from deskhand.store.db import Tx
from deskhand.store.everywhere import Job


@action(needs=Can.OPERATE)
async def finish_jobs(tx: Tx, done: Sequence[Job]) -> None:
    """Settle follow-ups that are done."""
    await jobs.finish(tx, done)


@action(needs=Can.OPERATE)
async def put_off_job(tx: Tx, job: Job, *, until: datetime, why: str) -> None:
    """Have a follow-up that failed tried again later."""
    await jobs.put_off(tx, job, until=until, why=why)


@action(needs=Can.OPERATE)
async def bury_job(tx: Tx, job: Job, *, why: str) -> None:
    """Give a follow-up up, for people to see."""
    await jobs.bury(tx, job, why=why)


@action(needs=Can.OPERATE)
async def replay_jobs(tx: Tx, job_id: UUID | None) -> int:
    """Have one dead letter, or all, tried again; return how many."""
    revived = await jobs.revive(tx, job_id)
    if job_id is not None and not revived:
        raise NotFound(f"There is no dead letter “{job_id}”. “deskhand jobs dead” lists all.")
    return revived
