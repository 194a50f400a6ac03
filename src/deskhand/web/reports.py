"""Reports: what happened to tickets in a period, told apart by day, category, priority, channel, agent or team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from litestar import Response, get

from deskhand.door.download import HEADERS, disposition
from deskhand.kit.sheet import csv_of
from deskhand.queries.contract import ask
from deskhand.queries.statistics import Sums, statistics
from deskhand.rules.draft import word_of
from deskhand.rules.statistics import By, full_hour
from deskhand.web.frame import Frame, Framed

REPORTS = "/admin/reports"
PERIODS = (7, 30, 90, 365)
"""Days that a report may be of."""
_TALL = 100.0
"""Units of the chart from its ground to its highest bar."""
_HEAD = (
    "of", "created", "first_responded", "first_responded_late", "resolved", "resolved_late", "closed", "reopened",
    "rated", "rating", "first_response_seconds", "resolution_seconds",
)  # fmt: skip


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
    by, days = _asked(frame)
    found = await _found(frame, by, days)
    return frame.show(
        "reports.html", by=by.value, days=days, items=found, bars=bars_of(found), kinds=list(By), periods=PERIODS,
        most=max((max(one.created, one.resolved) for one in found), default=0),
    )  # fmt: skip


@get(REPORTS + "/figures.csv")
async def read_csv(frame: Framed) -> Response[bytes]:
    """Return the same figures as a table in which no cell is taken for a formula."""
    by, days = _asked(frame)
    headers = {**HEADERS, "Content-Disposition": disposition(f"{by.value}-{days}-days.csv")}
    rows = _rows(await _found(frame, by, days))
    return Response(csv_of(_HEAD, rows), media_type="text/csv", headers=headers)


def bars_of(items: Sequence[Sums]) -> list[Bar]:
    """Return the bars of a chart: as high as the share of the largest number, none where all are nought."""
    most = max((max(one.created, one.resolved) for one in items), default=0) or 1
    return [
        Bar(one.of, place * 10, round(one.created / most * _TALL, 2), round(one.resolved / most * _TALL, 2))
        for place, one in enumerate(items)
    ]


def _asked(frame: Frame) -> tuple[By, int]:
    asked = frame.request.query_params
    days = asked.get("days", "")
    return word_of(By, asked.get("by", "")) or By.DAY, int(days) if days in map(str, PERIODS) else 30


async def _found(frame: Frame, by: By, days: int) -> list[Sums]:
    until = full_hour(frame.now) + timedelta(hours=1)
    zone = frame.brand.time_zone
    return await ask(frame.person, statistics, by, since=_begin(until, days), until=until, time_zone=zone)


def _begin(until: datetime, days: int) -> datetime:
    return until - timedelta(days=days)


def _rows(items: Sequence[Sums]) -> Iterator[tuple[str | None, ...]]:
    for one in items:
        yield tuple(None if (value := getattr(one, name)) is None else _cell(value) for name in _HEAD)


def _cell(value: str | float) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


ROUTES = [read_reports, read_csv]
