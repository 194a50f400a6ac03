"""Deadlines that sample pages show."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskhand.rules.sla.clock import Standing
from deskhand.rules.sla.colour import Chip
from deskhand.rules.sla.policy import Target


def chip_of(now: datetime, minutes: int, whole: int) -> Chip:
    """Return the deadline of a first reply that is due in so many minutes of a whole."""
    due = now + timedelta(minutes=minutes)
    return Chip(
        standing=Standing.RUNNING, target=Target.FIRST_RESPONSE, due_at=due, critical_at=due - timedelta(hours=1),
        warning_at=due - timedelta(minutes=whole / 4), half_at=due - timedelta(minutes=whole / 2),
    )  # fmt: skip


PAUSED = Chip(standing=Standing.PAUSED, target=Target.RESOLUTION, left=timedelta(hours=3, minutes=12))
"""What stands still while the customer is waited for."""
