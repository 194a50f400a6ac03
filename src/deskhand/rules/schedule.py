"""How scheduled work stands: what runs, what is late, what failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

PATIENCE = timedelta(minutes=15)
"""How long after its moment a job that has not begun is late."""


class State(StrEnum):
    """How a scheduled job stands, the worst first where several are true."""

    RUNNING = "running"
    ASKED = "asked"
    LATE = "late"
    FAILED = "failed"
    DONE = "done"
    NEVER = "never"


class Job(Struct, frozen=True, kw_only=True):
    """A scheduled job of a workspace: its last run and its next one."""

    name: str
    due_at: datetime
    lease_until: datetime | None = None
    asked_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    last_result: str | None = None
    failures: int = 0
    """Runs that failed since the last one that did not."""

    @property
    def took(self) -> timedelta | None:
        """How long the last run took; None while one goes on, or before the first."""
        if self.started_at is None or self.finished_at is None or self.finished_at < self.started_at:
            return None
        return self.finished_at - self.started_at

    def state(self, now: datetime) -> State:
        """Return how it stands at a moment."""
        if self.lease_until is not None and self.lease_until > now:
            return State.RUNNING
        if now - (self.asked_at or self.due_at) > PATIENCE:
            return State.LATE
        if self.asked_at is not None:
            return State.ASKED
        if self.failures:
            return State.FAILED
        return State.NEVER if self.finished_at is None else State.DONE
