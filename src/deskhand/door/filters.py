"""Filters and pages of ticket lists, read from a query string."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from deskhand.kit.text import flaw_in
from deskhand.queries.filters import COUNTED, MOST
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Due, Filters, Snoozed, Sort, span_of
from deskhand.rules.search import LONGEST as LONGEST_SEARCH
from deskhand.rules.snooze import DueDate
from deskhand.rules.ticket import Priority, Source, Status

_Word = TypeVar("_Word", bound=StrEnum)
_LONGEST = 200
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
"""An age is an age whenever it is asked for; which moment it means is settled when the list is read."""
_ORDERS = {"created": Sort.NEWEST}
"""Other names of an order."""
_SLEEPING = {"only": Snoozed.YES, "yes": Snoozed.YES, "no": Snoozed.NO}
"""Other words of whether what sleeps is meant."""
_DUES = {"breach": Due.BREACHED}
"""Other names of how a ticket stands."""


def filters_of(
    *,
    status: Iterable[str] | None = None,
    priority: Iterable[str] | None = None,
    assignee: str | None = None,
    team: str | None = None,
    requester: str | None = None,
    category: str | None = None,
    tag: str | None = None,
    text: str | None = None,
    source: Iterable[str] | None = None,
    organization: str | None = None,
    created: str | None = None,
    sla: str | None = None,
    due: str | None = None,
    snoozed: str | None = None,
    view: str | None = None,
    sort: str | None = None,
) -> Filters:
    """Return the filters that a query string asks for; words in any case, repeated or separated by commas."""
    flaws: dict[str, str] = {}
    filters = Filters(
        status=_chosen(Status, status, name="status", flaws=flaws),
        priority=_chosen(Priority, priority, name="priority", flaws=flaws),
        assignee=_plain(assignee, name="assignedTo", flaws=flaws),
        team=_plain(team, name="team", flaws=flaws),
        requester=_plain(requester, name="requester", flaws=flaws),
        category=_plain(category, name="category", flaws=flaws),
        tag=_plain(tag, name="tag", flaws=flaws),
        text=_plain(text, name="q", flaws=flaws, longest=LONGEST_SEARCH),
        source=_chosen(Source, source, name="source", flaws=flaws),
        organization=_plain(organization, name="organization", flaws=flaws),
        created=_span(_plain(created, name="created", flaws=flaws), flaws),
        sla=_due(sla, flaws),
        due=next(iter(_chosen(DueDate, [due or ""], name="due", flaws=flaws)), None),
        snoozed=_sleeping(snoozed, flaws),
        view=_plain(view, name="view", flaws=flaws),
        sort=_order(sort, flaws),
    )
    if flaws:
        raise Invalid(flaws)
    return filters


def check_page(page: int, limit: int) -> None:
    """Refuse a page that counting cannot reach; a cursor can."""
    flaws: dict[str, str] = {}
    if not 1 <= limit <= MOST:
        flaws["limit"] = f"{limit} is not between 1 and {MOST}"
    if page < 1:
        flaws["page"] = f"{page} is not 1 or more"
    elif "limit" not in flaws and page * limit > COUNTED:
        flaws["page"] = f"page × limit is over {COUNTED:,}; go on with cursor=nextCursor instead"
    if flaws:
        raise Invalid(flaws)


def _chosen(words: type[_Word], given: Iterable[str] | None, *, name: str, flaws: dict[str, str]) -> tuple[_Word, ...]:
    values = [part for value in given or () for part in value.split(",") if part.strip()]
    chosen = [(value, word_of(words, value)) for value in values]
    unknown = next((value for value, word in chosen if word is None), None)
    if unknown is not None:
        flaws[name] = flaw_in_word(words, unknown)
    return tuple(dict.fromkeys(word for _, word in chosen if word is not None))


def _sleeping(given: str | None, flaws: dict[str, str]) -> Snoozed | None:
    known = _SLEEPING.get((given or "").strip().lower())
    return known or next(iter(_chosen(Snoozed, [given or ""], name="snoozed", flaws=flaws)), None)


def _due(given: str | None, flaws: dict[str, str]) -> Due | None:
    if given is not None and given.strip().lower() in _DUES:
        return _DUES[given.strip().lower()]
    return next(iter(_chosen(Due, [given or ""], name="sla", flaws=flaws)), None)


def _order(given: str | None, flaws: dict[str, str]) -> Sort | None:
    if given is not None and given.strip().lower() in _ORDERS:
        return _ORDERS[given.strip().lower()]
    return next(iter(_chosen(Sort, [given or ""], name="sort", flaws=flaws)), None)


def _span(given: str | None, flaws: dict[str, str]) -> str | None:
    """Return a span as it was asked for; a flaw when it is none."""
    if given is None:
        return None
    try:
        span_of(given, now=_ANY_MOMENT)
    except (ValueError, OverflowError):
        flaws["created"] = (
            f"“{given[:60]}” is not from..to, such as 2026-01-01..2026-01-31, 2026-01-01T08:00Z.. or 7d.."
        )
    return given


def _plain(value: str | None, *, name: str, flaws: dict[str, str], longest: int = _LONGEST) -> str | None:
    plain = (value or "").strip()
    if len(plain) > longest:
        flaws[name] = f"is longer than {longest} characters"
    elif (flaw := flaw_in(plain)) is not None:
        flaws[name] = f"holds {flaw}"
    return plain or None
