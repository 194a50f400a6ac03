"""The orders of ticket lists: each walks an index by key, so that a page costs the same wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from deskhand.queries.filters import Where, decode_cursor, encode_cursor
from deskhand.rules.filters import Sort
from deskhand.store.db import Row

Rank = Annotated[int, Meta(ge=0, le=9)]
"""A place among attention or urgency; a cursor that somebody made up must not reach the database."""
Moment = Annotated[datetime, Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of tickets by some of their columns, all rising or all falling."""

    columns: tuple[str, ...]
    place: Any
    falling: bool = False
    by_side: bool = False
    """Whether active and archived tickets have an index each."""

    def by(self, table: str) -> str:
        """Return the order as SQL says it."""
        return ", ".join(f"{table}.{column}{' desc' if self.falling else ''}" for column in self.columns)

    def begin_after(self, where: Where, cursor: str) -> None:
        """Narrow a list to what comes after a place."""
        columns = ", ".join(f"t.{column}" for column in self.columns)
        marks = ", ".join("?" for _ in self.columns)
        sign = "<" if self.falling else ">"
        where.add(f"({columns}) {sign} ({marks})", *decode_cursor(cursor, self.place))

    def cursor(self, record: Row) -> str:
        """Return the place of a ticket."""
        return encode_cursor(*(record[column] for column in self.columns))


ORDERS: dict[Sort, Order] = {
    Sort.NEED: Order(("attention", "priority_rank", "id"), tuple[Rank, Rank, UUID], by_side=True),
    Sort.PRIORITY: Order(("priority_rank", "id"), tuple[Rank, UUID], by_side=True),
    Sort.NEWEST: Order(("id",), tuple[UUID], falling=True),
    Sort.OLDEST: Order(("id",), tuple[UUID]),
    Sort.UPDATED: Order(("updated_at", "id"), tuple[Moment, UUID], falling=True),
}
"""Every order there is."""


def listed(where: Where, order: Order, *, limit: int, offset: int = 0, is_mixed: bool = False) -> str:
    """Return the statement that reads a page of tickets `t`; `is_mixed` says that active and archived ones may mix."""
    every = f"select * from tickets t where {where.text()}"  # noqa: S608 (fragments are constants, values are parameters)
    if not (is_mixed and order.by_side):
        return _ordered(every, order, limit=limit, offset=offset)
    active = _ordered(f"{every} and t.attention < 3", order, limit=limit + offset)
    archived = _ordered(f"{every} and t.attention >= 3", order, limit=limit + offset)
    both = f"select * from (({active}) union all ({archived})) t"  # noqa: S608 (as above)
    return _ordered(both, order, limit=limit, offset=offset)


def _ordered(statement: str, order: Order, *, limit: int, offset: int = 0) -> str:
    return f"{statement} order by {order.by('t')} limit {int(limit)} offset {int(offset)}"
