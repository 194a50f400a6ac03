"""What a list of tickets is narrowed to and ordered by; saved views and exports keep it as it was asked."""

from __future__ import annotations

import re
from datetime import MAXYEAR, UTC, datetime, timedelta
from enum import StrEnum

from msgspec import Struct, structs

from deskhand.rules.errors import Invalid
from deskhand.rules.search import parse
from deskhand.rules.snooze import DueDate
from deskhand.rules.ticket import ACTIVE, ARCHIVED, Priority, Source, Status


class Due(StrEnum):
    """How a ticket stands with its nearest target, the most urgent first; on time is all that is due and not late."""

    BREACHED = "breached"
    CRITICAL = "critical"
    WARNING = "warning"
    UPCOMING = "upcoming"
    ON_TRACK = "on_track"
    ON_TIME = "on_time"
    PAUSED = "paused"
    MET = "met"
    NONE = "none"


class Snoozed(StrEnum):
    """Whether only tickets that sleep are meant, only those that do not, or both."""

    YES = "true"
    NO = "false"
    ANY = "any"


class Sort(StrEnum):
    """The order of a list: by what needs somebody, deadline, urgency, age, the latest change, or the due date."""

    NEED = "need"
    SLA = "sla"
    PRIORITY = "priority"
    NEWEST = "newest"
    OLDEST = "oldest"
    UPDATED = "updated"
    DUE = "due"


class Filters(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a list of tickets is narrowed to; assignee is `me`, `none` or an id, team `mine`, `none` or an id.

    `view` names the saved view that the other fields narrow further, and `sort` the order that somebody wants instead
    of the list's own.
    """

    status: tuple[Status, ...] = ()
    priority: tuple[Priority, ...] = ()
    assignee: str | None = None
    team: str | None = None
    requester: str | None = None
    category: str | None = None
    tag: str | None = None
    text: str | None = None
    source: tuple[Source, ...] = ()
    organization: str | None = None
    created: str | None = None
    sla: Due | None = None
    due: DueDate | None = None
    snoozed: Snoozed | None = None
    view: str | None = None
    sort: Sort | None = None

    @property
    def side(self) -> bool | None:
        """Say whether only active tickets are asked for (True), only archived ones (False), or both."""
        if self.status and ACTIVE.issuperset(self.status):
            return True
        return False if self.status and ARCHIVED.issuperset(self.status) else None


NO_FILTERS = Filters()
"""A list that is narrowed to nothing."""
Span = tuple[datetime | None, datetime | None]
"""From a moment on, until before another; None has no bound."""

_AGO = re.compile(r"([1-9]\d{0,3})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_A_DAY = len("2026-01-01")


def span_of(given: str, *, now: datetime) -> Span:
    """Read `from..to`, either side of which may be missing; a day as its end counts whole, `7d` is a week ago.

    ValueError says that it is none.
    """
    first, dots, last = given.partition("..")
    since = _moment(first, now=now) if first else None
    before = _moment(last, now=now) + timedelta(days=_is_day(last)) if last else None
    if not dots or since is before is None:
        raise ValueError(given)
    return since, before


def awake(filters: Filters) -> Filters:
    """Return filters as the queue reads them: what sleeps is left out, unless they ask for it or search for words."""
    if filters.snoozed is not None or (filters.text is not None and _has_words(filters.text)):
        return filters
    return structs.replace(filters, snoozed=Snoozed.NO)


def check_for_customer(filters: Filters) -> None:
    """Refuse what would tell a customer how agents plan their work."""
    asked = {"view": filters.view, "snoozed": filters.snoozed, "due": filters.due}
    flaws = {name: "is for agents; use the other filters" for name, value in asked.items() if value is not None}
    if filters.sort is Sort.DUE:
        flaws["sort"] = f"“{filters.sort}” is for agents; use another order"
    if flaws:
        raise Invalid(flaws)


def over(view: Filters, asked: Filters) -> Filters:
    """Return the filters of a saved view with those that somebody asks for beside it in their place."""
    given = {name: value for name in Filters.__struct_fields__ if (value := getattr(asked, name))}
    return structs.replace(view, **given)


def kept(filters: Filters) -> Filters:
    """Return filters as a saved view keeps them: what it is narrowed to, and no view or order beside it."""
    return structs.replace(filters, view=None, sort=None)


def _has_words(text: str) -> bool:
    try:
        return bool(parse(text, typing=True).terms)
    except Invalid:
        return True


def _is_day(text: str) -> bool:
    return len(text) == _A_DAY and _AGO.fullmatch(text) is None


def _moment(text: str, *, now: datetime) -> datetime:
    ago = _AGO.fullmatch(text)
    if ago is not None:
        return now - int(ago[1]) * _UNITS[ago[2]]
    found = datetime.fromisoformat(text)
    if not 1 < found.year < MAXYEAR:
        raise ValueError(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
