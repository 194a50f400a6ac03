"""Counting what happened to tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.store import backlog, compliance, statistics
from deskhand.store.db import Tx


@action(needs=Can.OPERATE)
async def count_statistics(tx: Tx, since: datetime, until: datetime) -> int:
    """Count a span of full hours anew, all or nothing; return how many rows it fills."""
    return await statistics.count(tx, since, until)


@action(needs=Can.OPERATE)
async def count_deadlines(tx: Tx, hours: Sequence[datetime]) -> int:
    """Count anew which deadlines were kept of the tickets that were opened in some full hours; return the rows."""
    return await compliance.count(tx, hours)


@action(needs=Can.OPERATE)
async def count_touched(tx: Tx, since: datetime) -> int:
    """Count anew which deadlines were kept of all tickets that anything happened to; return the rows."""
    return await compliance.count(tx, await compliance.touched(tx, since))


@action(needs=Can.OPERATE)
async def count_backlog(tx: Tx, day: date, ended_at: datetime) -> int:
    """Count what was open when a day ended; return the rows."""
    return await backlog.count(tx, day, ended_at)
