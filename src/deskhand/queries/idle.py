"""Tickets that nobody writes on any more, found by when that began."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.ticket import Status
from deskhand.store.db import Reading


class Place(Struct, frozen=True):
    """A ticket in the order of idleness."""

    since: datetime
    id: UUID


class Unanswered(Struct, frozen=True):
    """A ticket whose customer waits, and the agent who has it."""

    since: datetime
    id: UUID
    assignee_id: UUID


_IDLE = {
    Status.WAITING_CUSTOMER: """
        select last_message_at as since, id from tickets
        where workspace_id = $1 and status = 'waiting_customer' and snoozed_until is null and merged_into_id is null
          and last_message_at <= $2 and ($3::timestamptz is null or (last_message_at, id) > ($3, $4))
          and (($5 and close_warned_at is not null) or (not $5 and close_warned_at is null)
               or (not $5 and close_warned_at < last_message_at))
        order by last_message_at, id limit $6
    """,
    Status.RESOLVED: """
        select resolved_at as since, id from tickets
        where workspace_id = $1 and status = 'resolved' and snoozed_until is null and merged_into_id is null
          and resolved_at <= $2 and last_message_at <= $2 and ($3::timestamptz is null or (resolved_at, id) > ($3, $4))
          and (($5 and close_warned_at is not null) or (not $5 and close_warned_at is null)
               or (not $5 and close_warned_at < greatest(resolved_at, last_message_at)))
        order by resolved_at, id limit $6
    """,
}
_UNANSWERED = """
    select last_message_at as since, id, assignee_id from tickets
    where workspace_id = $1 and attention < 2 and last_message_by = 'customer' and assignee_id is not null
      and snoozed_until is null and merged_into_id is null
      and (reminded_at is null or reminded_at < last_message_at)
      and last_message_at <= $2 and ($3::timestamptz is null or (last_message_at, id) > ($3, $4))
    order by last_message_at, id limit $5
"""


@query(needs=Can.OPERATE)
async def idle_tickets(
    reading: Reading, status: Status, *, until: datetime, told: bool, after: Place | None = None, most: int = 100
) -> list[Place]:
    """Return tickets that have been idle in a state since a moment or longer, the longest idle first."""
    rows = await reading.rows(
        _IDLE[status], reading.workspace_id, until, after.since if after else None, after.id if after else None, told,
        most,
    )  # fmt: skip
    return [Place(**dict(row)) for row in rows]


@query(needs=Can.OPERATE)
async def unanswered_tickets(
    reading: Reading, *, until: datetime, after: Unanswered | None = None, most: int = 100
) -> list[Unanswered]:
    """Return assigned tickets whose customer has waited since a moment or longer, and whose agent was not reminded."""
    rows = await reading.rows(
        _UNANSWERED, reading.workspace_id, until, after.since if after else None, after.id if after else None, most
    )
    return [Unanswered(**dict(row)) for row in rows]
