"""Rows of endpoints of webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from deskhand.rules.webhook import REPLAYED_AT_ONCE, Endpoint
from deskhand.store.db import Row, Tx

COLUMNS = "id, name, url, events, off, rotated_at"
"""The columns of an Endpoint."""
_LOCKED = f"select {COLUMNS} from webhooks where workspace_id = $1 and id = $2 and removed_at is null for update"  # noqa: S608 (a constant)
_AMONG = f"select {COLUMNS} from webhooks where workspace_id = $1 and id = any($2) and removed_at is null order by name"  # noqa: S608 (a constant)


async def locked(tx: Tx, webhook_id: UUID) -> Endpoint | None:
    """Return an endpoint and hold its row until the transaction ends."""
    row = await tx.row(_LOCKED, tx.workspace_id, webhook_id)
    return None if row is None else endpoint_of(row)


async def among(tx: Tx, ids: Sequence[UUID]) -> list[Endpoint]:
    """Return those of these endpoints that there are, by their names."""
    return [endpoint_of(row) for row in await tx.rows(_AMONG, tx.workspace_id, list(ids))]


async def count(tx: Tx) -> int:
    """Return how many endpoints there are."""
    number: int = await tx.value(
        "select count(*) from webhooks where workspace_id = $1 and removed_at is null", tx.workspace_id
    )
    return number


async def add(tx: Tx, endpoint: Endpoint, *, secret: bytes, created_by_id: UUID | None) -> bool:
    """Write a new endpoint with its sealed secret; False when its name is another's."""
    try:
        await tx.change(
            "insert into webhooks (workspace_id, id, name, url, events, off, secret, created_by_id, created_at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            tx.workspace_id, endpoint.id, endpoint.name, endpoint.url, list(endpoint.events), endpoint.off, secret,
            created_by_id, tx.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    return True


async def change(tx: Tx, endpoint: Endpoint) -> bool:
    """Write an endpoint as it is now; False when its name is another's."""
    try:
        await tx.change(
            "update webhooks set name = $3, url = $4, events = $5, off = $6 where workspace_id = $1 and id = $2",
            tx.workspace_id, endpoint.id, endpoint.name, endpoint.url, list(endpoint.events), endpoint.off,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    return True


async def rotate(tx: Tx, webhook_id: UUID, *, secret: bytes) -> None:
    """Give an endpoint a new sealed secret; the present one becomes the one before."""
    await tx.change(
        "update webhooks set secret_before = secret, secret = $3, rotated_at = $4 where workspace_id = $1 and id = $2",
        tx.workspace_id, webhook_id, secret, tx.now,
    )  # fmt: skip


async def remove(tx: Tx, webhook_id: UUID) -> None:
    """Remove an endpoint with its secrets; what was sent to it stays."""
    await tx.change(
        "update webhooks set removed_at = $3, secret = null, secret_before = null where workspace_id = $1 and id = $2",
        tx.workspace_id, webhook_id, tx.now,
    )  # fmt: skip


async def note_outcomes(tx: Tx, *, delivered: Sequence[UUID], failed: Sequence[UUID], errors: Sequence[str]) -> None:
    """Note with the endpoints of deliveries what became of the newest; `errors` belong to `failed`."""
    await tx.change(
        "update webhooks h set last_success_at = $3 from deliveries d "
        "where d.workspace_id = $1 and d.id = any($2) and h.workspace_id = $1 and h.id = d.webhook_id",
        tx.workspace_id, list(delivered), tx.now,
    )  # fmt: skip
    await tx.change(
        "update webhooks h set last_failure_at = $4, last_error = f.error "
        "from deliveries d join unnest($2::uuid[], $3::text[]) as f (id, error) on f.id = d.id "
        "where d.workspace_id = $1 and d.id = any($2) and h.workspace_id = $1 and h.id = d.webhook_id",
        tx.workspace_id, list(failed), list(errors), tx.now,
    )  # fmt: skip


async def replay_since(tx: Tx, webhook_id: UUID, since: datetime, *, states: Sequence[str], trace: str) -> int:
    """Enter the next generation of messages to an endpoint that rest in these states, the oldest first, 500 at most."""
    return await tx.change(
        """
        insert into deliveries (workspace_id, id, event_id, ticket_id, user_id, recipient, notification_type, channel,
                                generation, state, trace, priority, due_at, created_at, updated_at, webhook_id,
                                subject, message, html, headers)
        select $1, ($6::uuid[])[n.place], n.event_id, n.ticket_id, n.user_id, n.recipient, n.notification_type,
               n.channel, n.generation + 1, 'planned', n.trace || $5::jsonb, n.priority, $7, $7, $7, n.webhook_id,
               n.subject, n.message, n.html, n.headers
        from (select d.*, row_number() over (order by d.id) as place from deliveries d
              where d.workspace_id = $1 and d.webhook_id = $2 and d.created_at >= $3 and d.state = any($4)
                and not exists (select from deliveries newer where newer.workspace_id = d.workspace_id
                                and newer.webhook_id = d.webhook_id and newer.event_id = d.event_id
                                and newer.generation > d.generation)
              order by d.id limit $8) n
        on conflict do nothing
        """,
        tx.workspace_id, webhook_id, since, list(states), trace, [tx.new_id() for _ in range(REPLAYED_AT_ONCE)],
        tx.now, REPLAYED_AT_ONCE,
    )  # fmt: skip


async def of_deliveries(tx: Tx, delivery_ids: Sequence[UUID]) -> list[UUID]:
    """Return the endpoints that deliveries went to, in a fixed order."""
    rows = await tx.rows(
        "select distinct webhook_id from deliveries where workspace_id = $1 and id = any($2) "
        "and webhook_id is not null order by 1",
        tx.workspace_id, list(delivery_ids),
    )  # fmt: skip
    return [row["webhook_id"] for row in rows]


def endpoint_of(row: Row) -> Endpoint:
    """Return a row as an endpoint."""
    return msgspec.convert(dict(row), Endpoint)
