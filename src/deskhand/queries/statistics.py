"""What was counted of tickets, and from where to go on counting."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.statistics import By
from deskhand.store.db import Reading


class Reach(Struct, frozen=True):
    """When the first ticket was opened, and the newest hour that was counted; None when there is none."""

    first: datetime | None
    counted: datetime | None


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


_COLUMNS = {
    By.DAY: "(s.hour at time zone $4)::date",
    By.CATEGORY: "c.name",
    By.PRIORITY: "s.priority",
    By.SOURCE: "s.source",
    By.AGENT: "u.name",
    By.TEAM: "m.name",
}
_SUMS = """
    select {column}::text as of, sum(created)::int as created, sum(first_responded)::int as first_responded,
        sum(resolved)::int as resolved, sum(closed)::int as closed, sum(reopened)::int as reopened,
        sum(rated)::int as rated, sum(rating_sum)::float8 / nullif(sum(rated), 0) as rating,
        sum(s.first_response_seconds)::float8 / nullif(sum(first_responded), 0) as first_response_seconds,
        sum(s.resolution_seconds)::float8 / nullif(sum(resolved), 0) as resolution_seconds,
        sum(first_responded_late)::int as first_responded_late, sum(resolved_late)::int as resolved_late
    from ticket_statistics s
    left join categories c on c.workspace_id = s.workspace_id and c.id = s.category_id
    left join users u on u.workspace_id = s.workspace_id and u.id = s.agent_id
    left join teams m on m.workspace_id = s.workspace_id and m.id = s.team_id
    where s.workspace_id = $1 and s.hour >= $2 and s.hour < $3 and $4::text is not null
    group by 1 order by {order}
"""
_STATEMENTS = {
    by: _SUMS.format(column=column, order="1" if by is By.DAY else "sum(created) + sum(resolved) desc, 1 limit 1000")
    for by, column in _COLUMNS.items()
}


@query(needs=Can.OPERATE)
async def reach(reading: Reading) -> Reach:
    """Return how far counting has come."""
    row = await reading.row(
        "select (select created_at from tickets where workspace_id = $1 order by id limit 1) as first, "
        "(select hour from ticket_statistics where workspace_id = $1 order by hour desc limit 1) as counted",
        reading.workspace_id,
    )  # fmt: skip
    return Reach(first=row["first"] if row else None, counted=row["counted"] if row else None)


@query(needs=Can.MANAGE_WORKSPACE)
async def statistics(reading: Reading, by: By, *, since: datetime, until: datetime, time_zone: str) -> list[Sums]:
    """Return what happened in a span of full hours, told apart by something; days are those of a time zone."""
    rows = await reading.rows(_STATEMENTS[by], reading.workspace_id, since, until, time_zone)
    return [Sums(**dict(row)) for row in rows]
