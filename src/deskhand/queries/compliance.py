"""Which deadlines were kept of the tickets that were opened in a span."""

from __future__ import annotations

from datetime import datetime

from deskhand.queries.contract import query
from deskhand.queries.sieving import JOINS, KEYS, NAMES, SIEVED, values_of
from deskhand.rules.access import Can
from deskhand.rules.statistics import IN_TIME, NO_SIEVE, By, Kept, Sieve
from deskhand.store.db import Reading

_KEPT = f"""
    select {{name}}::text as of, {{key}}::text as key, sum(opened)::int as opened, sum(responded)::int as responded,
        sum(response_met)::int as response_met, sum(response_missed)::int as response_missed,
        sum(response_missed_by_change)::int as response_missed_by_change, sum(resolved)::int as resolved,
        sum(resolution_met)::int as resolution_met, sum(resolution_missed)::int as resolution_missed,
        sum(resolution_missed_by_change)::int as resolution_missed_by_change,
        sum(next_met)::int as next_met, sum(next_missed)::int as next_missed
    from sla_statistics s {JOINS}
    where s.workspace_id = $1 and s.hour >= $2 and s.hour < $3 and $4::text is not null and {SIEVED}
    group by 1, 2 order by {{order}}
"""  # noqa: S608 (constants)
_IN_TIME = {By.DAY: "(s.hour at time zone $4)::date", By.MONTH: "to_char(s.hour at time zone $4, 'YYYY-MM')"}
STATEMENTS = {
    by: _KEPT.format(
        name=name, key=KEYS.get(by, name),
        order="1" if by in IN_TIME else "array_position(array['critical', 'urgent', 'high', 'medium', 'low'], "
        "min(s.priority))" if by is By.PRIORITY else "sum(opened) desc, 1 limit 1000",
    )
    for by, name in (NAMES | _IN_TIME).items()
}  # fmt: skip
"""By what they are told apart: which deadlines were kept."""


@query(needs=Can.MANAGE_WORKSPACE)
async def compliance(
    reading: Reading, by: By, *, since: datetime, until: datetime, time_zone: str, sieve: Sieve = NO_SIEVE
) -> list[Kept]:
    """Return which deadlines were kept of tickets that were opened in a span of full hours, told apart by something."""
    values = (reading.workspace_id, since, until, time_zone, *values_of(sieve))
    return [Kept(**dict(row)) for row in await reading.rows(STATEMENTS[by], *values)]
