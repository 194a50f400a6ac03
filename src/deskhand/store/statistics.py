"""Rows of statistics: what happened to tickets, counted by hour from the events that tell of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskhand.kit import ids
from deskhand.store.db import Tx

COUNTED = (
    "ticket.created", "ticket.message.added", "ticket.resolved", "ticket.closed", "ticket.reopened", "ticket.rated",
)  # fmt: skip
"""Events that anything is counted from."""
_ADRIFT = timedelta(days=1)
"""By how much the id of an event, by which they are found, may be younger or older than its moment."""
TAGS = """array(select x.tag_id from ticket_tags x where x.workspace_id = t.workspace_id and x.ticket_id = t.id
            order by x.tag_id)"""
"""The tags of a ticket `t`, always in one order."""
_COUNT = f"""
    insert into ticket_statistics (workspace_id, hour, category_id, priority, source, agent_id, team_id,
        organization_id, tag_ids, created, first_responded, resolved, closed, reopened, rated, rating_sum,
        first_response_seconds, resolution_seconds, first_responded_late, resolved_late)
    select $1, hour, category_id, priority, source, agent_id, team_id, organization_id, tag_ids,
        count(*) filter (where is_created),
        count(*) filter (where is_first), count(*) filter (where is_resolved), count(*) filter (where is_closed),
        count(*) filter (where is_reopened), count(rating), coalesce(sum(rating), 0),
        coalesce(sum(age) filter (where is_first), 0), coalesce(sum(age) filter (where is_resolved), 0),
        count(*) filter (where is_first and at >= first_response_due_at),
        count(*) filter (where is_resolved and at >= sla_due_at)
    from (
        select date_trunc('hour', e.created_at, 'UTC') as hour, e.created_at as at, t.category_id, t.priority, t.source,
            t.team_id, t.organization_id, {TAGS} as tag_ids, t.first_response_due_at, t.sla_due_at,
            case when e.name = 'ticket.rated' then r.agent_id
                 when e.name in ('ticket.message.added', 'ticket.resolved') and e.actor_kind = 'person' then e.actor_id
                 else t.assignee_id end as agent_id,
            e.name = 'ticket.created' as is_created,
            e.name in ('ticket.message.added', 'ticket.resolved') and e.created_at = t.first_response_at as is_first,
            e.name = 'ticket.resolved' as is_resolved, e.name = 'ticket.closed' as is_closed,
            e.name = 'ticket.reopened' or (e.name = 'ticket.message.added' and e.payload -> 'changes' -> 'status' ->> 0
                in ('resolved', 'closed', 'cancelled')) as is_reopened, r.rating,
            extract(epoch from e.created_at - t.created_at)::bigint as age
        from events e
        join tickets t on t.workspace_id = e.workspace_id and t.id = e.ticket_id
        left join ratings r on e.name = 'ticket.rated' and r.workspace_id = e.workspace_id
            and r.ticket_id = e.ticket_id and r.changed_at = e.created_at
        where e.workspace_id = $1 and e.id >= $4 and e.id < $5 and e.created_at >= $2 and e.created_at < $3
          and e.name = any($6)
    ) told
    where is_created or is_first or is_resolved or is_closed or is_reopened or rating is not null
    group by hour, category_id, priority, source, agent_id, team_id, organization_id, tag_ids
"""  # noqa: S608 (a constant)


async def count(tx: Tx, since: datetime, until: datetime) -> int:
    """Count anew what happened from one full hour to another, in place of what was counted; return the rows."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 45))", f"{tx.workspace_id}/statistics")
    await tx.change(
        "delete from ticket_statistics where workspace_id = $1 and hour >= $2 and hour < $3",
        tx.workspace_id, since, until,
    )  # fmt: skip
    return await tx.change(
        _COUNT, tx.workspace_id, since, until, ids.id_at(since - _ADRIFT), ids.id_at(until + _ADRIFT), list(COUNTED)
    )
