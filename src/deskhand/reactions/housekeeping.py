"""Scheduled work that keeps the house: months of events made ahead, expired rows forgotten."""

from __future__ import annotations

from datetime import date, datetime

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import forget_expired
from deskhand.kit import clock
from deskhand.rules.access import System
from deskhand.store import everywhere

MONTHS_AHEAD = 3
"""Partitions of events stand ready for this month and as many more."""


async def make_partitions(_system: System) -> str:
    """Make the partitions of the coming months; return what was done."""
    for month in months_from(clock.now(), MONTHS_AHEAD + 1):
        await everywhere.make_partition(month)
    return f"ready for {MONTHS_AHEAD} months ahead"


async def make_partitions_since(then: datetime) -> None:
    """Make the partitions of past months, for events that are told afterwards."""
    now = clock.now()
    count = (now.year - then.year) * 12 + now.month - then.month
    for month in months_from(then, count):
        await everywhere.make_partition(month)


async def forget(system: System) -> str:
    """Remove what has expired; return what was done."""
    return f"{await act(system, forget_expired)} rows removed"


def months_from(now: datetime, count: int) -> list[date]:
    """Return the first days of a number of months, beginning with this one."""
    first = now.year * 12 + now.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, first + count)]
