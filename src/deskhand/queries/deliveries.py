"""What became of a ticket's deliveries, and why somebody was told or not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
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


_TOLD = """
    select d.id, d.user_id, d.recipient, d.notification_type, d.channel, d.generation, d.state, d.reason, d.trace,
           d.attempts, d.uncertain_attempts, d.error_message as error, d.created_at, d.sent_at
    from tickets t join deliveries d on d.workspace_id = t.workspace_id and d.ticket_id = t.id
"""
_WHY = """
    select e.id as event_id, e.name as event_name, e.created_at as at, d.notification_type, d.channel, d.state,
           d.reason, coalesce(d.trace, '[]') as trace
    from tickets t join events e on e.workspace_id = t.workspace_id and e.ticket_id = t.id
    left join deliveries d on d.workspace_id = e.workspace_id and d.event_id = e.id
"""


@query(needs=Can.WORK_QUEUE)
async def of_ticket(reading: Reading, ticket_id: UUID) -> list[Told]:
    """Return what was told to whom about a ticket, and what was not and why, the oldest first."""
    where = this_one(reading.actor, ticket_id)
    rows = await reading.rows(f"{_TOLD} where {where.text()} order by d.id", *where.values)
    return [msgspec.convert(dict(row), Told) for row in rows]


@query(needs=Can.WORK_QUEUE)
async def why(reading: Reading, ticket_id: UUID, user_id: UUID) -> list[Why]:
    """Return each event of a ticket with what one person heard of it, on each channel, and why or why not."""
    where = this_one(reading.actor, ticket_id)
    rows = await reading.rows(
        f"{_WHY} and d.user_id = ${len(where.values) + 1} where {where.text()} order by e.id, d.id",
        *where.values, user_id,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Why) for row in rows]
