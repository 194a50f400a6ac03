"""Tickets as the API lists and reads them for agents."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import msgspec

from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED, Filters, Sort, decode_cursor, encode_cursor
from deskhand.queries.matching import matching
from deskhand.rules.access import Can
from deskhand.rules.ticket import Ticket
from deskhand.store.db import Reading, Row
from deskhand.store.readable import CLASSIFIED

ORDERS: dict[Sort, str] = {Sort.NEWEST: "t.id desc", Sort.OLDEST: "t.id"}
ORDERS_OF_PAGE: dict[Sort, str] = {Sort.NEWEST: "page.id desc", Sort.OLDEST: "page.id"}
AFTER: dict[Sort, str] = {Sort.NEWEST: "t.id < ?", Sort.OLDEST: "t.id > ?"}


@dataclass(frozen=True, slots=True)
class TicketList:
    """A page of tickets, the newest first."""

    items: list[Ticket]
    total: int | str
    next_cursor: str | None


@query(needs=Can.WORK_QUEUE)
async def list_all_tickets(
    reading: Reading, filters: Filters, *, cursor: str | None, limit: int, page: int, sort: Sort = Sort.NEWEST
) -> TicketList:
    """Return a page of the tickets that an agent works on."""
    return await list_tickets(reading, filters, cursor=cursor, limit=limit, page=page, sort=sort)


@query(needs=Can.READ_TICKET)
async def list_tickets(
    reading: Reading, filters: Filters, *, cursor: str | None, limit: int, page: int, sort: Sort = Sort.NEWEST
) -> TicketList:
    """Return a page of the tickets that the actor may see, in one statement."""
    matched = await matching(reading, filters)
    where = matched.where
    counted = where.text()
    if cursor is not None:
        (last,) = decode_cursor(cursor, tuple[UUID])
        where.add(AFTER[sort], last)
    offset = 0 if cursor is not None else (page - 1) * limit
    statement = f"""
        select (select count(*) from (select 1 from tickets t where {counted} limit {COUNTED + 1}) c) as total, page.*
        from (select 1) as one left join lateral (
            select t.*, {CLASSIFIED} from tickets t where {where.text()}
            order by {ORDERS[sort]} limit {int(limit) + 1} offset {int(offset)}
        ) page on true order by {ORDERS_OF_PAGE[sort]}
    """  # noqa: S608 (fragments are constants, values are parameters)
    records = await reading.rows(statement, *where.values)
    found = [_ticket(record) for record in records if record["id"] is not None]
    more = len(found) > limit
    return TicketList(
        found[:limit], matched.total(records[0]["total"]), encode_cursor(found[limit - 1].id) if more else None
    )


def _ticket(record: Row) -> Ticket:
    return msgspec.convert({**record, "category_id": record["shown_category_id"]}, Ticket)
