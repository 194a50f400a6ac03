"""Rows of what was open when days ended, read back from the clock events of tickets."""

from __future__ import annotations

from datetime import date, datetime

from deskhand.store.db import Tx
from deskhand.store.statistics import TAGS

_COUNT = f"""
    insert into backlog_statistics (workspace_id, day, status, age, category_id, priority, source, agent_id, team_id,
        organization_id, tag_ids, tickets)
    select $1, $2, status, age, category_id, priority, source, assignee_id, team_id, organization_id, tag_ids, count(*)
    from (
        select coalesce(c.status, t.status) as status, coalesce(c.priority, t.priority) as priority,
            case when t.created_at > $3 - interval '1 day' then 'day'
                 when t.created_at > $3 - interval '3 days' then 'three_days'
                 when t.created_at > $3 - interval '7 days' then 'week'
                 when t.created_at > $3 - interval '30 days' then 'month' else 'older' end as age,
            t.category_id, t.source, t.assignee_id, t.team_id, t.organization_id, {TAGS} as tag_ids
        from tickets t left join lateral (
            select e.status, e.priority from clock_events e
            where e.workspace_id = t.workspace_id and e.ticket_id = t.id and e.until > $3 order by e.number limit 1
        ) c on true
        where t.workspace_id = $1 and t.created_at <= $3 and (t.attention < 3 or t.updated_at > $3)
    ) told
    where status in ('open', 'in_progress', 'waiting_customer', 'waiting_support')
    group by status, age, category_id, priority, source, assignee_id, team_id, organization_id, tag_ids
"""  # noqa: S608 (a constant)


async def count(tx: Tx, day: date, ended_at: datetime) -> int:
    """Count what was open when a day ended, in place of what was counted of it; return the rows."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 47))", f"{tx.workspace_id}/backlog")
    await tx.change("delete from backlog_statistics where workspace_id = $1 and day = $2", tx.workspace_id, day)
    rows = await tx.change(_COUNT, tx.workspace_id, day, ended_at)
    await tx.change(
        "update workspaces set backlog_day = greatest(coalesce(backlog_day, $2), $2) where id = $1",
        tx.workspace_id, day,
    )  # fmt: skip
    return rows
