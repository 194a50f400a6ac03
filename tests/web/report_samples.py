"""Reports that sample pages show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from deskhand.queries.backlog import Standing
from deskhand.queries.choices import Choices
from deskhand.queries.statistics import Sums
from deskhand.rules.statistics import By, Kept, Kind, Report, Sieve
from deskhand.rules.ticket import Priority
from deskhand.web.reports import CHOICES, PATHS, PERIODS, bars_of
from tests.web import samples

FIGURES = [
    Sums(
        of=name,
        created=12 - place,
        first_responded=9,
        resolved=8 + place,
        closed=7,
        reopened=1,
        rated=3,
        rating=4.3,
        first_response_seconds=5400.0,
        resolution_seconds=86400.0,
        first_responded_late=1,
        resolved_late=0,
    )
    for place, name in enumerate(("high", "medium", "low", None))
]
KEPT = [
    Kept(
        of=name,
        key=name,
        opened=40,
        responded=31,
        response_met=28,
        response_missed=3,
        response_missed_by_change=place,
        resolved=22,
        resolution_met=22 - place,
        resolution_missed=place,
        resolution_missed_by_change=0,
    )
    for place, name in enumerate(("critical", "high", "medium", None))
]
DAYS = [
    Standing(
        day=date(2026, 11, 10 + place),
        tickets=20 + place,
        open=8,
        in_progress=5,
        waiting_customer=4 + place,
        waiting_support=3,
        up_to_day=4,
        up_to_three_days=6,
        up_to_week=5,
        up_to_month=3 + place,
        older=2,
    )
    for place in range(7)
]


def page(shown: Callable[..., Callable[[], str]], template: str, *, is_empty: bool = False) -> Callable[[], str]:
    """Return what renders a report with sample figures."""
    pages: dict[str, tuple[Kind, Sequence[object]]] = {
        "reports.html": (Kind.ACTIVITY, FIGURES), "reports_deadlines.html": (Kind.DEADLINES, KEPT),
        "reports_backlog.html": (Kind.BACKLOG, DAYS),
    }  # fmt: skip
    kind, items = pages[template]
    found = [] if is_empty else list(items)
    sieve = Sieve(priority=Priority.HIGH) if is_empty else Sieve()
    report = Report(kind=kind, by=By.PRIORITY, days=30, sieve=sieve)
    return shown(
        template, report=report, items=found, kinds=list(By), periods=PERIODS, paths=PATHS, query="?by=priority",
        csv="/admin/reports/figures.csv", agents=samples.AGENTS, choices=Choices(), teams=[], report_choices=CHOICES,
        errors={"agent": "The agent: “nobody” is not an id"} if is_empty else {}, most=26, is_mailed=not is_empty,
        bars=bars_of(FIGURES), links=["/admin/support?priority=high"] * len(found),
    )  # fmt: skip
