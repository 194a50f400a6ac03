"""Rows of reports that people have mailed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from deskhand.rules.report_mails import Subscription, Turn, Wanted, When, subscription_of
from deskhand.store.db import Tx

COLUMNS = "id, user_id, name, report, cadence, weekday, hour, zone, next_at, last_sent_at, skipped"
"""The columns of a subscription."""
_ONE = f"select {COLUMNS} from report_subscriptions where workspace_id = $1 and id = $2"  # noqa: S608 (a constant)


async def add(tx: Tx, wanted: Wanted, *, user_id: UUID, zone: str, next_at: datetime) -> UUID:
    """Write a new subscription."""
    subscription_id, when = tx.new_id(), wanted.when
    await tx.change(
        "insert into report_subscriptions (workspace_id, id, user_id, name, report, cadence, weekday, hour, zone, "
        "next_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tx.workspace_id, subscription_id, user_id, wanted.name, msgspec.json.encode(wanted.report).decode(),
        when.cadence, when.weekday, when.hour, zone, next_at, tx.now,
    )  # fmt: skip
    return subscription_id


async def count(tx: Tx, user_id: UUID) -> int:
    """Return how many somebody has; nobody adds one for them until the transaction ends."""
    await tx.value("select 1 from users where workspace_id = $1 and id = $2 for update", tx.workspace_id, user_id)
    return int(
        await tx.value(
            "select count(*) from report_subscriptions where workspace_id = $1 and user_id = $2",
            tx.workspace_id, user_id,
        )
    )  # fmt: skip


async def locked(tx: Tx, subscription_id: UUID) -> Subscription | None:
    """Return a subscription and hold its row until the transaction ends."""
    row = await tx.row(f"{_ONE} for update", tx.workspace_id, subscription_id)
    return None if row is None else subscription_of(dict(row))


async def set_when(tx: Tx, subscription_id: UUID, when: When, *, zone: str, next_at: datetime) -> None:
    """Have it come at another time."""
    await tx.change(
        "update report_subscriptions set cadence = $3, weekday = $4, hour = $5, zone = $6, next_at = $7 "
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, subscription_id, when.cadence, when.weekday, when.hour, zone, next_at,
    )  # fmt: skip


async def note_turn(tx: Tx, subscription_id: UUID, turn: Turn) -> None:
    """Note what became of a moment that came, and the next one."""
    await tx.change(
        "update report_subscriptions set next_at = $3, zone = $4, skipped = $5, "
        "last_sent_at = case when $6 then $7::timestamptz else last_sent_at end where workspace_id = $1 and id = $2",
        tx.workspace_id, subscription_id, turn.next_at, turn.zone, turn.skipped, turn.is_sent, tx.now,
    )  # fmt: skip


async def remove(tx: Tx, subscription_id: UUID) -> None:
    """Remove a subscription."""
    await tx.change(
        "delete from report_subscriptions where workspace_id = $1 and id = $2", tx.workspace_id, subscription_id
    )
