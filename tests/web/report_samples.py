"""Reports that sample pages show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from deskhand.queries.backlog import Standing
from deskhand.queries.choices import Choices
from deskhand.queries.statistics import Sums
from deskhand.rules.report_mails import LIST, PATHS, Cadence, Skip, Subscription, When, asked_of
from deskhand.rules.statistics import By, Kept, Kind, Report, Sieve
from deskhand.rules.ticket import Priority
from deskhand.web.cadences import chosen, skip_text, when_name
from deskhand.web.charts import chart_of, paired
from deskhand.web.reports import CHOICES, PERIODS, charts_of
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
        next_met=17,
        next_missed=2 * place,
    )
    for place, name in enumerate(("critical", "high", "medium", None))
]
SHARES = paired(((one.response_share, one.resolution_share) for one in KEPT), most=100)
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
        errors={"agent": "The agent: “nobody” is not an id"} if is_empty else {}, is_mailed=not is_empty,
        list_url=LIST, asked=asked_of(report), written={}, charts=charts_of(FIGURES),
        links=["/admin/support?priority=high"] * len(found), has_next=True,
        chart=chart_of(one.tickets for one in DAYS) if kind is Kind.BACKLOG else SHARES,
    )  # fmt: skip


def mails(shown: Callable[..., Callable[[], str]], *, is_empty: bool = False) -> Callable[[], str]:
    """Return what renders the list of reports by mail."""
    first = Subscription(
        id=samples.an_id(71), user_id=samples.MAYA.user_id, name="Deadlines of urgent tickets · The last 7 days",
        report=Report(kind=Kind.DEADLINES, by=By.TEAM, days=7), zone="UTC", next_at=samples.ago(-900),
        when=When(cadence=Cadence.WEEKLY, weekday=0, hour=7), last_sent_at=samples.ago(9000), skipped=None,
    )  # fmt: skip
    second = replace(
        first, id=samples.an_id(72), name="ما كان مفتوحًا", when=When(cadence=Cadence.MONTHLY, hour=18),
        last_sent_at=None, skipped=Skip.SWITCHED_OFF,
    )  # fmt: skip
    found = [] if is_empty else [first, second]
    return shown(
        "report_mails.html", items=found, pages={one.id: PATHS[one.report.kind] for one in found},
        errors={"hour": "The hour: “25” is not a full hour from 0 to 23"} if is_empty else {}, said="added",
        report_choices=CHOICES, list_url=LIST, when_name=when_name, skip_text=skip_text, chosen=chosen,
        reports_url=PATHS[Kind.ACTIVITY],
    )  # fmt: skip
