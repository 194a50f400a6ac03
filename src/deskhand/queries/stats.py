"""How many tickets there are of each kind; each figure is read from an index and no further than lists count."""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED, total_of
from deskhand.rules.access import Can
from deskhand.rules.ticket import Status
from deskhand.store.db import Reading

Figure = int | str
"""A number, or `10000+`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Tickets by what they need; `pending` waits for somebody, `urgent` and `breached` are active ones."""

    total: Figure
    open: Figure
    in_progress: Figure
    waiting_customer: Figure
    waiting_support: Figure
    pending: Figure
    resolved: Figure
    closed: Figure
    cancelled: Figure
    unassigned: Figure
    urgent: Figure
    breached: Figure


_STATS = """
    select
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and status = 'open' limit $3) c) as open,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and status = 'in_progress' limit $3) c) as in_progress,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and status = 'waiting_customer' limit $3) c) as waiting_customer,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and status = 'waiting_support' limit $3) c) as waiting_support,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and status = 'resolved' limit $3) c) as resolved,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and status = 'closed' limit $3) c) as closed,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and status = 'cancelled' limit $3) c) as cancelled,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and attention < 3 and assignee_id is null limit $3) c) as unassigned,
        (select count(*) from (
            select 1 from tickets
            where workspace_id = $1 and attention in (0, 1, 2) and attention < 3 and priority_rank < 2
            limit $3) c) as urgent,
        (select count(*) from (
            select id from tickets
            where workspace_id = $1 and attention < 3 and first_response_at is null and first_response_due_at <= $2
            union
            select id from tickets
            where workspace_id = $1 and attention < 3 and status <> 'waiting_customer' and sla_due_at <= $2
            limit $3) c) as breached
"""
_SUMS: dict[str, tuple[Status, ...]] = {
    "total": tuple(Status),
    "pending": (Status.WAITING_CUSTOMER, Status.WAITING_SUPPORT),
}


@query(needs=Can.WORK_QUEUE)
async def ticket_stats(reading: Reading) -> Stats:
    """Return how many tickets of each kind the workspace has, in one statement."""
    record = await reading.row(_STATS, reading.workspace_id, reading.now, COUNTED + 1)
    counts: dict[str, int] = dict(record or {})
    # Sums of what is counted: reading the same rows twice would cost as much again.
    sums = {name: sum(counts.get(status, 0) for status in summed) for name, summed in _SUMS.items()}
    return Stats(**{name: total_of(count) for name, count in (counts | sums).items()})
