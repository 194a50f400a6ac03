"""Telling agents how their week was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.rules.events import SummaryMade
from deskhand.rules.summary import Week
from deskhand.store import workspaces
from deskhand.store.db import Tx


@action(needs=Can.OPERATE)
async def tell_weeks(tx: Tx, weeks: Sequence[Week], since: datetime, *, until: datetime, zone: ZoneInfo) -> int | None:
    """Have agents told of a week, all of them or none, and once; return how many, None when that week was told."""
    if not await workspaces.note_summary(tx, until):
        return None
    wanted = [week for week in weeks if week.is_wanted]
    for week in wanted:
        figures = week.figures(since, until, zone=zone)
        await tx.emit(SummaryMade(user_id=week.user_id, address=week.email, figures=figures))
    return len(wanted)
