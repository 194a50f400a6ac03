"""`/api/schedule`: what the desk does by itself, when it did it last, and having it done now."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get, post
from litestar.params import FromPath
from msgspec import Meta

from deskhand.actions.contract import act_once
from deskhand.actions.schedule import ask_for_run
from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.schedule import schedule
from deskhand.rules.schedule import Job


class JobAnswer(Answer, frozen=True, kw_only=True):
    """A scheduled job."""

    name: str
    state: Annotated[str, Meta(description="`running`, `asked`, `late`, `failed`, `done` or `never`.")]
    next_run_at: datetime
    last_started_at: datetime | None
    last_finished_at: datetime | None
    last_seconds: Annotated[float | None, Meta(description="How long the last run took; null while one goes on.")]
    last_result: str | None
    failures: Annotated[int, Meta(description="Runs that failed since the last one that did not.")]


class ScheduleAnswer(Answer, frozen=True, kw_only=True):
    """All of them, the one that runs next first."""

    items: list[JobAnswer]


@get("/", responses=spec(401, 403, 422, 500, 503), summary="List scheduled jobs", operation_id="listSchedule")
async def list_(actor: Who) -> ScheduleAnswer:
    """Return what the desk does by itself, how it went last and when it happens next; for admins."""
    return ScheduleAnswer(items=[_answer(one) for one in await ask(actor, schedule)])


@post(
    "/{name:str}/run", status_code=202, summary="Run a scheduled job", operation_id="runScheduled",
    responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507),
)  # fmt: skip
async def run(request: Asking, actor: Who, name: FromPath[str], *, idempotency_key: Key = None) -> JobAnswer:
    """Have a worker run a job now; `lastFinishedAt` and `lastResult` say when it is done."""
    once = await once_of(request, key=idempotency_key)
    return _answer(await act_once(actor, once, ask_for_run, name))


def _answer(job: Job) -> JobAnswer:
    took = job.took
    return JobAnswer(
        name=job.name, state=job.state(clock.now()).value, next_run_at=job.due_at, last_started_at=job.started_at,
        last_finished_at=job.finished_at, last_seconds=None if took is None else round(took.total_seconds(), 3),
        last_result=job.last_result, failures=job.failures,
    )  # fmt: skip


ROUTER = Router("/api/schedule", route_handlers=[list_, run], tags=["Workspace"])
"""The routes of scheduled work."""
