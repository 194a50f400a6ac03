"""What was counted of tickets, and from where to go on counting."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.sieving import JOINS, NAMES, SIEVED, values_of
from deskhand.rules.access import Can
from deskhand.rules.statistics import IN_TIME, NO_SIEVE, By, Sieve
from deskhand.store.db import Reading


class Reach(Struct, frozen=True):
    """When the first ticket was opened, and the newest hour that was counted; None when there is none."""

    first: datetime | None
    counted: datetime | None
    backlog_day: date | None = None
    """The newest day whose end was counted."""


class Sums(Struct, frozen=True, kw_only=True):
    """What happened in a span, of one category, priority, channel, agent or team; `of` is its word or id."""

    of: str | None
    created: int
    first_responded: int
    resolved: int
    closed: int
    reopened: int
    rated: int
    rating: float | None
    """The mean of the ratings."""
    first_response_seconds: float | None
    """The mean time to the first response."""
    resolution_seconds: float | None
    """The mean time to the resolution."""
    first_responded_late: int
    resolved_late: int


_SUMS = f"""
    select {{column}}::text as of, sum(created)::int as created, sum(first_responded)::int as first_responded,
        sum(resolved)::int as resolved, sum(closed)::int as closed, sum(reopened)::int as reopened,
        sum(rated)::int as rated, sum(rating_sum)::float8 / nullif(sum(rated), 0) as rating,
        sum(s.first_response_seconds)::float8 / nullif(sum(first_responded), 0) as first_response_seconds,
        sum(s.resolution_seconds)::float8 / nullif(sum(resolved), 0) as resolution_seconds,
        sum(first_responded_late)::int as first_responded_late, sum(resolved_late)::int as resolved_late
    from ticket_statistics s {JOINS}
    where s.workspace_id = $1 and s.hour >= $2 and s.hour < $3 and $4::text is not null and {SIEVED}
    group by 1 order by {{order}}
"""  # noqa: S608 (constants)
_COLUMNS = NAMES | {
    By.DAY: "(s.hour at time zone $4)::date", By.MONTH: "to_char(s.hour at time zone $4, 'YYYY-MM')"
}  # fmt: skip
STATEMENTS = {
    by: _SUMS.format(column=column, order="1" if by in IN_TIME else "sum(created) + sum(resolved) desc, 1 limit 1000")
    for by, column in _COLUMNS.items()
}
"""By what they are told apart: what happened in a span of full hours."""


@query(needs=Can.OPERATE)
async def reach(reading: Reading) -> Reach:
    """Return how far counting has come."""
    row = await reading.row(
        "select (select created_at from tickets where workspace_id = $1 order by id limit 1) as first, "
        "(select hour from ticket_statistics where workspace_id = $1 order by hour desc limit 1) as counted, "
        "(select backlog_day from workspaces where id = $1) as backlog_day",
        reading.workspace_id,
    )  # fmt: skip
    return Reach(**dict(row)) if row else Reach(first=None, counted=None)


@query(needs=Can.MANAGE_WORKSPACE)
async def statistics(
    reading: Reading, by: By, *, since: datetime, until: datetime, time_zone: str, sieve: Sieve = NO_SIEVE
) -> list[Sums]:
    """Return what happened in a span of full hours, told apart by something; days are those of a time zone."""
    rows = await reading.rows(STATEMENTS[by], reading.workspace_id, since, until, time_zone, *values_of(sieve))
    return [Sums(**dict(row)) for row in rows]
