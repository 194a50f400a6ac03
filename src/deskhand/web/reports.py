"""Reports: what happened to tickets, which deadlines were kept, and what was open at the end of each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from litestar import Response, get, post
from msgspec import structs

from deskhand.actions.contract import act
from deskhand.actions.sla_report import choose_report
from deskhand.door.download import HEADERS, disposition
from deskhand.door.figures import FIELDS, sieve_of
from deskhand.queries.contract import ask
from deskhand.queries.report_page import Found, report_page, reported
from deskhand.queries.statistics import Sums
from deskhand.rules.draft import word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters
from deskhand.rules.rating import HIGHEST
from deskhand.rules.report_mails import LIST, PATHS, asked_of
from deskhand.rules.report_sheets import sheet_of
from deskhand.rules.statistics import IN_TIME, NO_SIEVE, By, Kept, Kind, Report, last_span, span_in
from deskhand.rules.ticket import Source, Status
from deskhand.web.cadences import hours, moments
from deskhand.web.charts import Chart, chart_of, paired
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.refused import sentences
from deskhand.web.words import PRIORITIES, priority_name, source_name

REPORTS = "/admin/reports"
PERIODS = (7, 30, 90, 365)
"""Days that a report may be of."""
_CSV = {Kind.ACTIVITY: f"{REPORTS}/figures.csv", Kind.DEADLINES: f"{REPORTS}/deadlines.csv",
        Kind.BACKLOG: f"{REPORTS}/backlog.csv"}  # fmt: skip
_TEMPLATES = {Kind.ACTIVITY: "reports.html", Kind.DEADLINES: "reports_deadlines.html",
              Kind.BACKLOG: "reports_backlog.html"}  # fmt: skip
CHOICES = SimpleNamespace(
    priorities=lambda: [(name, priority_name(name)) for name in PRIORITIES],
    sources=lambda: [(one.value, source_name(one.value)) for one in Source],
    people=lambda agents: [(one.id, one.name) for one in agents], same=lambda names: [(name, name) for name in names],
    moments=moments, hours=hours,
)  # fmt: skip
"""What the form of a report offers, in the reader's words."""


@get(REPORTS)
async def read_reports(frame: Framed) -> Response[str]:
    """Show the figures of a period, as a chart and as a table."""
    return await _page(frame, Kind.ACTIVITY)


@get(PATHS[Kind.DEADLINES])
async def read_deadlines(frame: Framed) -> Response[str]:
    """Show which deadlines were kept, each row with the tickets that it is of."""
    return await _page(frame, Kind.DEADLINES)


@get(PATHS[Kind.BACKLOG])
async def read_backlog(frame: Framed) -> Response[str]:
    """Show what was open at the end of each day."""
    return await _page(frame, Kind.BACKLOG)


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


async def shown(
    frame: Frame, report: Report, *, errors: Mapping[str, str] | None = None, written: Mapping[str, str] | None = None
) -> Response[str]:
    """Return the page of a report; what was `written` into the form of its mail stands there again."""
    page = await ask(
        frame.person, report_page, report, _span(frame, report), time_zone=frame.brand.time_zone
    )  # fmt: skip
    kind, status = report.kind, HTTPStatus.UNPROCESSABLE_ENTITY if written else HTTPStatus.OK
    return frame.show(
        _TEMPLATES[kind], status=status, report=report, items=page.items, kinds=list(By), periods=PERIODS, paths=PATHS,
        csv=_CSV[kind], list_url=LIST,
        agents=page.agents, choices=page.choices, teams=page.teams, report_choices=CHOICES, is_mailed=page.is_mailed,
        query=query_of(None, **asked_of(report)), asked=asked_of(report), errors=errors or {}, written=written or {},
        **_besides(frame, report, page.items),
    )  # fmt: skip


async def found_of(frame: Frame, report: Report) -> Found:
    """Return the figures of a report as they were counted."""
    return await ask(frame.person, reported, report, _span(frame, report), time_zone=frame.brand.time_zone)


def asked_for(asked: Mapping[str, str], kind: Kind) -> tuple[Report, Invalid | None]:
    """Return what a report is asked for; of what it cannot be narrowed to, it is not narrowed, and says so."""
    days, usual = asked.get("days", ""), By.PRIORITY if kind is Kind.DEADLINES else By.DAY
    report = Report(
        kind=kind, by=word_of(By, asked.get("by", "")) or usual, days=int(days) if days in map(str, PERIODS) else 30
    )
    try:
        return structs.replace(report, sieve=sieve_of({name: asked.get(name) for name in FIELDS})), None
    except Invalid as flaw:
        return structs.replace(report, sieve=NO_SIEVE), flaw


def charts_of(items: Sequence[Sums]) -> dict[str, Chart]:
    """Return the charts of what happened, by their names."""
    return {
        "volume": paired((one.created, one.resolved) for one in items),
        "first_response": chart_of(one.first_response_seconds for one in items),
        "resolution": chart_of(one.resolution_seconds for one in items),
        "rating": chart_of((one.rating for one in items), most=HIGHEST),
    }  # fmt: skip


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


async def _page(frame: Frame, kind: Kind) -> Response[str]:
    report, flaw = asked_for(frame.request.query_params, kind)
    return await shown(frame, report, errors=sentences(flaw, frame) if flaw else None)


def _besides(frame: Frame, report: Report, found: Any) -> dict[str, Any]:
    if report.kind is Kind.ACTIVITY:
        return {"charts": charts_of(found)}
    if report.kind is Kind.BACKLOG:
        return {"chart": chart_of(one.tickets for one in found)}
    span = _span(frame, report)
    has_next = any(one.next_met or one.next_missed for one in found)
    chart = paired(((one.response_share, one.resolution_share) for one in found), most=100)
    return {"chart": chart, "has_next": has_next, "links": [tickets_of(one, report, span=span) for one in found]}


async def _sheet(frame: Frame, kind: Kind) -> Response[bytes]:
    report, errors = asked_for(frame.request.query_params, kind)
    if errors:
        raise errors
    name = f"{kind.value}-{report.by.value}-{report.days}-days.csv"
    headers = {**HEADERS, "Content-Disposition": disposition(name)}
    return Response(sheet_of(kind, await found_of(frame, report)), media_type="text/csv", headers=headers)


def _span(frame: Frame, report: Report) -> tuple[datetime, datetime]:
    """Return the span of a report, in the workspace's zone, in which its days are meant."""
    return last_span(report.days, frame.now, time_zone=frame.brand.time_zone)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


ROUTES = [read_reports, read_deadlines, read_backlog, read_csv, read_deadlines_csv, read_backlog_csv, choose_mail]
