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
Part = tuple[str, str]
"""Conditions, and the order in which what fits them is read."""


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

    def parts(self, where: Where, after: str | None) -> list[Part]:
        """Return the conditions of what comes after a place of a list, with the order in which it is read."""
        if after is None:
            return [(where.text(), self.by("t"))]
        columns = ", ".join(f"t.{column}" for column in self.columns)
        marks = ", ".join("?" for _ in self.columns)
        sign = "<" if self.falling else ">"
        return [(_also(where, f"({columns}) {sign} ({marks})", *decode_cursor(after, self.place)), self.by("t"))]

    def cursor(self, record: Row) -> str:
        """Return the place of a ticket."""
        return encode_cursor(*(record[column] for column in self.columns))


@dataclass(frozen=True, slots=True)
class ByDate:
    """First what has a due date, by it; then what has none, by need. Each half walks an index of its own."""

    by_side: bool = True

    def by(self, table: str) -> str:
        """Return the order as SQL says it; a date that is not there comes last."""
        undated = f"case when {table}.due_at is null then {table}"
        return f"{table}.due_at, {undated}.attention end, {undated}.priority_rank end, {table}.id"

    def parts(self, where: Where, after: str | None) -> list[Part]:
        """Return the conditions of what comes after a place of a list: of the dated rest, and of the undated."""
        dated, undated = "t.due_at is not null", "t.due_at is null"
        if after is None:
            return [(_also(where, dated), _DATED), (_also(where, undated), _UNDATED)]
        due_at, attention, rank, last = decode_cursor(after, tuple[Moment | None, Rank, Rank, UUID])
        if due_at is None:
            clause = f"{undated} and (t.attention, t.priority_rank, t.id) > (?, ?, ?)"
            return [(_also(where, clause, attention, rank, last), _UNDATED)]
        rest = _also(where, f"{dated} and (t.due_at, t.id) > (?, ?)", due_at, last)
        return [(rest, _DATED), (_also(where, undated), _UNDATED)]

    def cursor(self, record: Row) -> str:
        """Return the place of a ticket."""
        return encode_cursor(record["due_at"], record["attention"], record["priority_rank"], record["id"])


_DATED = "t.due_at, t.id"
_UNDATED = "t.attention, t.priority_rank, t.id"

ORDERS: dict[Sort, Order | ByDate] = {
    Sort.NEED: Order(("attention", "priority_rank", "id"), tuple[Rank, Rank, UUID], by_side=True),
    Sort.SLA: Order(("sla_nearest_at", "id"), tuple[Moment, UUID], by_side=True),
    Sort.PRIORITY: Order(("priority_rank", "id"), tuple[Rank, UUID], by_side=True),
    Sort.NEWEST: Order(("id",), tuple[UUID], falling=True),
    Sort.OLDEST: Order(("id",), tuple[UUID]),
    Sort.DUE: ByDate(),
    Sort.UPDATED: Order(("updated_at", "id"), tuple[Moment, UUID], falling=True),
}
"""Every order there is."""


def listed(
    where: Where, order: Order | ByDate, *, limit: int, offset: int = 0, after: str | None = None,
    is_mixed: bool = False,
) -> str:  # fmt: skip
    """Return the statement that reads a page of tickets `t` after a place; the values of the place join the others.

    `is_mixed` says that active and archived ones may stand in one list.
    """
    sides = (" and t.attention < 3", " and t.attention >= 3") if is_mixed and order.by_side else ("",)
    parts = [(f"{text}{side}", by) for text, by in order.parts(where, after) for side in sides]
    if len(parts) == 1:
        return _page(*parts[0], limit=limit, offset=offset)
    branches = " union all ".join(f"({_page(*part, limit=limit + offset)})" for part in parts)
    return f"select * from ({branches}) t order by {order.by('t')} limit {int(limit)} offset {int(offset)}"  # noqa: S608 (fragments are constants, values are parameters)


def _page(text: str, by: str, *, limit: int, offset: int = 0) -> str:
    return f"select * from tickets t where {text} order by {by} limit {int(limit)} offset {int(offset)}"  # noqa: S608 (as above)


def _also(where: Where, clause: str, *values: object) -> str:
    """Return the conditions with one more, which they themselves do not keep; its values stand among theirs."""
    more = Where([*where.clauses], where.values)
    more.add(clause, *values)
    return more.text()
