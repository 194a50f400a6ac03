"""Rows of tickets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from deskhand.rules.events import TicketCreated
from deskhand.rules.ticket import RANK, Priority, Source, Status, Ticket, Type
from deskhand.store.clocks import COLUMNS as COLUMNS_OF_CLOCKS
from deskhand.store.clocks import Terms
from deskhand.store.db import Row, Tx
from deskhand.store.emission import Along
from deskhand.store.readable import CLASSIFIED

COLUMNS = (
    "id, number, subject, status, priority, priority_reason, type, source, requester_id, organization_id, "
    "assignee_id, team_id, follow_up_of_id, version, message_count, resolution, resolved_by_id, first_response_at, "
    "first_response_due_at, sla_due_at, resolved_at, closed_at, snoozed_until, due_at, created_at, updated_at, "
    "next_response_due_at, merged_into_id"
)
"""The columns of a Ticket, in a fixed order."""

ADDING = Along(
    members="""
        ticket as (
            insert into tickets (workspace_id, id, number, subject, status, priority, priority_reason, type, source,
                                 requester_id, organization_id, follow_up_of_id, created_at, updated_at,
                                 last_message_at, last_message_by, last_message_preview, category_id, field_values,
                                 sla_book, sla_policy_id, sla_halved, first_response_due_at, sla_due_at, sla_target,
                                 sla_standing, sla_nearest_at, sla_critical_at, sla_warning_at, sla_half_at,
                                 next_sla_at)
            values ($2, $5, next_ticket_number($11), $15, 'open', $16, $17, $18, $19, $20, $21, $22, $11, $11, $11,
                    $25, $26, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42)
            returning number
        ), opening as (
            insert into messages (workspace_id, id, ticket_id, author_id, author_kind, visibility, is_opening, source,
                                  html, body, created_at)
            values ($2, $23, $5, $24, $25, 'public', true, $19, $27, $28, $11)
        )""",
    fills="jsonb_build_object('number', (select number from ticket))",
    returning="(select number from ticket) as number, exists (select 1 from fields f where f.workspace_id = $2 "
    "and f.is_required and f.is_active) as has_required_fields, "
    "(select jsonb_build_array(s.policy_id, s.is_halved, s.book) from sla_terms($21, $29) s) as terms",
)
_WOUND = (
    "sla_book", "sla_policy_id", "sla_halved", "first_response_due_at", "sla_due_at", "sla_target", "sla_standing",
    "sla_nearest_at", "sla_critical_at", "sla_warning_at", "sla_half_at", "next_sla_at",
)  # fmt: skip
"""What the clocks of a new ticket say, in the order of ADDING."""
_CHANGEABLE: dict[str, str] = {
    "subject": "text", "type": "text", "priority": "text", "priority_reason": "text", "status": "text",
    "assignee_id": "uuid", "team_id": "uuid", "resolution": "text", "resolved_by_id": "uuid",
    "resolved_at": "timestamptz", "closed_at": "timestamptz", "category_id": "uuid", "field_values": "jsonb",
    "follow_up_of_id": "uuid", "merged_into_id": "uuid",
    "snoozed_until": "timestamptz", "due_at": "timestamptz", **COLUMNS_OF_CLOCKS,
}  # fmt: skip

_VISIBLE_BY = {"assignee_id", "team_id", "category_id"}
"""Columns that decide which agents see a ticket."""


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """A new ticket with its first message, checked and ready to be written."""

    id: UUID
    message_id: UUID
    subject: str
    priority: Priority
    priority_reason: str | None
    type: Type
    source: Source
    requester_id: UUID
    organization_id: UUID | None
    author_id: UUID | None
    author_kind: str
    html: str
    body: str
    preview: str
    follow_up_of_id: UUID | None = None
    category_id: UUID | None = None
    field_values: dict[str, Any] = {}
    """By the fields' ids, as they are stored."""
    clock: dict[str, Any] = {}
    """What its clocks say."""


async def add(tx: Tx, opening: Opening, created: TicketCreated) -> tuple[Ticket, bool, Terms]:
    """Write a ticket with its opening message, and tell so, in one statement; the number is filled in everywhere.

    Return it, whether the actor sees any field that must be answered, and the terms that its clocks run by.
    """
    row = await tx.write_and_emit(
        ADDING, created, opening.subject, opening.priority, opening.priority_reason, opening.type, opening.source,
        opening.requester_id, opening.organization_id, opening.follow_up_of_id, opening.message_id,
        opening.author_id, opening.author_kind, opening.preview, opening.html, opening.body,
        opening.category_id, msgspec.json.encode(opening.field_values).decode(),
        *(opening.clock[name] for name in _WOUND),
        ticket_id=opening.id, priority=RANK[opening.priority],
    )  # fmt: skip
    ticket = Ticket(
        id=opening.id, number=row["number"], subject=opening.subject, status=Status.OPEN, priority=opening.priority,
        priority_reason=opening.priority_reason, type=opening.type, source=opening.source,
        requester_id=opening.requester_id, organization_id=opening.organization_id, assignee_id=None,
        follow_up_of_id=opening.follow_up_of_id, version=1, message_count=1, resolution=None, resolved_by_id=None,
        first_response_at=None, first_response_due_at=opening.clock["first_response_due_at"],
        sla_due_at=opening.clock["sla_due_at"], resolved_at=None, closed_at=None,
        created_at=tx.now, updated_at=tx.now, category_id=opening.category_id,
    )  # fmt: skip
    return ticket, row["has_required_fields"], msgspec.convert(row["terms"], Terms, strict=False)


async def locked(tx: Tx, ticket_id: UUID) -> Ticket | None:
    """Return a ticket and hold its row until the transaction ends; None when the actor can see no such ticket."""
    row = await tx.row(
        f"select {COLUMNS}, {CLASSIFIED} from tickets t where workspace_id = $1 and id = $2 for update of t",  # noqa: S608 (a constant)
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    return None if row is None else ticket_of(row)


async def held_by(tx: Tx, user_id: UUID, *, most: int) -> list[UUID]:
    """Return the active tickets that somebody holds, the oldest first."""
    rows = await tx.rows(
        "select id from tickets where workspace_id = $1 and assignee_id = $2 and attention < 3 order by id limit $3",
        tx.workspace_id, user_id, most,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def locked_place(tx: Tx, ticket_id: UUID) -> Ticket | None:
    """Return the ticket on which what is addressed to one stands, itself or the one that it was merged into, held."""
    row = await tx.row(
        f"select {COLUMNS}, {CLASSIFIED} from tickets t where workspace_id = $1 and id = "  # noqa: S608 (constants)
        "(select coalesce(a.merged_into_id, a.id) from tickets a where a.workspace_id = $1 and a.id = $2) "
        "for update of t",
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    return None if row is None else ticket_of(row)


async def with_team(tx: Tx, team_id: UUID, *, most: int) -> list[UUID]:
    """Return the active tickets that a team has, the oldest first."""
    rows = await tx.rows(
        "select id from tickets where workspace_id = $1 and team_id = $2 and attention < 3 order by id limit $3",
        tx.workspace_id, team_id, most,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def change(tx: Tx, ticket: Ticket, columns: dict[str, Any], *, raises_version: bool = True) -> Ticket:
    """Write changed columns, raise the version, and return the ticket as it stands then."""
    if not _VISIBLE_BY.isdisjoint(columns):
        await hand_over(tx, ticket.id)
    names = sorted(columns)
    step = 1 if raises_version else 0
    assignments = "".join(f"{name} = ${place}::{_CHANGEABLE[name]}, " for place, name in enumerate(names, start=5))
    await tx.change(
        f"update tickets set {assignments} version = version + $4, updated_at = $3 "  # noqa: S608 (names of a fixed map)
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, ticket.id, tx.now, step, *(_written(columns[name]) for name in names),
    )  # fmt: skip
    shown = {name: value for name, value in columns.items() if name in Ticket.__struct_fields__}
    return msgspec.structs.replace(ticket, **shown, version=ticket.version + step, updated_at=tx.now)


def with_classification(
    ticket: Ticket, *, category_key: str | None, tags: tuple[str, ...], fields: dict[str, Any]
) -> Ticket:
    """Return a ticket with the classification that was just written."""
    return msgspec.structs.replace(ticket, category_key=category_key, tags=tags, fields=fields)


async def hand_over(tx: Tx, ticket_id: UUID) -> None:
    """Let the actor see a ticket until the transaction ends, also when a change of it takes it from their sight."""
    await tx.value("select set_config('app.handed', $1, true)", str(ticket_id))


def ticket_of(row: Row) -> Ticket:
    """Return a row as a Ticket; the row has at least COLUMNS and CLASSIFIED."""
    return msgspec.convert({**row, "category_id": row["shown_category_id"]}, Ticket)


def _written(value: Any) -> Any:
    return msgspec.json.encode(value).decode() if isinstance(value, dict) else value
