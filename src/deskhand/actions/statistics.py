"""Counting what happened to tickets."""

from __future__ import annotations

from datetime import datetime

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.store import statistics
from deskhand.store.db import Tx


@action(needs=Can.OPERATE)
async def count_statistics(tx: Tx, since: datetime, until: datetime) -> int:
    """Count a span of full hours anew, all or nothing; return how many rows it fills."""
    return await statistics.count(tx, since, until)
