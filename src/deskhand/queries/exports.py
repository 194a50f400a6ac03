"""Exports as their owner follows them, and the pieces of a list that the desk writes for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from deskhand.queries.contract import query
from deskhand.queries.filters import COUNTED
from deskhand.queries.matching import matching
from deskhand.queries.orders import ORDERS, listed
from deskhand.queries.views import asked_of, sidebar_of
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import NotFound
from deskhand.rules.exports import MOST_TICKETS, Wanted
from deskhand.rules.filters import Filters, Sort, awake, kept
from deskhand.store.db import Reading

LISTED = 50
"""Exports of a page: the newest."""
LONGEST_MESSAGE = 10_000
"""Characters of a message in an export."""
MOST_MESSAGES = 200
"""Messages of a ticket in an export: the first."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export as its owner follows it; `total` is where counting stopped, so that more may come."""

    id: UUID
    name: str
    state: str
    reason: str | None
    written: int
    total: int
    size: int
    created_at: datetime
    expires_at: datetime | None
    wanted: Wanted
    pieces: tuple[int, ...]

    @property
    def is_unfinished(self) -> bool:
        """Say whether it is still being written."""
        return self.state in {"waiting", "writing"}

    @property
    def share(self) -> int:
        """Return how much of it is written, per cent; at most 99 while it is unfinished."""
        return 0 if not self.total else min(99, self.written * 100 // self.total)

    @property
    def file_name(self) -> str:
        """Return the name under which it is saved."""
        return f"tickets-{self.created_at:%Y-%m-%d}-{str(self.id)[-6:]}.{self.wanted.format}"


@dataclass(frozen=True, slots=True)
class Claimed:
    """An export that the desk is writing."""

    id: UUID
    owner_id: UUID
    wanted: Wanted
    place: str | None
    is_begun: bool
    written: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Some tickets of an export, and where the next ones begin."""

    rows: list[dict[str, Any]]
    place: str | None
    total: int


_EXPORT = """
    select id, name, state, reason, written, total, size, created_at, expires_at, wanted, pieces from exports
    where workspace_id = $1 and owner_id = $2 and erasing_since is null and (expires_at is null or expires_at > $3)
"""
_FACTS = """
    t.id, t.number, t.subject, t.status, t.priority, t.type, k.name as category,
    array(select x.name from readable_tags x where x.workspace_id = t.workspace_id and x.ticket_id = t.id
          order by x.name) as tags,
    r.name as requester, r.email as requester_email, o.name as client,
    coalesce(o.is_priority_client, false) as priority_client, a.name as assignee, m.name as team, t.source,
    t.message_count as messages, t.resolution, t.created_at as opened, t.updated_at as changed,
    t.first_response_at as first_response, t.first_response_due_at as first_response_due,
    t.sla_due_at as resolution_due, t.resolved_at as resolved, t.closed_at as closed
"""
_JOINS = """
    join users r on r.workspace_id = t.workspace_id and r.id = t.requester_id
    left join users a on a.workspace_id = t.workspace_id and a.id = t.assignee_id
    left join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
    left join teams m on m.workspace_id = t.workspace_id and m.id = t.team_id
    left join readable_categories k on k.workspace_id = t.workspace_id and k.id = t.category_id
"""
_MESSAGES = f"""
    select p.ticket_id, p.author_kind, u.name as author, p.body, p.created_at from unnest($2::uuid[]) as one (id)
    cross join lateral (
        select * from public_messages p where p.workspace_id = $1 and p.ticket_id = one.id
        order by p.id limit {MOST_MESSAGES}
    ) p left join users u on u.workspace_id = $1 and u.id = p.author_id order by p.ticket_id, p.id
"""  # noqa: S608 (constants)


@query(needs=Can.EXPORT)
async def list_exports(reading: Reading) -> list[Export]:
    """Return one's own exports that have not expired, the newest first."""
    rows = await reading.rows(f"{_EXPORT} order by id desc limit {LISTED}", *_own(reading))
    return [msgspec.convert(dict(row), Export) for row in rows]


@query(needs=Can.EXPORT)
async def read_export(reading: Reading, export_id: UUID) -> Export:
    """Return an export of one's own."""
    row = await reading.row(f"{_EXPORT} and id = $4", *_own(reading), export_id)
    if row is None:
        raise NotFound("There is no such export, it has expired, or it is not yours.")
    return msgspec.convert(dict(row), Export)


@query(needs=Can.EXPORT)
async def exported(reading: Reading, asked: Filters, *, in_queue: bool = True) -> tuple[Filters, bool]:
    """Return what a list is narrowed to that somebody looks at, its view read, and whether only active tickets are."""
    shown, _ = asked_of(await sidebar_of(reading), asked)
    shown = awake(shown) if in_queue else shown
    await matching(reading, shown)  # what cannot be listed cannot be exported: said now, and not by the worker
    return kept(shown), not shown.status


@query(needs=Can.OPERATE)
async def claimed_exports(reading: Reading, export_ids: list[UUID]) -> list[Claimed]:
    """Return what writing the next pieces takes."""
    rows = await reading.rows(
        "select id, owner_id, wanted, place, written > 0 as is_begun, written, attempts from exports "
        "where workspace_id = $1 and id = any($2)", reading.workspace_id, export_ids,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Claimed) for row in rows]


@query(needs=Can.EXPORT)
async def export_rows(reading: Reading, wanted: Wanted, *, place: str | None, written: int) -> Rows:
    """Return the next tickets of an export as its owner may see them now, the newest first; never a note.

    What is opened while it is written comes before its first ticket, and so is left out.
    """
    filters = wanted.filters
    matched = await matching(reading, filters, active=wanted.active)
    where, order = matched.where, ORDERS[Sort.OLDEST if filters.sort is Sort.OLDEST else Sort.NEWEST]
    counted = where.text()
    total = 0
    if place is None:
        total = await reading.value(
            f"select count(*) from (select 1 from tickets t where {counted} limit {COUNTED}) c", *where.values  # noqa: S608 (fragments are constants, values are parameters)
        )  # fmt: skip
    limit = min(wanted.piece, MOST_TICKETS - written)
    rows = listed(where, order, limit=limit + 1, after=place)
    records = await reading.rows(
        f"select {_FACTS} from ({rows}) t {_JOINS} order by {order.by('t')}", *where.values  # noqa: S608 (as above)
    )  # fmt: skip
    found = [dict(record) for record in records[:limit]]
    if wanted.with_messages:
        await _add_messages(reading, found)
    more = len(records) > limit and written + len(found) < MOST_TICKETS
    return Rows(found, order.cursor(records[limit - 1]) if more else None, total)


async def _add_messages(reading: Reading, tickets: list[dict[str, Any]]) -> None:
    said: dict[UUID, list[dict[str, Any]]] = {ticket["id"]: [] for ticket in tickets}
    for row in await reading.rows(_MESSAGES, reading.workspace_id, list(said)):
        said[row["ticket_id"]].append({
            "at": row["created_at"], "from": row["author_kind"], "author": row["author"],
            "text": row["body"][:LONGEST_MESSAGE],
        })  # fmt: skip
    for ticket in tickets:
        ticket["conversation"] = said[ticket["id"]]


def _own(reading: Reading) -> tuple[UUID, UUID | None, datetime]:
    owner = reading.actor.user_id if isinstance(reading.actor, Person) else None
    return reading.workspace_id, owner, reading.now
