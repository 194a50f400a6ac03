"""All clocks of the desk on one page: what runs, when, and that it runs once however many workers there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from cronsim import CronSim

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import ensure_timetable, finish_turn, put_off_turn
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.workspaces import profile
from deskhand.reactions import (
    assignment,
    clocks,
    housekeeping,
    idle,
    report_mails,
    search,
    sla_report,
    statistics,
    summary,
)
from deskhand.reactions.check_files import erase_loose
from deskhand.reactions.empty_bin import empty_bin
from deskhand.reactions.write_exports import erase_exports
from deskhand.rules.access import System
from deskhand.rules.settings import Settings
from deskhand.store import everywhere
from deskhand.store.everywhere import Turn
from deskhand.store.timetable import Planned

LEASE = timedelta(minutes=10)
"""How long a run belongs to its worker; a lost worker's run is taken over after it."""

_log = structlog.get_logger("deskhand.timetable")


@dataclass(frozen=True, slots=True)
class Entry:
    """A scheduled job: its name, when it runs (five fields of cron), and what it does."""

    name: str
    when: str
    run: Callable[..., Awaitable[str]]
    takes_settings: bool = False
    """Whether `run` is given the settings beside the system that acts."""
    keeps_local_time: bool = False
    """Whether `when` is meant in the workspace's time zone; else it is UTC."""


TIMETABLE: tuple[Entry, ...] = (
    Entry("close_inactive", "0 2 * * *", idle.close_inactive, takes_settings=True, keeps_local_time=True),
    Entry("remind_of_replies", "0 */4 * * *", idle.remind_of_replies, keeps_local_time=True),
    Entry("summarise_week", "0 7 * * 1", summary.summarise_week, keeps_local_time=True),
    Entry("report_deadlines", "0 6 * * *", sla_report.report_deadlines, keeps_local_time=True),
    Entry("mail_reports", "*/15 * * * *", report_mails.mail_reports),
    Entry("update_statistics", "7 * * * *", statistics.update_statistics),
    Entry("rebuild_statistics", "37 4 * * 0", statistics.rebuild_statistics, keeps_local_time=True),
    Entry("partitions", "17 3 * * *", housekeeping.make_partitions),
    Entry("divide_words", "23 3 * * *", search.divide_words),
    Entry("forget_expired", "*/30 * * * *", housekeeping.forget),
    Entry("check_clocks", "53 2 * * *", clocks.check),
    Entry("hand_back_tickets", "*/5 * * * *", assignment.hand_back_tickets),
    Entry("empty_bin", "41 * * * *", empty_bin),
    Entry("erase_files", "*/10 * * * *", erase_loose, takes_settings=True),
    Entry("erase_exports", "*/10 * * * *", erase_exports, takes_settings=True),
)
"""Everything that recurs."""


def next_run(entry: Entry, after: datetime, *, time_zone: str = "UTC") -> Planned:
    """Return the first moment after another at which an entry runs.

    An hour that a change of the clocks leaves out runs when it ends; one that comes twice runs once a day as well.
    """
    zone = time_zone if entry.keeps_local_time else None
    moment = next(CronSim(entry.when, after.astimezone(ZoneInfo(zone or "UTC"))))
    return Planned(entry.name, moment.astimezone(UTC), zone)


async def ensure_entries() -> None:
    """Write the timetable of every workspace."""
    for workspace_id in await everywhere.workspaces():
        system = System(workspace_id, "timetable")
        time_zone = (await ask(system, profile)).time_zone
        planned = [next_run(entry, clock.now(), time_zone=time_zone) for entry in TIMETABLE]
        await act(system, ensure_timetable, planned)


async def run_due(settings: Settings) -> int:
    """Run one job that is due and that no other worker holds; return 1, or 0 when there was none."""
    turn = await everywhere.claim_turn(clock.now(), lease=LEASE)
    if turn is None:
        return 0
    entry = next((entry for entry in TIMETABLE if entry.name == turn.name), None)
    system = System(turn.workspace_id, "timetable")
    if entry is None:
        await act(system, finish_turn, turn, Planned(turn.name, clock.now() + timedelta(days=1)), result="unknown job")
    elif entry.keeps_local_time and turn.zone != turn.time_zone and not turn.is_asked:
        await act(system, put_off_turn, turn, next_run(entry, clock.now(), time_zone=turn.time_zone))
    else:
        await _run(system, entry, turn, settings=settings)
    return 1


async def _run(system: System, entry: Entry, turn: Turn, *, settings: Settings) -> None:
    is_failure = False
    try:
        result = await (entry.run(system, settings) if entry.takes_settings else entry.run(system))
    except Exception as error:  # noqa: BLE001 (the worker's loop: a failed run is an outcome, and runs again)
        _log.exception("scheduled_run_failed", job=turn.name)
        result, is_failure = f"failed: {type(error).__name__}", True
    planned = next_run(entry, clock.now(), time_zone=turn.time_zone)
    await act(system, finish_turn, turn, planned, result=result, is_failure=is_failure)
