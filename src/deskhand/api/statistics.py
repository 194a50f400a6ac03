"""`/api/statistics`: what happened to tickets in a span, told apart by day, category, priority, channel or people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter
from msgspec import Meta
from msgspec.structs import asdict

from deskhand.api.answers import Answer
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Who
from deskhand.door.desk import desk_of
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.statistics import statistics
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.statistics import By, full_hour, span_of

Moment = Annotated[
    datetime | None,
    QueryParameter(required=False, description="With its zone; counted by full hours. 30 days where left out."),
]


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


@get("/", responses=spec(400, 401, 403, 422, 500, 503), summary="Read statistics", operation_id="readStatistics")
async def read(
    request: Asking,
    actor: Who,
    *,
    by: Annotated[
        str, QueryParameter(required=False, description="`day`, `category`, `priority`, `source`, `agent` or `team`.")
    ] = By.DAY.value,
    since: Moment = None,
    until: Moment = None,
) -> StatisticsAnswer:
    """Return what was counted, at most an hour old; for admins. Days are those of the workspace's time zone."""
    kind = word_of(By, by)
    if kind is None:
        raise Invalid({"by": flaw_in_word(By, by)})
    if any(moment is not None and moment.tzinfo is None for moment in (since, until)):
        raise Invalid({"since" if since and since.tzinfo is None else "until": "must say its zone, such as …T00:00Z"})
    begin, end = span_of(since and full_hour(since), until and full_hour(until), now=clock.now())
    profile = await desk_of(request).brands.of(actor.workspace_id)
    found = await ask(actor, statistics, kind, since=begin, until=end, time_zone=profile.time_zone)
    return StatisticsAnswer(since=begin, until=end, items=[FiguresAnswer(**asdict(one)) for one in found])


ROUTER = Router("/api/statistics", route_handlers=[read], tags=["Workspace"])
"""The route of figures."""
