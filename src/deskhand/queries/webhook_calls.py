"""What calling endpoints of webhooks needs to know: who is told of what, and what is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.due import Written, written_before
from deskhand.rules.access import Can
from deskhand.rules.delivery import State
from deskhand.rules.webhook import Endpoint
from deskhand.rules.webhook.body import About
from deskhand.store.db import Reading, Row


class CallDue(Struct, frozen=True, kw_only=True):
    """A claimed delivery to an endpoint, with everything that saying and sending it needs."""

    id: UUID
    event_id: UUID
    state: State
    attempts: int
    uncertain_attempts: int
    endpoint: Endpoint
    is_removed: bool
    sealed: list[bytes]
    event_name: str
    payload: dict[str, Any]
    at: datetime
    actor_id: UUID | None
    actor_name: str
    base_url: str
    ticket: About | None
    text: str | None
    written: Written | None = None


_ENDPOINTS = """
    select id, name, url, events, off, rotated_at from webhooks
    where workspace_id = $1 and off is null and removed_at is null order by id
"""
_AMONG = """
    select id, name, url, events, off, rotated_at from webhooks
    where workspace_id = $1 and id = any($2) and removed_at is null order by id
"""
_DUE = """
    select d.id, d.event_id, d.state, d.attempts, d.uncertain_attempts, d.subject, d.message, d.html, d.headers,
           d.ticket_id, jsonb_build_object('id', h.id, 'name', h.name, 'url', h.url, 'events', h.events, 'off', h.off,
                                           'rotated_at', h.rotated_at) as endpoint,
           h.removed_at is not null as is_removed, array_remove(array[h.secret, h.secret_before], null) as sealed,
           e.name as event_name, e.payload, e.created_at as at, e.actor_id, e.actor_name, w.base_url,
           to_jsonb(k) as ticket, m.body as text
    from deliveries d
    join webhooks h on h.workspace_id = d.workspace_id and h.id = d.webhook_id
    join workspaces w on w.id = d.workspace_id
    join events e on e.workspace_id = d.workspace_id and e.id = d.event_id
    left join lateral (
        select t.id, t.number, t.subject, t.status, t.priority, t.type, t.source, t.requester_id, t.organization_id,
               t.assignee_id, t.team_id, c.key as category_key, t.created_at
        from tickets t left join categories c on c.workspace_id = t.workspace_id and c.id = t.category_id
        where t.workspace_id = d.workspace_id and t.id = d.ticket_id) k on true
    left join public_messages m on m.workspace_id = d.workspace_id and m.id = (e.payload ->> 'message_id')::uuid
    where d.workspace_id = $1 and d.id = any($2) and (d.ticket_id is null or k.id is not null)
"""


@query(needs=Can.OPERATE)
async def told_by_themselves(reading: Reading) -> list[Endpoint]:
    """Return the endpoints that are switched on."""
    return [msgspec.convert(dict(row), Endpoint) for row in await reading.rows(_ENDPOINTS, reading.workspace_id)]


@query(needs=Can.OPERATE)
async def endpoints_among(reading: Reading, ids: Sequence[UUID]) -> list[Endpoint]:
    """Return those of these endpoints that there are, also those that are off."""
    rows = await reading.rows(_AMONG, reading.workspace_id, list(ids))
    return [msgspec.convert(dict(row), Endpoint) for row in rows]


@query(needs=Can.OPERATE)
async def calls_due(reading: Reading, ids: Sequence[UUID]) -> list[CallDue]:
    """Return claimed deliveries to endpoints; never internal words. Those whose tickets were deleted are left out."""
    return [_due(row) for row in await reading.rows(_DUE, reading.workspace_id, list(ids))]


def _due(row: Row) -> CallDue:
    values = {name: value for name, value in row.items() if name in CallDue.__struct_fields__}
    return msgspec.convert(values | {"written": written_before(row)}, CallDue)
