"""Scheduled work that tells admins each morning which deadlines were kept."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from deskhand.actions.contract import act
from deskhand.actions.sla_report import tell_report
from deskhand.kit import clock
from deskhand.queries.compliance import compliance
from deskhand.queries.contract import ask
from deskhand.queries.report_readers import report_readers
from deskhand.queries.workspaces import profile
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.access import System
from deskhand.rules.report_sheets import enclosure
from deskhand.rules.sla_report import KIND, figures_of, last_days, rows_of
from deskhand.rules.statistics import By, Kind


async def report_deadlines(system: System) -> str:
    """Mail each admin which deadlines were kept in the last days, once a day however often it runs."""
    await update_statistics(system)
    time_zone = (await ask(system, profile)).time_zone
    zone = ZoneInfo(time_zone)
    since, until = last_days(clock.now(), zone)
    kept = await ask(system, compliance, By.PRIORITY, since=since, until=until, time_zone=time_zone)
    if not kept:
        return "no tickets to tell of"
    figures = figures_of(kept, since, until, zone=zone)
    told = await act(
        system, tell_report, await ask(system, report_readers), until, figures=figures, rows=rows_of(kept),
        file=enclosure(KIND, Kind.DEADLINES, kept, since=figures["since"], until=figures["until"]),
    )  # fmt: skip
    return "told already" if told is None else f"{told} {'admin' if told == 1 else 'admins'} told"
