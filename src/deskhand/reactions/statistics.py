"""Scheduled work that counts what happened to tickets: the last hours every hour, everything once a week."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from deskhand.actions.contract import act
from deskhand.actions.statistics import count_backlog, count_deadlines, count_statistics, count_touched
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.statistics import Reach, reach
from deskhand.queries.workspaces import profile
from deskhand.rules.access import System
from deskhand.rules.statistics import counting_begins, days_to_count, end_of, hours_between, pieces


async def update_statistics(system: System) -> str:
    """Count what happened since the last time, and once more what may have changed since."""
    found = await ask(system, reach)
    since = counting_begins(found.counted, found.first, now=clock.now())
    if since is not None and found.counted is not None:
        await act(system, count_touched, since)
    return await _count(system, since, found=found, has_deadlines=found.counted is not None)


async def rebuild_statistics(system: System) -> str:
    """Count everything anew, as tickets are sorted now."""
    found = await ask(system, reach)
    return await _count(system, counting_begins(None, found.first, now=clock.now()), found=found)


async def _count(system: System, since: datetime | None, *, found: Reach, has_deadlines: bool = False) -> str:
    if since is None:
        return "no tickets yet"
    rows = 0
    for begin, end in pieces(since, clock.now()):
        rows += await act(system, count_statistics, begin, end)
        if not has_deadlines:
            await act(system, count_deadlines, hours_between(begin, end))
    await _count_days(system, found)
    return f"{rows} rows from {since:%Y-%m-%d %H:%M} UTC on"


async def _count_days(system: System, found: Reach) -> None:
    zone = ZoneInfo((await ask(system, profile)).time_zone)
    for day in days_to_count(found.backlog_day, found.first, now=clock.now(), zone=zone):
        await act(system, count_backlog, day, end_of(day, zone))
