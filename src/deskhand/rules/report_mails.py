"""Reports that people have mailed to themselves: what, how often, when next, and what the mail shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from deskhand.rules.access import ROLES, Can, Role
from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Invalid
from deskhand.rules.statistics import IN_TIME, By, Kind, Report
from deskhand.rules.summary import wants

MAIL = "report_subscription"
"""The type by which somebody switches all of them off in their preferences."""
MOST = 20
"""Reports that one person may have mailed."""
NAME_LIMIT = 100
"""Characters of a name."""
MOST_ROWS = 40
"""Rows that a mail shows; the page has all of them."""
LIST = "/admin/reports/by-mail"
"""The page on which they are changed and ended."""
PATHS = {
    Kind.ACTIVITY: "/admin/reports", Kind.DEADLINES: "/admin/reports/deadlines", Kind.BACKLOG: "/admin/reports/backlog"
}  # fmt: skip
"""The page of each report."""
COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.ACTIVITY: (
        "created", "first_responded", "first_response_seconds", "first_responded_late", "resolved",
        "resolution_seconds", "resolved_late", "rating",
    ),
    Kind.DEADLINES: (
        "opened", "response_met", "response_missed", "response_share", "resolution_met", "resolution_missed",
        "resolution_share",
    ),
    Kind.BACKLOG: ("tickets", "open", "in_progress", "waiting_support", "waiting_customer"),
}  # fmt: skip
"""The figures that a mail shows of each row."""
_FURTHEST = 63
"""Days in which the next moment is found: two months hold every first day and every day of the week."""


class Cadence(StrEnum):
    """How often a report is mailed."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Skip(StrEnum):
    """Why a report was not mailed when its moment came."""

    INACTIVE = "inactive"
    FORBIDDEN = "forbidden"
    SWITCHED_OFF = "switched_off"


class When(Struct, frozen=True, kw_only=True):
    """When a report is mailed: every day, on a day of the week (Monday is 0) or on the first of a month, at an hour."""

    cadence: Cadence
    hour: int
    weekday: int | None = None


class Wanted(Struct, frozen=True, kw_only=True):
    """What somebody wants to have mailed."""

    name: str
    report: Report
    when: When


class Subscription(Wanted, frozen=True, kw_only=True):
    """A report that somebody has mailed; `zone` is the time zone that the next moment was reckoned in."""

    id: UUID
    user_id: UUID
    zone: str
    next_at: datetime
    last_sent_at: datetime | None
    skipped: Skip | None


class Reader(Struct, frozen=True, kw_only=True):
    """Whom it goes to, as they are when it is due."""

    email: str
    role: Role
    is_active: bool
    time_zone: str
    preferences: Any


class Turn(Struct, frozen=True, kw_only=True):
    """What becomes of a subscription whose moment has come, and when it is looked at next."""

    next_at: datetime
    zone: str
    is_sent: bool
    skipped: Skip | None


def checked(wanted: Wanted) -> Wanted:
    """Return what is wanted; refuse a name, an hour or a day that cannot be."""
    flaw = flaw_in_line(wanted.name, limit=NAME_LIMIT)
    if flaw is not None:
        raise Invalid({"name": flaw})
    check_when(wanted.when)
    return wanted


def check_when(when: When) -> None:
    """Refuse an hour that no day has, and a day of the week that is missing or out of place."""
    if not 0 <= when.hour <= 23:
        raise Invalid({"hour": f"“{when.hour}” is not a full hour from 0 to 23"})
    if (when.cadence is Cadence.WEEKLY) != (when.weekday in range(7)):
        raise Invalid({"when": "must be every day, a day of the week, or the first of each month"})


def next_moment(when: When, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment after another at which a report is due, at its hour in a time zone.

    An hour that a change of the clocks leaves out is meant when it ends; of one that comes twice, the first.
    """
    today = after.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(_FURTHEST))
    moments = (
        datetime(day.year, day.month, day.day, when.hour, tzinfo=zone).astimezone(UTC)
        for day in days if _is_day(when, day)
    )  # fmt: skip
    return next(moment for moment in moments if moment > after)


def subscription_of(columns: Mapping[str, Any]) -> Subscription:
    """Return the subscription that the columns of its row hold."""
    when = {name: columns[name] for name in When.__struct_fields__}
    names = set(Subscription.__struct_fields__) - {"when"}
    return msgspec.convert({**{name: columns[name] for name in names}, "when": when}, Subscription)


def turn_of(held: Subscription, reader: Reader, now: datetime) -> Turn:
    """Return what becomes of a subscription now: sent, skipped and why, or only put to its reader's new time zone."""
    next_at = next_moment(held.when, now, ZoneInfo(reader.time_zone))
    if held.zone != reader.time_zone:
        return Turn(next_at=next_at, zone=reader.time_zone, is_sent=False, skipped=held.skipped)
    skipped = _reason(reader)
    return Turn(next_at=next_at, zone=reader.time_zone, is_sent=skipped is None, skipped=skipped)


def asked_of(report: Report) -> dict[str, str]:
    """Return a report as the fields of its page's address."""
    sieve = {name: getattr(report.sieve, name) for name in report.sieve.__struct_fields__}
    return {
        "by": report.by.value, "days": str(report.days),
        **{name: str(value) for name, value in sieve.items() if value is not None},
    }  # fmt: skip


def figures_of(held: Subscription, span: tuple[datetime, datetime], *, left: int) -> dict[str, str]:
    """Return what the mail says around its table; `left` rows are not in it."""
    last = span[1] - timedelta(seconds=1)
    return {
        "name": held.name, "kind": held.report.kind.value,
        "by": By.DAY.value if held.report.kind is Kind.BACKLOG else held.report.by.value,
        "since": span[0].date().isoformat(), "until": last.date().isoformat(),
        "path": f"{PATHS[held.report.kind]}?{urlencode(asked_of(held.report))}", "left": str(left) if left else "",
    }  # fmt: skip


def rows_of(report: Report, items: Sequence[object]) -> list[dict[str, str]]:
    """Return the rows of the mail, days and months from the newest on; what is not known is empty."""
    is_backlog = report.kind is Kind.BACKLOG
    ordered = list(reversed(items)) if is_backlog or report.by in IN_TIME else items
    key = "day" if is_backlog else "of"
    return [
        {"of": _told(getattr(one, key)), **{name: _told(getattr(one, name)) for name in COLUMNS[report.kind]}}
        for one in ordered[:MOST_ROWS]
    ]


def _is_day(when: When, day: date) -> bool:
    if when.cadence is Cadence.WEEKLY:
        return day.weekday() == when.weekday
    return when.cadence is Cadence.DAILY or day.day == 1


def _reason(reader: Reader) -> Skip | None:
    if not reader.is_active:
        return Skip.INACTIVE
    if Can.MANAGE_WORKSPACE not in ROLES[reader.role]:
        return Skip.FORBIDDEN
    return None if wants(reader.preferences, MAIL) else Skip.SWITCHED_OFF


def _told(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if isinstance(value, float) else str(value)
