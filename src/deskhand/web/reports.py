"""Reports: what happened to tickets, which deadlines were kept, and what was open at the end of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from msgspec import structs

from deskhand.actions.contract import act
from deskhand.actions.sla_report import choose_report
from deskhand.door.download import HEADERS, disposition
from deskhand.door.figures import FIELDS, sieve_of
from deskhand.door.sheets import sheet_of
from deskhand.queries.backlog import Standing, backlog
from deskhand.queries.compliance import compliance
from deskhand.queries.contract import ask
from deskhand.queries.queue import choices
from deskhand.queries.report_readers import gets_report
from deskhand.queries.statistics import Sums, statistics
from deskhand.queries.teams import offered_teams
from deskhand.rules.draft import word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.statistics import IN_TIME, NO_SIEVE, By, Kept, Kind, Report, full_hour, span_in
from deskhand.rules.ticket import Source, Status
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.refused import sentences
from deskhand.web.words import PRIORITIES, priority_name, source_name

REPORTS = "/admin/reports"
PERIODS = (7, 30, 90, 365)
"""Days that a report may be of."""
PATHS = {Kind.ACTIVITY: REPORTS, Kind.DEADLINES: f"{REPORTS}/deadlines", Kind.BACKLOG: f"{REPORTS}/backlog"}
_CSV = {Kind.ACTIVITY: f"{REPORTS}/figures.csv", Kind.DEADLINES: f"{REPORTS}/deadlines.csv",
        Kind.BACKLOG: f"{REPORTS}/backlog.csv"}  # fmt: skip
_TEMPLATES = {Kind.ACTIVITY: "reports.html", Kind.DEADLINES: "reports_deadlines.html",
              Kind.BACKLOG: "reports_backlog.html"}  # fmt: skip
_TALL = 100.0
"""Units of the chart from its ground to its highest bar."""
CHOICES = SimpleNamespace(
    priorities=lambda: [(name, priority_name(name)) for name in PRIORITIES],
    sources=lambda: [(one.value, source_name(one.value)) for one in Source],
    people=lambda agents: [(one.id, one.name) for one in agents], same=lambda names: [(name, name) for name in names],
)  # fmt: skip
"""What the form of a report offers, in the reader's words."""
Found = Sequence[Sums] | Sequence[Kept] | Sequence[Standing]


@dataclass(frozen=True, slots=True)
class Bar:
    """Two bars of a chart, beside one another; heights and tops in the chart's units."""

    of: str | None
    left: int
    created: float
    resolved: float


@get(REPORTS)
async def read_reports(frame: Framed) -> Response[str]:
    """Show the figures of a period, as a chart and as a table."""
    return await _shown(frame, Kind.ACTIVITY)


@get(PATHS[Kind.DEADLINES])
async def read_deadlines(frame: Framed) -> Response[str]:
    """Show which deadlines were kept, each row with the tickets that it is of."""
    return await _shown(frame, Kind.DEADLINES)


@get(PATHS[Kind.BACKLOG])
async def read_backlog(frame: Framed) -> Response[str]:
    """Show what was open at the end of each day."""
    return await _shown(frame, Kind.BACKLOG)


@get(_CSV[Kind.ACTIVITY])
async def read_csv(frame: Framed) -> Response[bytes]:
    """Return the same figures as a table in which no cell is taken for a formula."""
    return await _sheet(frame, Kind.ACTIVITY)


@get(_CSV[Kind.DEADLINES])
async def read_deadlines_csv(frame: Framed) -> Response[bytes]:
    """Return the kept deadlines as such a table."""
    return await _sheet(frame, Kind.DEADLINES)


@get(_CSV[Kind.BACKLOG])
async def read_backlog_csv(frame: Framed) -> Response[bytes]:
    """Return what was open as such a table."""
    return await _sheet(frame, Kind.BACKLOG)


@post(f"{REPORTS}/mail")
async def choose_mail(frame: Framed) -> Response[None]:
    """Have the kept deadlines mailed each morning, or no more."""
    form = await frame.form("wanted")
    await act(frame.person, choose_report, is_wanted=form["wanted"] == "yes")
    return go(f"{PATHS[Kind.DEADLINES]}#mail")


def bars_of(items: Sequence[Sums]) -> list[Bar]:
    """Return the bars of a chart: as high as the share of the largest number, none where all are nought."""
    most = max((max(one.created, one.resolved) for one in items), default=0) or 1
    return [
        Bar(one.of, place * 10, round(one.created / most * _TALL, 2), round(one.resolved / most * _TALL, 2))
        for place, one in enumerate(items)
    ]


def tickets_of(kept: Kept, report: Report, *, span: tuple[datetime, datetime]) -> str:
    """Return the address of the tickets that a row of kept deadlines is of; empty where no list shows them."""
    sieve, by = report.sieve, report.by
    since, until = span if by not in IN_TIME else span_in(kept.of or "", span)
    values: dict[str, Any] = {
        "category": sieve.category, "priority": (sieve.priority,) if sieve.priority else (), "team": _text(sieve.team),
        "source": (sieve.source,) if sieve.source else (), "assignee": _text(sieve.agent),
        "organization": sieve.organization, "tag": sieve.tag,
    }  # fmt: skip
    if by not in IN_TIME:
        field = {By.AGENT: "assignee"}.get(by, by.value)
        missing = "none" if field in {"assignee", "team"} else None
        if kept.key is None and missing is None:
            return ""
        values[field] = (kept.key,) if by in {By.PRIORITY, By.SOURCE} else kept.key or missing
    created = f"{since.astimezone(UTC).isoformat()}..{until.astimezone(UTC).isoformat()}"
    return QUEUE + query_of(Filters(status=tuple(Status), created=created, **values))


async def _shown(frame: Frame, kind: Kind) -> Response[str]:
    report, errors = _asked(frame, kind)
    found = await found_of(frame, report)
    agents, offered = await ask(frame.person, choices)
    return frame.show(
        _TEMPLATES[kind], report=report, items=found, kinds=list(By), periods=PERIODS, paths=PATHS, csv=_CSV[kind],
        agents=agents, choices=offered, teams=await ask(frame.person, offered_teams), report_choices=CHOICES,
        query=_query(report), errors=sentences(errors, frame) if errors else {},
        is_mailed=kind is Kind.DEADLINES and await ask(frame.person, gets_report), **_besides(frame, report, found),
    )  # fmt: skip


def _besides(frame: Frame, report: Report, found: Any) -> dict[str, Any]:
    if report.kind is Kind.ACTIVITY:
        most = max((max(one.created, one.resolved) for one in found), default=0)
        return {"bars": bars_of(found), "most": most}
    if report.kind is Kind.BACKLOG:
        return {"most": max((one.tickets for one in found), default=0)}
    span = _span(frame, report)
    return {"links": [tickets_of(one, report, span=span) for one in found]}


async def _sheet(frame: Frame, kind: Kind) -> Response[bytes]:
    report, errors = _asked(frame, kind)
    if errors:
        raise errors
    name = f"{kind.value}-{report.by.value}-{report.days}-days.csv"
    headers = {**HEADERS, "Content-Disposition": disposition(name)}
    return Response(sheet_of(kind, await found_of(frame, report)), media_type="text/csv", headers=headers)


async def found_of(frame: Frame, report: Report) -> Found:
    """Return the figures of a report as they were counted."""
    zone, (since, until) = frame.brand.time_zone, _span(frame, report)
    if report.kind is Kind.BACKLOG:
        today = until.date()
        begin = today - timedelta(days=report.days)
        return await ask(frame.person, backlog, begin, today + timedelta(days=1), sieve=report.sieve)
    if report.kind is Kind.DEADLINES:
        return await ask(
            frame.person, compliance, report.by, since=since, until=until, time_zone=zone, sieve=report.sieve
        )
    return await ask(frame.person, statistics, report.by, since=since, until=until, time_zone=zone, sieve=report.sieve)


def _asked(frame: Frame, kind: Kind) -> tuple[Report, Invalid | None]:
    """Return what a report is asked for; of what it cannot be narrowed to, it is not narrowed, and says so."""
    asked = frame.request.query_params
    days, usual = asked.get("days", ""), By.PRIORITY if kind is Kind.DEADLINES else By.DAY
    report = Report(
        kind=kind, by=word_of(By, asked.get("by", "")) or usual, days=int(days) if days in map(str, PERIODS) else 30
    )
    try:
        return structs.replace(report, sieve=sieve_of({name: asked.get(name) for name in FIELDS})), None
    except Invalid as flaw:
        return structs.replace(report, sieve=NO_SIEVE), flaw


def _span(frame: Frame, report: Report) -> tuple[datetime, datetime]:
    """Return the span of a report, in the workspace's zone, in which its days are meant."""
    zone = ZoneInfo(frame.brand.time_zone)
    until = full_hour(frame.now) + timedelta(hours=1)
    return (until - timedelta(days=report.days)).astimezone(zone), until.astimezone(zone)


def _query(report: Report) -> str:
    fields = {"by": report.by.value, "days": str(report.days)}
    fields |= {name: str(value) for name in FIELDS if (value := getattr(report.sieve, name)) is not None}
    return query_of(None, **fields)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


ROUTES = [read_reports, read_deadlines, read_backlog, read_csv, read_deadlines_csv, read_backlog_csv, choose_mail]
