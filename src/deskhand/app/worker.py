"""The worker: claims what is due, follows it up, settles it; whatever it leaves behind comes due again by itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from uuid import UUID

import structlog
from prometheus_client import Counter

from deskhand.actions.contract import act
from deskhand.actions.jobs import bury_job, finish_jobs, put_off_job
from deskhand.kit import clock
from deskhand.kit.text import without_controls
from deskhand.reactions.contract import Happened, Reaction
from deskhand.rules.access import System
from deskhand.rules.errors import NoRoom, Temporary
from deskhand.store import everywhere
from deskhand.store.db import reading_as
from deskhand.store.events import by_ids
from deskhand.store.everywhere import Job
from deskhand.store.live import POLL, Pulse

LEASE = timedelta(seconds=60)
"""How long a claimed job belongs to its worker."""
BATCH = 100
"""Jobs claimed at once."""
ATTEMPTS = 12
"""A job that failed this often becomes a dead letter."""
ROOM_PAUSE = 5.0
"""Seconds between two looks at a disk that is nearly full."""
LONGEST_PAUSE = 3600.0
"""Seconds between two attempts at most."""

_log = structlog.get_logger("deskhand.worker")
_done = Counter("deskhand_jobs", "Follow-ups by reaction and outcome.", ["reaction", "outcome"])


async def keep_working(
    rounds: Callable[[], Awaitable[int]], pulse: Pulse, stopping: asyncio.Event, *, name: str
) -> None:
    """Run rounds until the process stops: at once while there is work, else at a notice or after a second."""
    async with pulse.ear() as heard:
        while not stopping.is_set():
            try:
                found = await rounds()
            except Temporary:
                await _pause(stopping, 0.5)
                continue
            except NoRoom:
                _log.warning("waiting_for_room", loop=name)
                await _pause(stopping, ROOM_PAUSE)
                continue
            except Exception:  # noqa: BLE001 (the worker's loop: it outlives every failure)
                _log.exception("round_failed", loop=name)
                await _pause(stopping, 1.0)
                continue
            if not found:
                await _wait(heard, stopping)


class JobRounds:
    """One worker's rounds over the jobs."""

    def __init__(self, reactions: Mapping[str, Reaction]) -> None:
        """Remember the reactions by their names."""
        self._reactions = reactions

    async def __call__(self) -> int:
        """Claim and follow up one batch; return how many jobs it held."""
        jobs = await everywhere.claim_jobs(clock.now(), lease=LEASE, most=BATCH)
        batches: dict[tuple[UUID, str, UUID | None], list[Job]] = defaultdict(list)
        for job in jobs:
            alone = job.id if job.attempts > 1 else None  # what failed, or took its worker down, takes nobody along
            batches[job.workspace_id, job.reaction, alone].append(job)
        for (workspace_id, reaction, _), batch in batches.items():
            await self._follow_up(System(workspace_id, reaction), reaction, batch)
        return len(jobs)

    async def _follow_up(self, system: System, name: str, jobs: list[Job]) -> None:
        react = self._reactions.get(name)
        happened = await _happened(system, jobs)
        hopeless = {job.id: why for job in jobs if (why := _hopeless(job, react, is_known=job.event_id in happened))}
        for job in jobs:
            if job.id in hopeless:
                await act(system, bury_job, job, why=hopeless[job.id])
        known = [job for job in jobs if job.id not in hopeless]
        if react is None or not known:
            return
        try:
            await react(system, [happened[job.event_id] for job in known])
        except Exception as error:  # noqa: BLE001 (the worker's loop: every failure ends as an outcome of its jobs)
            if len(known) == 1:
                await _settle_failure(system, known[0], error)
            else:
                await self._one_by_one(system, react, jobs=known, happened=happened)
            return
        await act(system, finish_jobs, known)
        _done.labels(name, "done").inc(len(known))

    async def _one_by_one(
        self, system: System, react: Reaction, *, jobs: list[Job], happened: dict[UUID, Happened]
    ) -> None:
        for job in jobs:
            try:
                await react(system, [happened[job.event_id]])
            except Exception as error:  # noqa: BLE001 (as above)
                await _settle_failure(system, job, error)
            else:
                await act(system, finish_jobs, [job])
                _done.labels(job.reaction, "done").inc()


def _hopeless(job: Job, react: Reaction | None, *, is_known: bool) -> str | None:
    if react is None:
        return "No such reaction."
    if not is_known:
        return "Its event is gone or cannot be read."
    return "Its worker was lost each time that it tried." if job.attempts > ATTEMPTS else None


async def _settle_failure(system: System, job: Job, error: Exception) -> None:
    why = without_controls(f"{type(error).__name__}: {error}")[:500].encode("utf-8", "replace").decode()
    is_last = job.attempts >= ATTEMPTS
    outcome = "dead" if is_last else "retry"
    _log.warning("job_failed", reaction=job.reaction, job=str(job.id), attempt=job.attempts, outcome=outcome, why=why)
    _done.labels(job.reaction, outcome).inc()
    if is_last:
        await act(system, bury_job, job, why=why)
        return
    pause = random.uniform(0.5, 1.0) * min(2.0**job.attempts, LONGEST_PAUSE)  # noqa: S311 (jitter, no secret)
    await act(system, put_off_job, job, until=clock.now() + timedelta(seconds=pause), why=why)


async def _happened(system: System, jobs: list[Job]) -> dict[UUID, Happened]:
    async with reading_as(system) as reading:
        rows = await by_ids(reading, [job.event_id for job in jobs])
    return {
        row.id: Happened(
            workspace_id=system.workspace_id, id=row.id, event=row.event, ticket_id=row.ticket_id,
            actor_id=row.actor_id, actor_name=row.actor_name, at=row.at,
        )
        for row in rows.values()
    }  # fmt: skip


async def _wait(heard: asyncio.Event, stopping: asyncio.Event) -> None:
    stop = asyncio.ensure_future(stopping.wait())
    hear = asyncio.ensure_future(heard.wait())
    try:
        await asyncio.wait({stop, hear}, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.cancel()
        hear.cancel()
    heard.clear()


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
