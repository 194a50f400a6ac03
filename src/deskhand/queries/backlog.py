"""What was open at the end of each day."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.sieving import SIEVED, values_of
from deskhand.rules.access import Can
from deskhand.rules.statistics import NO_SIEVE, Sieve
from deskhand.store.db import Reading


class Standing(Struct, frozen=True, kw_only=True):
    """What was open when a day ended, by status and by age."""

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


STATEMENT = f"""
    select s.day, sum(tickets)::int as tickets,
        coalesce(sum(tickets) filter (where status = 'open'), 0)::int as open,
        coalesce(sum(tickets) filter (where status = 'in_progress'), 0)::int as in_progress,
        coalesce(sum(tickets) filter (where status = 'waiting_customer'), 0)::int as waiting_customer,
        coalesce(sum(tickets) filter (where status = 'waiting_support'), 0)::int as waiting_support,
        coalesce(sum(tickets) filter (where age = 'day'), 0)::int as up_to_day,
        coalesce(sum(tickets) filter (where age = 'three_days'), 0)::int as up_to_three_days,
        coalesce(sum(tickets) filter (where age = 'week'), 0)::int as up_to_week,
        coalesce(sum(tickets) filter (where age = 'month'), 0)::int as up_to_month,
        coalesce(sum(tickets) filter (where age = 'older'), 0)::int as older
    from backlog_statistics s
    where s.workspace_id = $1 and s.day >= $2 and s.day < $3 and $4::text is not null and {SIEVED}
    group by 1 order by 1
"""  # noqa: S608 (a constant)
"""What was open when each day of a span ended."""


@query(needs=Can.MANAGE_WORKSPACE)
async def backlog(reading: Reading, since: date, until: date, *, sieve: Sieve = NO_SIEVE) -> list[Standing]:
    """Return what was open when each day of a span ended; a day on which nothing was has no row."""
    rows = await reading.rows(STATEMENT, reading.workspace_id, since, until, "", *values_of(sieve))
    return [Standing(**dict(row)) for row in rows]
