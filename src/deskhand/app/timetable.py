"""All clocks of the desk on one page: what runs, when, and that it runs once however many workers there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from cronsim import CronSim

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import ensure_timetable, finish_turn
from deskhand.kit import clock
from deskhand.reactions import housekeeping
from deskhand.reactions.check_files import erase_loose
from deskhand.reactions.empty_bin import empty_bin
from deskhand.reactions.write_exports import erase_exports
from deskhand.rules.access import System
from deskhand.rules.settings import Settings
from deskhand.store import everywhere

LEASE = timedelta(minutes=10)
"""How long a run belongs to its worker; a lost worker's run is taken over after it."""

_log = structlog.get_logger("deskhand.timetable")


@dataclass(frozen=True, slots=True)
class Entry:
    """A scheduled job: its name, when it runs (five fields of cron, UTC), and what it does."""

    name: str
    when: str
    run: Callable[..., Awaitable[str]]
    takes_settings: bool = False
    """Whether `run` is given the settings beside the system that acts."""


TIMETABLE: tuple[Entry, ...] = (
    Entry("partitions", "17 3 * * *", housekeeping.make_partitions),
    Entry("forget_expired", "*/30 * * * *", housekeeping.forget),
    Entry("empty_bin", "41 * * * *", empty_bin),
    Entry("erase_files", "*/10 * * * *", erase_loose, takes_settings=True),
    Entry("erase_exports", "*/10 * * * *", erase_exports, takes_settings=True),
)
"""Everything that recurs."""


def next_run(entry: Entry, after: datetime) -> datetime:
    """Return the first moment after another at which an entry runs."""
    return next(CronSim(entry.when, after))


async def ensure_entries() -> None:
    """Write the timetable of every workspace."""
    first_runs = {entry.name: next_run(entry, clock.now()) for entry in TIMETABLE}
    for workspace_id in await everywhere.workspaces():
        await act(System(workspace_id, "timetable"), ensure_timetable, first_runs)


async def run_due(settings: Settings) -> int:
    """Run one job that is due and that no other worker holds; return 1, or 0 when there was none."""
    turn = await everywhere.claim_turn(clock.now(), lease=LEASE)
    if turn is None:
        return 0
    entry = next((entry for entry in TIMETABLE if entry.name == turn.name), None)
    system = System(turn.workspace_id, "timetable")
    if entry is None:
        await act(system, finish_turn, turn, next_due=clock.now() + timedelta(days=1), result="unknown job")
        return 1
    try:
        result = await (entry.run(system, settings) if entry.takes_settings else entry.run(system))
    except Exception as error:  # noqa: BLE001 (the worker's loop: a failed run is an outcome, and runs again)
        _log.exception("scheduled_run_failed", job=turn.name)
        result = f"failed: {type(error).__name__}"
    await act(system, finish_turn, turn, next_due=next_run(entry, clock.now()), result=result)
    return 1
