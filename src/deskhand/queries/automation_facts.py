"""What rules ask of tickets and events, in one statement a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from deskhand.queries.contract import query
from deskhand.rules.access import Can, Role
from deskhand.rules.automation.known import Happening, Known
from deskhand.rules.automation.rule import Rule
from deskhand.rules.events import Event
from deskhand.store.db import Reading
from deskhand.store.readable import CLASSIFIED

_RULES = """
    select id, content, position, is_active, version, runs, last_run_at, created_at, updated_at, removed_at
    from automation_rules where workspace_id = $1 and removed_at is null and is_active order by position, id
"""
_KNOWN = f"""
    select to_jsonb(k) as known from (
        select t.id, t.version, t.subject, t.status, t.priority, t.type, t.source, t.assignee_id, t.team_id,
               t.requester_id, t.message_count, t.first_response_at, t.created_at, t.last_message_at, r.rating,
               u.name as requester_name, u.email as requester_email, u.language as requester_language,
               t.organization_id, o.name as organization_name,
               coalesce(o.is_priority_client, false) as is_priority_client, t.sla_standing,
               nullif(t.sla_nearest_at, '9999-12-31 00:00:00+00') as sla_nearest_at, t.sla_critical_at,
               t.sla_warning_at, t.sla_half_at, {CLASSIFIED}
        from tickets t
        join users u on u.workspace_id = t.workspace_id and u.id = t.requester_id
        left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
        left join ratings r on r.workspace_id = t.workspace_id and r.ticket_id = t.id
        where t.workspace_id = $1 and t.id = any($2) and t.deleted_at is null and t.merged_into_id is null) k
"""  # noqa: S608 (a constant)
_HAPPENED = """
    select wanted.event_id, u.role, m.body, c.event_id is not null as is_by_rule
    from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as wanted (event_id, actor_id, message_id)
    left join users u on u.workspace_id = $1 and u.id = wanted.actor_id
    left join messages m on m.workspace_id = $1 and m.id = wanted.message_id
    left join automation_causes c on c.workspace_id = $1 and c.event_id = wanted.event_id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """An event that rules may follow."""

    event_id: UUID
    event: Event
    actor_id: UUID | None


@query(needs=Can.OPERATE)
async def active_rules(reading: Reading) -> list[Rule]:
    """Return the rules that are switched on, in their order."""
    rows = await reading.rows(_RULES, reading.workspace_id)
    return [msgspec.convert(dict(row), Rule) for row in rows]


@query(needs=Can.OPERATE)
async def known_tickets(reading: Reading, ticket_ids: Sequence[UUID]) -> dict[UUID, Known]:
    """Return tickets as they stand, with their people; what is deleted or merged is not among them."""
    rows = await reading.rows(_KNOWN, reading.workspace_id, list(ticket_ids))
    found = (msgspec.convert({"category": row["known"]["category_key"]} | row["known"], Known) for row in rows)
    return {known.id: known for known in found}


@query(needs=Can.OPERATE)
async def happenings(reading: Reading, told: Sequence[Told]) -> dict[UUID, Happening]:
    """Return events with what conditions may ask of them: who caused them and what was written."""
    messages = [getattr(one.event, "message_id", None) for one in told]
    rows = await reading.rows(
        _HAPPENED, reading.workspace_id, [one.event_id for one in told], [one.actor_id for one in told], messages
    )
    found = {row["event_id"]: row for row in rows}
    return {
        one.event_id: Happening(
            event=one.event, actor_id=one.actor_id, text=found[one.event_id]["body"],
            role=None if found[one.event_id]["role"] is None else Role(found[one.event_id]["role"]),
            is_by_rule=found[one.event_id]["is_by_rule"],
        )
        for one in told
    }  # fmt: skip
