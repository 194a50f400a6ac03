"""A report with all that its page offers around it, in one statement; and its figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries import backlog, compliance, statistics
from deskhand.queries.backlog import Standing
from deskhand.queries.choices import CHOICES, Agent, Choices, agents_of, choices_of
from deskhand.queries.contract import query
from deskhand.queries.sieving import values_of
from deskhand.queries.statistics import Sums
from deskhand.queries.teams import MOST
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.sla_report import KIND
from deskhand.rules.statistics import By, Kept, Kind, Report
from deskhand.rules.summary import wants
from deskhand.store.db import Reading

Found = Sequence[Sums] | Sequence[Kept] | Sequence[Standing]


class ReportPage(Struct, frozen=True, kw_only=True):
    """The figures of a report, what it can be narrowed to, and whether whoever reads gets the mail of each morning."""

    items: Found
    agents: tuple[Agent, ...]
    choices: Choices
    teams: list[tuple[UUID, str]]
    is_mailed: bool


_ROWS: dict[Kind, type[Sums | Kept | Standing]] = {
    Kind.ACTIVITY: Sums, Kind.DEADLINES: Kept, Kind.BACKLOG: Standing
}  # fmt: skip
_STATEMENTS = {
    (kind, by): statement
    for kind, statements in (
        (Kind.ACTIVITY, statistics.STATEMENTS), (Kind.DEADLINES, compliance.STATEMENTS),
        (Kind.BACKLOG, dict.fromkeys(By, backlog.STATEMENT)),
    )
    for by, statement in statements.items()
}  # fmt: skip
_PAGE = f"""
    select {CHOICES},
        (select coalesce(jsonb_agg(jsonb_build_array(m.id, m.name)), '[]') from (
            select id, name from teams where workspace_id = $1 and is_active order by name, id limit {MOST}
        ) m) as teams,
        (select notification_preferences from users where workspace_id = $1 and id = (select deskhand_actor()))
            as preferences,
        (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from ({{report}}) f) as items
"""  # noqa: S608 (constants)
_PAGES = {asked: _PAGE.format(report=statement) for asked, statement in _STATEMENTS.items()}


@query(needs=Can.MANAGE_WORKSPACE)
async def reported(reading: Reading, report: Report, span: tuple[datetime, datetime], *, time_zone: str) -> Found:
    """Return the figures of a report as they were counted, of a span in the workspace's time zone."""
    values = _values(reading, report, span, time_zone=time_zone)
    rows = await reading.rows(_STATEMENTS[report.kind, report.by], *values)
    return _items(report.kind, [dict(row) for row in rows])


@query(needs=Can.MANAGE_WORKSPACE)
async def report_page(
    reading: Reading, report: Report, span: tuple[datetime, datetime], *, time_zone: str
) -> ReportPage:
    """Return the same figures with what the page of the report offers."""
    values = _values(reading, report, span, time_zone=time_zone)
    row = await reading.row(_PAGES[report.kind, report.by], *values)
    if row is None:
        raise NotFound("The workspace is gone.")
    return ReportPage(
        items=_items(report.kind, row["items"]), agents=agents_of(row), choices=choices_of(row),
        teams=[(UUID(team), name) for team, name in row["teams"]], is_mailed=wants(row["preferences"], KIND),
    )  # fmt: skip


def _values(reading: Reading, report: Report, span: tuple[datetime, datetime], *, time_zone: str) -> tuple[object, ...]:
    since, until = span
    if report.kind is Kind.BACKLOG:
        today = until.date()
        begin = today - timedelta(days=report.days)
        return (reading.workspace_id, begin, today + timedelta(days=1), "", *values_of(report.sieve))
    return (reading.workspace_id, since, until, time_zone, *values_of(report.sieve))


def _items(kind: Kind, rows: list[Any]) -> Found:
    wanted = _ROWS[kind]
    return [msgspec.convert(row, wanted, strict=False) for row in rows]  # type: ignore[return-value] # all of one kind
