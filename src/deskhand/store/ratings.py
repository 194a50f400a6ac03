"""Rows of ratings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from deskhand.rules.rating import Rating
from deskhand.store.db import Tx


async def of_ticket(tx: Tx, ticket_id: UUID) -> Rating | None:
    """Return the rating of a ticket, if it has one."""
    row = await tx.row(
        "select ticket_id, rating, comment, created_at, changed_at from ratings "
        "where workspace_id = $1 and ticket_id = $2",
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Rating)


async def was_asked(tx: Tx, ticket_id: UUID, *, closed_at: datetime) -> bool:
    """Say whether the requester was asked already how satisfied they are, or will be because of this closing."""
    return bool(
        await tx.value(
            "select exists (select 1 from deliveries where workspace_id = $1 and ticket_id = $2 "
            "and notification_type = 'satisfaction_survey' and state not in ('suppressed', 'superseded')) "
            "or exists (select 1 from events where workspace_id = $1 and ticket_id = $2 "
            "and name = 'ticket.survey.planned' and (payload ->> 'closed_at')::timestamptz = $3)",
            tx.workspace_id, ticket_id, closed_at,
        )
    )  # fmt: skip


async def keep(tx: Tx, ticket_id: UUID, *, rating: int, comment: str, by: UUID, about: UUID | None) -> None:
    """Write the rating of a ticket and of the agent who held it, in place of an earlier one."""
    await tx.change(
        "insert into ratings (workspace_id, id, ticket_id, rating, comment, rated_by_id, created_at, changed_at, "
        "agent_id) values ($1, $2, $3, $4, $5, $6, $7, $7, $8) on conflict (workspace_id, ticket_id) do update "
        "set rating = excluded.rating, comment = excluded.comment, changed_at = excluded.changed_at, "
        "agent_id = excluded.agent_id",
        tx.workspace_id, tx.new_id(), ticket_id, rating, comment, by, tx.now, about,
    )  # fmt: skip
