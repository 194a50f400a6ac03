"""How many tickets there are of each kind; each figure is read from an index and no further than lists count."""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED, narrowed, total_of
from deskhand.rules.access import Can
from deskhand.rules.filters import Filters
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


_SUMS: dict[str, tuple[Status, ...]] = {
    "total": tuple(Status),
    "pending": (Status.WAITING_CUSTOMER, Status.WAITING_SUPPORT),
}


@query(needs=Can.WORK_QUEUE)
async def ticket_stats(reading: Reading) -> Stats:
    """Return how many tickets of each kind the workspace has, in one statement."""
    where = narrowed(reading.actor, Filters())
    counted, values = where.text(), len(where.values)
    statement = f"""
        select
            (select jsonb_object_agg(one.status, found.count) from unnest(${int(values) + 1}::text[]) as one (status),
                lateral (select count(*) from (
                    select 1 from tickets t where {counted} and t.status = one.status limit {COUNTED + 1}) c) found
            ) as statuses,
            (select count(*) from (
                select 1 from tickets t where {counted} and t.attention < 3 and t.assignee_id is null
                limit {COUNTED + 1}) c) as unassigned,
            (select count(*) from (
                select 1 from tickets t
                where {counted} and t.attention in (0, 1, 2) and t.attention < 3 and t.priority_rank < 2
                limit {COUNTED + 1}) c) as urgent,
            (select count(*) from (
                select 1 from tickets t
                where {counted} and t.attention < 3 and t.sla_nearest_at <= ${int(values) + 2}
                limit {COUNTED + 1}) c) as breached
    """  # noqa: S608 (fragments are constants, values are parameters)
    record = dict(await reading.row(statement, *where.values, [*Status], reading.now) or {})
    counts: dict[str, int] = record.pop("statuses") | record
    # Sums of what is counted: reading the same rows twice would cost as much again.
    sums = {name: sum(counts[status] for status in summed) for name, summed in _SUMS.items()}
    return Stats(**{name: total_of(count) for name, count in (counts | sums).items()})
