"""Rows of kept and missed deadlines, counted by the hour in which their tickets were opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from deskhand.kit import ids
from deskhand.rules.sla.policy import Target
from deskhand.rules.sla.watch import key
from deskhand.store.db import Tx
from deskhand.store.statistics import TAGS

_HOUR = timedelta(hours=1)
_ADRIFT = timedelta(days=1)
"""By how much the id of an event, by which they are found, may be younger or older than its moment."""


def _missed(due: str, done: str, target: Target) -> str:
    """Return the condition that a target was not met: done late, never done in time, or late while it is waited for."""
    late_now = f"'{key(target, None)}' = any(string_to_array(t.sla_told, ' '))"
    return (
        f"coalesce({done} >= {due}, {done} is null and case when t.attention < 3 then {late_now} "
        f"else {due} <= coalesce(t.resolved_at, t.closed_at) end, false)"
    )


def _by_change(target: Target) -> str:
    return (
        "exists (select from events b where b.workspace_id = t.workspace_id and b.ticket_id = t.id "
        f"and b.name = 'ticket.sla.breached' and b.payload ->> 'target' = '{target.value}' "
        "and b.payload ->> 'cause' <> 'time')"
    )


_RESPONSE = _missed("t.first_response_due_at", "t.first_response_at", Target.FIRST_RESPONSE)
_RESOLUTION = _missed("t.sla_due_at", "t.resolved_at", Target.RESOLUTION)
_NEXT_WAITS = _missed("t.next_response_due_at", "null::timestamptz", Target.NEXT_RESPONSE)
"""That a message waits for its reply too long, or waited so when the ticket ended."""
_RESPONSE_BY_CHANGE = _by_change(Target.FIRST_RESPONSE)
_RESOLUTION_BY_CHANGE = _by_change(Target.RESOLUTION)
_COUNT = f"""
    insert into sla_statistics (workspace_id, hour, category_id, priority, source, agent_id, team_id, organization_id,
        tag_ids, opened, responded, response_met, response_missed, response_missed_by_change, resolved, resolution_met,
        resolution_missed, resolution_missed_by_change, next_met, next_missed)
    select $1, hour, category_id, priority, source, assignee_id, team_id, organization_id, tag_ids, count(*),
        count(first_response_at), count(*) filter (where first_response_at < first_response_due_at),
        count(*) filter (where response_missed), count(*) filter (where response_by_change),
        count(resolved_at), count(*) filter (where resolved_at < sla_due_at),
        count(*) filter (where resolution_missed), count(*) filter (where resolution_by_change),
        sum(next_replies_met), sum(next_replies_missed) + count(*) filter (where is_next_missed)
    from (
        select h.hour, t.category_id, t.priority, t.source, t.assignee_id, t.team_id, t.organization_id,
            {TAGS} as tag_ids, t.first_response_at, t.first_response_due_at, t.resolved_at, t.sla_due_at,
            {_RESPONSE} as response_missed, {_RESOLUTION} as resolution_missed,
            t.next_replies_met, t.next_replies_missed, {_NEXT_WAITS} as is_next_missed,
            {_RESPONSE} and {_RESPONSE_BY_CHANGE} as response_by_change,
            {_RESOLUTION} and {_RESOLUTION_BY_CHANGE} as resolution_by_change
        from unnest($2::timestamptz[], $3::timestamptz[]) as h (hour, ends)
        join tickets t on t.workspace_id = $1 and t.created_at >= h.hour and t.created_at < h.ends
    ) told
    group by hour, category_id, priority, source, assignee_id, team_id, organization_id, tag_ids
"""  # noqa: S608 (constants)


async def count(tx: Tx, hours: Sequence[datetime]) -> int:
    """Count anew the tickets that were opened in some full hours, in place of what was counted; return the rows."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 46))", f"{tx.workspace_id}/compliance")
    await tx.change(
        "delete from sla_statistics where workspace_id = $1 and hour = any($2)", tx.workspace_id, list(hours)
    )
    ends = [hour + _HOUR for hour in hours]  # worked out here, since an index behind the walls is asked for no sum
    return await tx.change(_COUNT, tx.workspace_id, list(hours), ends)


async def touched(tx: Tx, since: datetime) -> list[datetime]:
    """Return the hours in which tickets were opened that anything happened to since a moment."""
    rows = await tx.rows(
        "select distinct date_trunc('hour', t.created_at, 'UTC') as hour from events e "
        "join tickets t on t.workspace_id = e.workspace_id and t.id = e.ticket_id "
        "where e.workspace_id = $1 and e.id >= $2 order by 1",
        tx.workspace_id, ids.id_at(since - _ADRIFT),
    )  # fmt: skip
    return [row["hour"] for row in rows]
