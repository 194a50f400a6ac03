"""Rows of tickets that nobody writes on any more."""

from __future__ import annotations

from uuid import UUID

import msgspec

from deskhand.rules.auto_close import Idle
from deskhand.store.db import Tx


async def locked(tx: Tx, ticket_id: UUID) -> Idle | None:
    """Return what decides whether a ticket is closed by itself, and hold its row; None when it is gone."""
    row = await tx.row(
        "select status, last_message_at, resolved_at, close_warned_at as warned_at, "
        "snoozed_until is not null as is_asleep, merged_into_id is not null as is_merged "
        "from tickets where workspace_id = $1 and id = $2 for update",
        tx.workspace_id, ticket_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Idle)


async def note_warning(tx: Tx, ticket_id: UUID) -> None:
    """Write that a ticket's requester is told now."""
    await tx.change(
        "update tickets set close_warned_at = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, ticket_id, tx.now,
    )  # fmt: skip


async def note_reminder(tx: Tx, ticket_id: UUID, *, assignee_id: UUID) -> bool:
    """Write that a ticket's assignee is reminded now; False when it does not wait for them any more, or they were."""
    return bool(
        await tx.change(
            "update tickets set reminded_at = $3 where workspace_id = $1 and id = $2 and assignee_id = $4 "
            "and attention < 2 and last_message_by = 'customer' and snoozed_until is null and merged_into_id is null "
            "and (reminded_at is null or reminded_at < last_message_at)",
            tx.workspace_id, ticket_id, tx.now, assignee_id,
        )
    )  # fmt: skip
