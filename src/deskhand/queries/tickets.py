"""Tickets as the API lists and reads them for agents."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from deskhand.queries.contract import query
from deskhand.queries.filters import count_of
from deskhand.queries.matching import matching
from deskhand.queries.orders import ORDERS, listed
from deskhand.queries.views import asked_of, sidebar_of
from deskhand.rules.access import Can, is_staff
from deskhand.rules.filters import Filters, Sort, awake, check_for_customer
from deskhand.rules.ticket import Ticket
from deskhand.store.db import Reading, Row
from deskhand.store.readable import CLASSIFIED


@dataclass(frozen=True, slots=True)
class TicketList:
    """A page of tickets."""

    items: list[Ticket]
    total: int | str
    next_cursor: str | None


@query(needs=Can.WORK_QUEUE)
async def list_all_tickets(
    reading: Reading, filters: Filters, *, cursor: str | None, limit: int, page: int, known: int = 0
) -> TicketList:
    """Return a page of the tickets that an agent works on."""
    return await list_tickets(reading, filters, cursor=cursor, limit=limit, page=page, known=known)


@query(needs=Can.READ_TICKET)
async def list_tickets(
    reading: Reading, filters: Filters, *, cursor: str | None, limit: int, page: int, known: int = 0
) -> TicketList:
    """Return a page of the tickets that the actor may see, in one statement.

    `known` is how many the list is known to hold; 0 has them counted.
    """
    shown, usual = await _shown(reading, filters)
    matched = await matching(reading, shown, active=shown is not filters and not shown.status)
    where, order = matched.where, ORDERS[filters.sort or usual]
    counted = count_of(where.text(), known=known)
    offset = 0 if cursor is not None else (page - 1) * limit
    rows = listed(where, order, limit=limit + 1, offset=offset, after=cursor, is_mixed=shown.side is None)
    statement = f"""
        select {counted} as total, page.*
        from (select 1) as one left join lateral (select t.*, {CLASSIFIED} from ({rows}) t) page on true
        order by {order.by("page")}
    """  # noqa: S608 (fragments are constants, values are parameters)
    records = await reading.rows(statement, *where.values)
    found = [record for record in records if record["id"] is not None]
    more = order.cursor(found[limit - 1]) if len(found) > limit else None
    return TicketList([_ticket(record) for record in found[:limit]], matched.total(records[0]["total"]), more)


async def _shown(reading: Reading, filters: Filters) -> tuple[Filters, Sort]:
    """Return what a list is narrowed to once the view that it names is read, and its usual order."""
    if not is_staff(reading.actor):
        check_for_customer(filters)
    if filters.view is None:
        return filters, Sort.NEWEST
    shown, view = asked_of(await sidebar_of(reading), filters)
    return awake(shown), Sort.NEWEST if view is None else view.sort


def _ticket(record: Row) -> Ticket:
    return msgspec.convert({**record, "category_id": record["shown_category_id"]}, Ticket)
