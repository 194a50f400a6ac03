"""Rows of splits: a message that leaves its ticket and opens another one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.text import shortened
from deskhand.rules.events import TicketCreated
from deskhand.rules.message import PREVIEW
from deskhand.rules.ticket import RANK, Ticket
from deskhand.store.db import Tx
from deskhand.store.emission import Along

_SPLIT = Along(
    members="""
        ticket as (
            insert into tickets (workspace_id, id, number, subject, status, priority, priority_reason, type, source,
                                 requester_id, organization_id, team_id, created_at, updated_at, last_message_at,
                                 last_message_by, last_message_preview)
            values ($2, $5, next_ticket_number($11), $15, 'open', $16, $17, $18, $19, $20, $21, $22, $11, $11, $23,
                    $24, $25)
            returning number
        )""",
    fills="jsonb_build_object('number', (select number from ticket))",
    returning="(select number from ticket) as number",
)


class Leaving(Struct, frozen=True, kw_only=True):
    """A message that may leave its ticket."""

    id: UUID
    author_id: UUID | None
    author_kind: str
    author_organization_id: UUID | None
    is_internal: bool
    is_opening: bool
    body: str
    created_at: datetime


class Beginning(Struct, frozen=True, kw_only=True):
    """The ticket that a message opens when it leaves its own."""

    id: UUID
    subject: str
    priority_reason: str
    requester_id: UUID
    organization_id: UUID | None


async def message(tx: Tx, ticket_id: UUID, message_id: UUID) -> Leaving | None:
    """Return a message of a ticket."""
    row = await tx.row(
        "select m.id, m.author_id, m.author_kind, u.organization_id as author_organization_id, "
        "m.visibility = 'internal' as is_internal, m.is_opening, m.body, m.created_at "
        "from messages m left join users u on u.workspace_id = m.workspace_id and u.id = m.author_id "
        "where m.workspace_id = $1 and m.ticket_id = $2 and m.id = $3",
        tx.workspace_id, ticket_id, message_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Leaving)


async def add(tx: Tx, beginning: Beginning, leaving: Leaving, *, of: Ticket) -> str:
    """Write a ticket that begins with a message of another one, and tell so; return its number."""
    created = TicketCreated(
        number="", subject=beginning.subject, priority=of.priority, type=of.type, source=of.source,
        requester_id=beginning.requester_id, message_id=leaving.id,
    )  # fmt: skip
    row = await tx.write_and_emit(
        _SPLIT, created, beginning.subject, of.priority, beginning.priority_reason, of.type, of.source,
        beginning.requester_id, beginning.organization_id, of.team_id, leaving.created_at, leaving.author_kind,
        shortened(leaving.body, to=PREVIEW),
        ticket_id=beginning.id, priority=RANK[of.priority],
    )  # fmt: skip
    # A statement of its own: a message moves onto a ticket that the walls can see already.
    await tx.change(
        "update messages set ticket_id = $3, home_id = null, is_opening = true where workspace_id = $1 and id = $2",
        tx.workspace_id, leaving.id, beginning.id,
    )  # fmt: skip
    return str(row["number"])
