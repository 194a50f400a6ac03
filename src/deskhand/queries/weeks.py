"""The weeks of all agents, in one statement."""

from __future__ import annotations

from datetime import datetime

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.summary import Week
from deskhand.store.db import Reading

_WEEKS = """
    with done as (
        select agent_id, sum(resolved)::int as solved, sum(rated)::int as rated, sum(rating_sum)::int as rating_sum
        from ticket_statistics where workspace_id = $1 and hour >= $2 and hour < $3 and agent_id is not null
        group by agent_id
    ), held as (
        select assignee_id, (count(*) filter (where attention < 2))::int as open,
            (count(*) filter (where attention = 2))::int as waiting
        from tickets where workspace_id = $1 and attention < 3 and assignee_id is not null and snoozed_until is null
        group by assignee_id
    )
    select u.id as user_id, u.email, u.notification_preferences as preferences, coalesce(h.open, 0) as open,
        coalesce(h.waiting, 0) as waiting, coalesce(d.solved, 0) as solved, coalesce(d.rated, 0) as rated,
        d.rating_sum::float8 / nullif(d.rated, 0) as rating
    from users u left join done d on d.agent_id = u.id left join held h on h.assignee_id = u.id
    where u.workspace_id = $1 and u.is_active and not u.is_demo
      and (u.role = 'agent' or (u.role = 'admin' and (h.assignee_id is not null or d.agent_id is not null)))
    order by u.id
"""


@query(needs=Can.OPERATE)
async def agent_weeks(reading: Reading, since: datetime, until: datetime) -> list[Week]:
    """Return what each agent has and did from one full hour to another; of admins, those who work on tickets."""
    return [Week(**dict(row)) for row in await reading.rows(_WEEKS, reading.workspace_id, since, until)]
