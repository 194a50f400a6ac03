"""How scheduled work stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from deskhand.rules.schedule import PATIENCE, Job, State

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
JOB = Job(name="x", due_at=NOW + MINUTE, started_at=NOW - 2 * MINUTE, finished_at=NOW - MINUTE, last_result="done")


def test_a_job_runs_waits_is_late_failed_or_is_done() -> None:
    for job, state in (
        (JOB, State.DONE),
        (replace(JOB, finished_at=None, started_at=None), State.NEVER),
        (replace(JOB, failures=1), State.FAILED),
        (replace(JOB, due_at=NOW - PATIENCE), State.DONE),
        (replace(JOB, due_at=NOW - PATIENCE - MINUTE, failures=1), State.LATE),
        (replace(JOB, asked_at=NOW - MINUTE, due_at=NOW - MINUTE, failures=1), State.ASKED),
        (replace(JOB, asked_at=NOW - MINUTE, due_at=NOW - 9 * PATIENCE), State.ASKED),
        (replace(JOB, asked_at=NOW - 2 * PATIENCE), State.LATE),
        (replace(JOB, lease_until=NOW + MINUTE, asked_at=NOW - 2 * PATIENCE), State.RUNNING),
        (replace(JOB, lease_until=NOW - MINUTE, due_at=NOW - 2 * PATIENCE), State.LATE),
    ):
        assert job.state(NOW) is state, job


def test_the_last_run_took_as_long_as_it_took() -> None:
    assert JOB.took == MINUTE
    assert replace(JOB, started_at=NOW).took is None, "one goes on"
    assert replace(JOB, finished_at=None).took is None
