"""`/api/statistics`: what happened to tickets in a span, told apart by day, category, priority, channel or people."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation
from msgspec import Meta, Struct
from msgspec.structs import asdict

from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Who
from deskhand.door.desk import desk_of
from deskhand.door.figures import sieve_of
from deskhand.kit import clock
from deskhand.queries.backlog import backlog
from deskhand.queries.compliance import compliance
from deskhand.queries.contract import ask
from deskhand.queries.statistics import statistics
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.statistics import By, Sieve, full_hour, span_of

Moment = Annotated[
    datetime | None,
    QueryParameter(required=False, description="With its zone; counted by full hours. 30 days where left out."),
]
ToldBy = Annotated[
    str,
    QueryParameter(
        required=False,
        description="`day`, `month`, `category`, `priority`, `source`, `agent`, `team` or `organization`.",
    ),
]
Narrowed = Annotated[
    str | None, QueryParameter(required=False, description="Only tickets of it: a word, key or name, or an id.")
]
_BY_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_READ = spec(400, 401, 403, 422, 500, 503)


class AskedFor(Struct, frozen=True, kw_only=True):
    """What figures are asked for."""

    by: By
    since: datetime
    until: datetime
    sieve: Sieve
    time_zone: str


Asked = NamedDependency[SkipValidation[AskedFor]]


class FiguresAnswer(Answer, frozen=True, kw_only=True):
    """What happened to tickets of one kind; `of` is the day, name or word, null for what has none."""

    of: str | None
    created: int
    first_responded: int
    resolved: int
    closed: int
    reopened: int
    rated: int
    rating: Annotated[float | None, Meta(description="The mean.")]
    first_response_seconds: Annotated[float | None, Meta(description="The mean, from opening on.")]
    resolution_seconds: Annotated[float | None, Meta(description="The mean, from opening on.")]
    first_responded_late: int
    resolved_late: int


class StatisticsAnswer(Answer, frozen=True, kw_only=True):
    """The figures of a span."""

    since: datetime
    until: datetime
    items: list[FiguresAnswer]


class KeptAnswer(Answer, frozen=True, kw_only=True):
    """Which deadlines were kept of tickets of one kind that were opened in a span; `key` is its word or id."""

    of: str | None
    key: str | None
    opened: int
    responded: int
    response_met: int
    response_missed: int
    response_missed_by_change: Annotated[int, Meta(description="Among those missed: late by a change itself.")]
    response_share: Annotated[float | None, Meta(description="Percent of what was met or missed; null for none.")]
    resolved: int
    resolution_met: int
    resolution_missed: int
    resolution_missed_by_change: int
    resolution_share: float | None
    next_met: Annotated[int, Meta(description="Later messages of customers that were answered in time.")]
    next_missed: int
    next_share: float | None


class DeadlinesAnswer(Answer, frozen=True, kw_only=True):
    """The kept deadlines of a span."""

    since: datetime
    until: datetime
    items: list[KeptAnswer]


class StandingAnswer(Answer, frozen=True, kw_only=True):
    """What was open when a day ended, by status, and by age in days."""

    day: date
    tickets: int
    open: int
    in_progress: int
    waiting_customer: int
    waiting_support: int
    up_to_day: int
    up_to_three_days: int
    up_to_week: int
    up_to_month: int
    older: int


class BacklogAnswer(Answer, frozen=True, kw_only=True):
    """What was open at the end of each day of a span."""

    since: date
    until: date
    items: list[StandingAnswer]


async def asked_for(
    request: Asking,
    actor: Who,
    *,
    by: ToldBy = "",
    since: Moment = None,
    until: Moment = None,
    category: Narrowed = None,
    priority: Narrowed = None,
    source: Narrowed = None,
    team: Narrowed = None,
    agent: Narrowed = None,
    organization: Narrowed = None,
    tag: Narrowed = None,
) -> AskedFor:
    """Read what figures are asked for."""
    kind = word_of(By, by or By.DAY.value)
    if kind is None:
        raise Invalid({"by": flaw_in_word(By, by)})
    for name in ("since", "until"):
        written = request.query_params.get(name)
        if written and _BY_DATE.match(written) is None:  # a bare number would be taken for seconds since 1970
            raise Invalid({name: f"“{written[:40]}” is not a moment such as 2026-07-01T00:00:00Z"})
    if any(moment is not None and moment.tzinfo is None for moment in (since, until)):
        raise Invalid({"since" if since and since.tzinfo is None else "until": "must say its zone, such as …T00:00Z"})
    begin, end = span_of(since and full_hour(since), until and full_hour(until), now=clock.now())
    sieve = sieve_of({
        "category": category, "priority": priority, "source": source, "team": team, "agent": agent,
        "organization": organization, "tag": tag,
    })  # fmt: skip
    profile = await desk_of(request).brands.of(actor.workspace_id)
    return AskedFor(by=kind, since=begin, until=end, sieve=sieve, time_zone=profile.time_zone)


@get("/", responses=_READ, summary="Read statistics", operation_id="readStatistics")
async def read(actor: Who, asked: Asked) -> StatisticsAnswer:
    """Return what was counted, at most an hour old; for admins. Days are those of the workspace's time zone."""
    found = await ask(
        actor, statistics, asked.by, since=asked.since, until=asked.until, time_zone=asked.time_zone,
        sieve=asked.sieve,
    )  # fmt: skip
    items = [FiguresAnswer(**asdict(one)) for one in found]
    return StatisticsAnswer(since=asked.since, until=asked.until, items=items)


@get("/deadlines", responses=_READ, summary="Read kept deadlines", operation_id="readDeadlines")
async def read_deadlines(actor: Who, asked: Asked) -> DeadlinesAnswer:
    """Return which deadlines were kept of the tickets that were opened in a span; for admins."""
    found = await ask(
        actor, compliance, asked.by, since=asked.since, until=asked.until, time_zone=asked.time_zone,
        sieve=asked.sieve,
    )  # fmt: skip
    items = [
        KeptAnswer(
            **asdict(one), response_share=one.response_share, resolution_share=one.resolution_share,
            next_share=one.next_share,
        )
        for one in found
    ]  # fmt: skip
    return DeadlinesAnswer(since=asked.since, until=asked.until, items=items)


@get("/backlog", responses=_READ, summary="Read what was open", operation_id="readBacklog")
async def read_backlog(actor: Who, asked: Asked) -> BacklogAnswer:
    """Return what was open at the end of each day of a span; `by` says nothing here. For admins."""
    zone = ZoneInfo(asked.time_zone)
    since, until = asked.since.astimezone(zone).date(), asked.until.astimezone(zone).date() + timedelta(days=1)
    found = await ask(actor, backlog, since, until, sieve=asked.sieve)
    return BacklogAnswer(since=since, until=until, items=[StandingAnswer(**asdict(one)) for one in found])


ROUTER = Router(
    "/api/statistics", route_handlers=[read, read_deadlines, read_backlog], tags=["Workspace"],
    dependencies={"asked": Provide(asked_for)},
)  # fmt: skip
"""The routes of figures."""
