"""Rows of clocks: versions of policies and calendars, clock events, and what is kept beside tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.errors import NotFound
from deskhand.rules.sla.calendar import Calendar, Hours, opening
from deskhand.rules.sla.clock import State
from deskhand.rules.sla.policy import Book, Policy, Version
from deskhand.rules.sla.watch import Raised, Watch
from deskhand.rules.ticket import Priority
from deskhand.store.db import Reading, Tx, remembered
from deskhand.store.readable import IS_DROPPED

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The nearest due moment of a ticket that has none, so that lists are ordered by one column."""

COLUMNS: dict[str, str] = {
    "sla_book": "integer", "sla_policy_id": "uuid", "sla_halved": "boolean", "asked_at": "timestamptz",
    "clocked_at": "timestamptz", "first_response_due_at": "timestamptz", "next_response_due_at": "timestamptz",
    "sla_due_at": "timestamptz", "sla_target": "text", "sla_standing": "text", "sla_nearest_at": "timestamptz",
    "sla_critical_at": "timestamptz", "sla_warning_at": "timestamptz", "sla_half_at": "timestamptz",
    "sla_left": "interval", "sla_told": "text", "next_sla_at": "timestamptz", "next_replies_met": "integer",
    "next_replies_missed": "integer",
}  # fmt: skip
"""The columns of a ticket that tell of its clocks, and their types."""

KEPT = """
    jsonb_build_object(
        'id', t.id, 'opened_at', t.created_at, 'answered_at', t.first_response_at,
        'raised', string_to_array(t.sla_told, ' '),
        'is_merged', t.merged_into_id is not null, 'book', t.sla_book,
        'next_replies_met', t.next_replies_met, 'next_replies_missed', t.next_replies_missed,
        'terms', (select jsonb_build_array(s.policy_id, s.is_halved, s.book)
                  from sla_terms(t.organization_id, t.category_id) s),
        'state', jsonb_build_object('status', t.status, 'priority', t.priority, 'policy_id', t.sla_policy_id,
                                    'is_halved', t.sla_halved, 'asked_at', t.asked_at),
        'past', (select coalesce(jsonb_agg(jsonb_build_object('until', c.until, 'state', jsonb_build_object(
                     'status', c.status, 'priority', c.priority, 'policy_id', c.policy_id,
                     'is_halved', c.is_halved, 'asked_at', c.asked_at)) order by c.number), '[]')
                 from clock_events c where c.workspace_id = t.workspace_id and c.ticket_id = t.id))
"""
"""A ticket `t` as `Kept` holds it."""

_FOREVER = UUID(int=2**128 - 1)
_MOST_BOOKS = 200


class Terms(Struct, frozen=True, array_like=True):
    """Which policy counts for a ticket, and the number of the book that says what it promises."""

    policy_id: UUID | None
    is_halved: bool
    book: int


class Past(Struct, frozen=True, kw_only=True):
    """A state, and the moment until which it held."""

    until: datetime
    state: State


class Kept(Struct, frozen=True, kw_only=True):
    """What is kept of a ticket's clocks, and the terms that count for it now."""

    id: UUID
    state: State
    opened_at: datetime
    answered_at: datetime | None
    raised: Raised
    is_merged: bool
    book: int
    terms: Terms
    past: tuple[Past, ...]
    next_replies_met: int = 0
    next_replies_missed: int = 0


class Backlog(Struct, frozen=True, kw_only=True):
    """How many tickets were gone through, and whether that was all."""

    done: int
    is_finished: bool


def known_terms(workspace_id: UUID, organization_id: UUID | None, category_id: UUID | None) -> Terms | None:
    """Return the terms that this process saw last; whoever writes by them compares them with what the row says."""
    found: Terms | None = remembered("terms").get((workspace_id, organization_id, category_id))
    return found


def remember_terms(workspace_id: UUID, organization_id: UUID | None, category_id: UUID | None, *, terms: Terms) -> None:
    """Keep terms that were just read."""
    known = remembered("terms")
    if len(known) >= _MOST_BOOKS * 50:
        known.clear()
    known[workspace_id, organization_id, category_id] = terms


def known_opening(tx: Tx, terms: Terms, priority: Priority) -> dict[str, object] | None:
    """Return what clocks make of a ticket that is opened now, moved from one that was opened alike."""
    known = remembered("openings").get((tx.workspace_id, terms, priority))
    if known is None:
        return None
    then, columns = known
    by = tx.now - then
    return {
        name: value + by if isinstance(value, datetime) and value != NEVER else value for name, value in columns.items()
    }


def remember_opening(tx: Tx, terms: Terms, priority: Priority, *, columns: dict[str, object]) -> None:
    """Keep what clocks made of a ticket that was opened now, in hours that never end."""
    known = remembered("openings")
    if len(known) >= _MOST_BOOKS * 50:
        known.clear()
    known[tx.workspace_id, terms, priority] = tx.now, columns


async def terms(reading: Reading, organization_id: UUID | None, category_id: UUID | None) -> Terms:
    """Return the terms of an organization and a category as they are now, and keep them."""
    row = await reading.value(
        "select jsonb_build_array(s.policy_id, s.is_halved, s.book) from sla_terms($1, $2) s",
        organization_id, category_id,
    )  # fmt: skip
    found = msgspec.convert(row, Terms, strict=False)
    remember_terms(reading.workspace_id, organization_id, category_id, terms=found)
    return found


async def book(reading: Reading, number: int) -> Book:
    """Return all versions of the workspace's policies and calendars, at least as new as a number says."""
    books: dict[UUID, Book] = remembered("books")
    known = books.get(reading.workspace_id)
    if known is not None and known.number >= number:
        return known
    found = await reading.row(_BOOK, reading.workspace_id)
    made = _book(found["number"], found["policies"], found["calendars"]) if found else Book()
    if len(books) >= _MOST_BOOKS:
        books.clear()
    books[reading.workspace_id] = made
    return made


async def latest_policy(tx: Tx) -> tuple[UUID, int, Policy]:
    """Return the workspace's own policy as it stands, held against other writers, and the number of its version."""
    row = await tx.row(
        "select v.policy_id, v.number, v.content from workspaces w join sla_policy_versions v "
        "on v.workspace_id = w.id and v.policy_id = w.sla_policy_id where w.id = $1 "
        "order by v.number desc limit 1 for update of w",
        tx.workspace_id,
    )  # fmt: skip
    if row is None:
        raise NotFound("The workspace has no policy.")
    return row["policy_id"], row["number"], msgspec.convert(row["content"], Policy, strict=False)


async def add_version(tx: Tx, policy_id: UUID, policy: Policy, *, number: int) -> None:
    """Write what a policy says from now on, and have all clocks gone through."""
    await write_version(tx, policy_id, policy, number=number)
    await reopen_backlog(tx)


async def write_version(tx: Tx, policy_id: UUID, policy: Policy, *, number: int) -> None:
    """Write what a policy says from now on; whoever does so turns the book, where clocks count by it."""
    await tx.change(
        "insert into sla_policy_versions (workspace_id, policy_id, number, since, content) "
        "values ($1, $2, $3, $4, $5::jsonb)",
        tx.workspace_id, policy_id, number, tx.now, msgspec.json.encode(policy).decode(),
    )  # fmt: skip


async def kept(reading: Reading, ticket_ids: Sequence[UUID]) -> list[Kept]:
    """Return what is kept of tickets' clocks; whoever writes by it holds the tickets since an earlier statement."""
    rows = await reading.rows(_KEPT, reading.workspace_id, list(ticket_ids))
    return msgspec.convert([row["kept"] for row in rows], list[Kept], strict=False)


async def hold_due(tx: Tx, ticket_ids: Sequence[UUID]) -> list[UUID]:
    """Hold those of some tickets that are still due and that nobody else holds."""
    rows = await tx.rows(
        "select id from tickets where workspace_id = $1 and id = any($2) and next_sla_at <= $3 "
        "order by id for update skip locked",
        tx.workspace_id, list(ticket_ids), tx.now,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def put_off(tx: Tx, ticket_id: UUID, until: datetime) -> None:
    """Have a ticket's clock looked at again at a moment, and not before."""
    await tx.change(
        "update tickets set next_sla_at = $3 where workspace_id = $1 and id = $2 and next_sla_at < $3",
        tx.workspace_id, ticket_id, until,
    )  # fmt: skip


def columns_of(watch: Watch, terms: Terms, *, book: Book, now: datetime) -> dict[str, object]:
    """Return what is written beside a ticket."""
    chip = watch.chip
    return {
        "sla_book": max(book.number, 1), "sla_policy_id": terms.policy_id, "sla_halved": terms.is_halved,
        "clocked_at": now,
        "first_response_due_at": watch.first_response_due_at, "next_response_due_at": watch.next_response_due_at,
        "sla_due_at": watch.resolution_due_at, "sla_target": chip.target and chip.target.value,
        "sla_standing": chip.standing and chip.standing.value, "sla_nearest_at": chip.due_at or NEVER,
        "sla_critical_at": chip.critical_at, "sla_warning_at": chip.warning_at, "sla_half_at": chip.half_at,
        "sla_left": chip.left, "sla_told": " ".join(sorted(watch.raised)), "next_sla_at": watch.next_at,
    }  # fmt: skip


async def write(tx: Tx, ticket_ids: Sequence[UUID], columns: Sequence[dict[str, Any]]) -> None:
    """Write what was worked out of many tickets; neither their versions nor their dates move."""
    values = [[row[name] for row in columns] for name in _WRITTEN]
    await tx.change(_WRITE, tx.workspace_id, list(ticket_ids), *values)


async def add_past(tx: Tx, ticket_id: UUID, past: Sequence[Past]) -> None:
    """Write clock events of a ticket that was there before clocks were, the oldest first."""
    rows = [(one.until, one.state.status, one.state.priority, one.state.policy_id, one.state.is_halved) for one in past]
    if rows:
        await tx.change(_ADD_PAST, tx.workspace_id, ticket_id, *([row[place] for row in rows] for place in range(5)))


async def changes_of(tx: Tx, ticket_ids: Sequence[UUID]) -> list[tuple[UUID, datetime, dict[str, list[str | None]]]]:
    """Return what their trails say of status and priority, from to and when, the latest first."""
    rows = await tx.rows(_CHANGES, tx.workspace_id, list(ticket_ids))
    return [(row["ticket_id"], row["created_at"], row["changes"]) for row in rows]


async def next_of_backlog(tx: Tx, most: int) -> tuple[list[UUID], datetime | None] | None:
    """Return the newest tickets that are still to be gone through, and since when the book says what it says."""
    found = await tx.row(
        "select below, since from clock_backlog where workspace_id = $1 and finished_at is null for update",
        tx.workspace_id,
    )  # fmt: skip
    if found is None:
        return None
    rows = await tx.rows(
        "select id from tickets where workspace_id = $1 and id < $2 and (attention < 3 or sla_book = 0) "
        "order by id desc limit $3 for update",
        tx.workspace_id, found["below"], most,
    )  # fmt: skip
    return [row["id"] for row in rows], found["since"]


async def note_backlog(tx: Tx, ticket_ids: Sequence[UUID]) -> Backlog:
    """Note how far the tickets have been gone through; none left is the end."""
    done = await tx.value(
        "update clock_backlog set below = coalesce($2, below), done = done + $3, finished_at = $4 "
        "where workspace_id = $1 returning done",
        tx.workspace_id, min(ticket_ids, default=None), len(ticket_ids), None if ticket_ids else tx.now,
    )  # fmt: skip
    return Backlog(done=done or 0, is_finished=not ticket_ids)


async def reopen_backlog(tx: Tx, *, turns_page: bool = True) -> None:
    """Have all tickets gone through from the newest on, since the book says something else from now on."""
    if turns_page:
        await tx.change("update workspaces set sla_book = sla_book + 1 where id = $1", tx.workspace_id)
    await tx.change(
        "insert into clock_backlog (workspace_id, below, since) values ($1, $2, $3) on conflict (workspace_id) "
        "do update set below = excluded.below, since = excluded.since, done = 0, finished_at = null",
        tx.workspace_id, _FOREVER, tx.now,
    )  # fmt: skip


def _book(number: int, policies: list[Any], calendars: list[Any]) -> Book:
    of_policies: dict[UUID, list[Version[Policy]]] = {}
    for row in policies:
        says = msgspec.convert(row["content"], Policy, strict=False)
        of_policies.setdefault(UUID(row["id"]), []).append(Version(_moment(row), row["number"], says))
    of_calendars: dict[UUID, list[Version[Hours]]] = {}
    for row in calendars:
        hours = opening(msgspec.convert(row["content"], Calendar, strict=False))
        of_calendars.setdefault(UUID(row["id"]), []).append(Version(_moment(row), row["number"], hours))
    return Book(policies=of_policies, calendars=of_calendars, number=number)


def _moment(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["since"])


_BOOK = f"""
    select w.sla_book as number,
        (select coalesce(jsonb_agg(jsonb_build_object('id', v.policy_id, 'number', v.number, 'since', v.since,
                                                      'content', v.content) order by v.number), '[]')
         from sla_policy_versions v where v.workspace_id = $1) as policies,
        (select coalesce(jsonb_agg(jsonb_build_object('id', v.calendar_id, 'number', v.number, 'since', v.since,
                                                      'content', v.content) order by v.number), '[]')
         from calendar_versions v where v.workspace_id = $1 and not {IS_DROPPED}) as calendars
    from workspaces w where w.id = $1
"""  # noqa: S608 (a constant)
_KEPT = f"""
    select {KEPT} as kept from tickets t where t.workspace_id = $1 and t.id = any($2) order by t.id
"""  # noqa: S608 (a constant)
_BY_MESSAGES = {"asked_at", "next_replies_met", "next_replies_missed"}
_WRITTEN = tuple(name for name in COLUMNS if name not in _BY_MESSAGES)
_NAMES = ", ".join(_WRITTEN)
_NEW = ", ".join(f"{name} = n.{name}" for name in _WRITTEN)
_LISTS = ", ".join(f"${place}::{COLUMNS[name]}[]" for place, name in enumerate(_WRITTEN, start=3))
_WRITE = f"""
    update tickets t set {_NEW} from unnest($2::uuid[], {_LISTS}) as n (id, {_NAMES})
    where t.workspace_id = $1 and t.id = n.id
"""  # noqa: S608 (names of a fixed map)
_ADD_PAST = """
    insert into clock_events (workspace_id, ticket_id, number, until, status, priority, policy_id, is_halved)
    select $1, $2, p.place, p.until, p.status, p.priority, p.policy_id, p.is_halved
    from unnest($3::timestamptz[], $4::text[], $5::text[], $6::uuid[], $7::boolean[])
        with ordinality as p (until, status, priority, policy_id, is_halved, place)
"""
_CHANGES = """
    select e.ticket_id, e.created_at, e.payload -> 'changes' as changes from events e
    where e.workspace_id = $1 and e.ticket_id = any($2)
      and (e.payload -> 'changes' -> 'status' is not null or e.payload -> 'changes' -> 'priority' is not null)
    order by e.id desc
"""
