"""What the desk does for itself: forgetting what has expired, and keeping its timetable."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from deskhand.actions.contract import action
from deskhand.rules.access import Can
from deskhand.rules.sla.hindsight import KEPT
from deskhand.store import (
    automation,
    backtests,
    hindsights,
    idempotency,
    removals,
    report_files,
    sessions,
    timetable,
    workspaces,
)
from deskhand.store.db import Tx
from deskhand.store.everywhere import Turn
from deskhand.store.timetable import Planned


@action(needs=Can.OPERATE)
async def forget_expired(tx: Tx) -> int:
    """Remove keys, sessions, links, throttles, runs of rules and of hindsight, removed views, old tables of mails."""
    found = await idempotency.forget_old(tx) + await sessions.forget_expired(tx) + await automation.forget_old(tx)
    found += await backtests.forget_old(tx) + await report_files.forget_old(tx)
    found += await removals.forget_old_views(tx)
    return found + await hindsights.forget_old(tx, KEPT)


@action(needs=Can.OPERATE)
async def move_to_address(tx: Tx, base_url: str) -> None:
    """Have the workspace's links begin with the address at which it is served now."""
    await workspaces.set_base_url(tx, base_url)


@action(needs=Can.OPERATE)
async def set_survey_default(tx: Tx, delay: timedelta) -> None:
    """Have requesters asked so long after closing how satisfied they are, while the workspace says nothing else."""
    await workspaces.set_survey_default(tx, delay)


@action(needs=Can.OPERATE)
async def begin_first_day(tx: Tx) -> bool:
    """Note that the workspace is served, and say whether that is the first time."""
    return await workspaces.note_served(tx)


@action(needs=Can.OPERATE)
async def ensure_timetable(tx: Tx, planned: Collection[Planned]) -> None:
    """Have the timetable hold exactly the jobs that this version knows."""
    await timetable.ensure(tx, planned)


@action(needs=Can.OPERATE)
async def put_off_turn(tx: Tx, turn: Turn, planned: Planned) -> bool:
    """Have a scheduled run wait for its moment, which is another one since the workspace's time zone changed."""
    return await timetable.put_off(tx, turn, planned)


@action(needs=Can.OPERATE)
async def finish_turn(tx: Tx, turn: Turn, planned: Planned, *, result: str, is_failure: bool = False) -> bool:
    """Note how a scheduled run went and when the next one is due."""
    return await timetable.finish(tx, turn, planned, result=result, is_failure=is_failure)
