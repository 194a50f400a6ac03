"""Scheduled work that counts what happened to tickets: the last hours every hour, everything once a week."""

from __future__ import annotations

from datetime import datetime

from deskhand.actions.contract import act
from deskhand.actions.statistics import count_statistics
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.statistics import reach
from deskhand.rules.access import System
from deskhand.rules.statistics import counting_begins, pieces


async def update_statistics(system: System) -> str:
    """Count what happened since the last time, and once more what may have changed since."""
    found = await ask(system, reach)
    return await _count(system, counting_begins(found.counted, found.first, now=clock.now()))


async def rebuild_statistics(system: System) -> str:
    """Count everything anew, as tickets are sorted now."""
    found = await ask(system, reach)
    return await _count(system, counting_begins(None, found.first, now=clock.now()))


async def _count(system: System, since: datetime | None) -> str:
    if since is None:
        return "no tickets yet"
    rows = 0
    for begin, end in pieces(since, clock.now()):
        rows += await act(system, count_statistics, begin, end)
    return f"{rows} rows from {since:%Y-%m-%d %H:%M} UTC on"
