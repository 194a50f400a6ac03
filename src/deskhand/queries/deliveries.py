"""What became of a ticket's deliveries, and why somebody was told or not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.delivery import State
from deskhand.rules.notify import Step
from deskhand.store.db import Reading


class Told(Struct, frozen=True, kw_only=True):
    """A delivery as the ticket's page shows it."""

    id: UUID
    user_id: UUID | None
    recipient: str
    notification_type: str
    channel: str
    generation: int
    state: State
    reason: str | None
    trace: list[Step]
    attempts: int
    uncertain_attempts: int
    error: str | None
    created_at: datetime
    sent_at: datetime | None


class Why(Struct, frozen=True, kw_only=True):
    """One event of a ticket, and what one person heard of it; without `state` they had no part in it."""

    event_id: UUID
    event_name: str
    at: datetime
    notification_type: str | None = None
    channel: str | None = None
    state: State | None = None
    reason: str | None = None
    trace: list[Step] = []


@query(needs=Can.WORK_QUEUE)
async def of_ticket(reading: Reading, ticket_id: UUID) -> list[Told]:
    """Return what was told to whom about a ticket, and what was not and why, the oldest first."""
    rows = await reading.rows(
        "select id, user_id, recipient, notification_type, channel, generation, state, reason, trace, attempts, "
        "uncertain_attempts, error_message as error, created_at, sent_at from deliveries "
        "where workspace_id = $1 and ticket_id = $2 order by id",
        reading.workspace_id, ticket_id,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Told) for row in rows]


@query(needs=Can.WORK_QUEUE)
async def why(reading: Reading, ticket_id: UUID, user_id: UUID) -> list[Why]:
    """Return each event of a ticket with what one person heard of it, on each channel, and why or why not."""
    rows = await reading.rows(
        "select e.id as event_id, e.name as event_name, e.created_at as at, d.notification_type, d.channel, d.state, "
        "d.reason, coalesce(d.trace, '[]') as trace from events e "
        "left join deliveries d on d.workspace_id = e.workspace_id and d.event_id = e.id and d.user_id = $3 "
        "where e.workspace_id = $1 and e.ticket_id = $2 order by e.id, d.id",
        reading.workspace_id, ticket_id, user_id,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Why) for row in rows]
