"""Rows of follow-ups: settled with the fence of their claim, so that a lost worker's word counts no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from deskhand.store.db import Tx
from deskhand.store.everywhere import Job


async def finish(tx: Tx, jobs: Sequence[Job]) -> None:
    """Remove jobs that are done; one that was claimed again meanwhile stays."""
    await tx.change(
        "delete from jobs using unnest($2::uuid[], $3::int[]) as done (id, fence) "
        "where jobs.workspace_id = $1 and jobs.id = done.id and jobs.fence = done.fence",
        tx.workspace_id, [job.id for job in jobs], [job.fence for job in jobs],
    )  # fmt: skip


async def put_off(tx: Tx, job: Job, *, until: datetime, why: str) -> None:
    """Have a job tried again later."""
    await tx.change(
        "update jobs set due_at = $4, last_error = $5 where workspace_id = $1 and id = $2 and fence = $3",
        tx.workspace_id, job.id, job.fence, until, why,
    )  # fmt: skip


async def delay(tx: Tx, event_id: UUID, *, until: datetime) -> None:
    """Have the follow-ups of an event wait, before anybody has claimed them."""
    await tx.change(
        "update jobs set due_at = $3 where workspace_id = $1 and event_id = $2", tx.workspace_id, event_id, until
    )


async def bury(tx: Tx, job: Job, *, why: str) -> None:
    """Give a job up; it stays as a dead letter until somebody replays it."""
    await tx.change(
        "update jobs set dead_at = $4, last_error = $5 where workspace_id = $1 and id = $2 and fence = $3",
        tx.workspace_id, job.id, job.fence, tx.now, why,
    )  # fmt: skip


async def revive(tx: Tx, job_id: UUID | None) -> int:
    """Have one dead letter, or all of the workspace, tried again; return how many."""
    return await tx.change(
        "update jobs set dead_at = null, attempts = 0, due_at = $3 "
        "where workspace_id = $1 and dead_at is not null and ($2::uuid is null or id = $2)",
        tx.workspace_id, job_id, tx.now,
    )  # fmt: skip
