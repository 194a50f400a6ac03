"""Deliveries and their attempts: each statement handles a whole batch, and none touches a row whose fence has moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.store.db import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A decision as a row; `reason` is None where something is to be sent. `trace` is JSON."""

    event_id: UUID
    ticket_id: UUID | None
    user_id: UUID | None
    recipient: str
    notification_type: str
    channel: str
    state: str
    reason: str | None
    trace: str
    priority: int
    due_at: datetime
    webhook_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt that is about to begin, with what it will send; `headers` is JSON."""

    id: UUID
    delivery_id: UUID
    fence: int
    subject: str
    message: str
    html: str
    headers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a claimed delivery; `ended` is None when no attempt was made."""

    delivery_id: UUID
    fence: int
    state: str
    due_at: datetime
    ended: str | None = None
    counts: bool = True
    provider_message_id: str | None = None
    provider_response: str | None = None
    reason: str | None = None
    error: str | None = None
    error_class: str | None = None
    trace: str | None = None


async def enter(tx: Tx, new: Sequence[NewDelivery]) -> int:
    """Enter decisions, those to be silent included; one that is there already stays as it is. Return how many."""
    return await tx.change(
        """
        insert into deliveries (workspace_id, id, event_id, ticket_id, user_id, recipient, notification_type, channel,
                                state, reason, trace, priority, due_at, webhook_id, created_at, updated_at)
        select $1, d.id, d.event_id, d.ticket_id, d.user_id, d.recipient, d.notification_type, d.channel,
               d.state, d.reason, d.trace::jsonb, d.priority, d.due_at, d.webhook_id, $2, $2
        from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[],
                    $11::text[], $12::text[], $13::smallint[], $14::timestamptz[], $15::uuid[])
             as d (id, event_id, ticket_id, user_id, recipient, notification_type, channel, state, reason, trace,
                   priority, due_at, webhook_id)
        on conflict do nothing
        """,
        tx.workspace_id, tx.now, [tx.new_id() for _ in new], [d.event_id for d in new], [d.ticket_id for d in new],
        [d.user_id for d in new], [d.recipient for d in new], [d.notification_type for d in new],
        [d.channel for d in new], [d.state for d in new], [d.reason for d in new], [d.trace for d in new],
        [d.priority for d in new], [d.due_at for d in new], [d.webhook_id for d in new],
    )  # fmt: skip


async def begin(tx: Tx, attempts: Sequence[Attempt], *, provider: str, lease_until: datetime) -> set[UUID]:
    """Write attempts before anything is sent; return those that may be sent, also when called again after doubt."""
    rows = await tx.rows(
        """
        with wanted as (
            select * from unnest($3::uuid[], $4::uuid[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::text[])
                as w (id, delivery_id, fence, subject, message, html, headers)
        ), sending as (
            update deliveries d set state = 'sending', due_at = $11, provider = $10, subject = w.subject,
                   message = w.message, html = w.html, headers = w.headers::jsonb, updated_at = $2
            from wanted w
            where d.workspace_id = $1 and d.id = w.delivery_id and d.fence = w.fence
              and d.state in ('planned', 'held', 'ready', 'retry_wait')
            returning d.id, d.fence
        ), begun as (
            insert into delivery_attempts (workspace_id, id, delivery_id, number, fence, provider, started_at,
                                           lease_until)
            select $1, w.id, w.delivery_id,
                   1 + coalesce((select max(a.number) from delivery_attempts a
                                 where a.workspace_id = $1 and a.delivery_id = w.delivery_id), 0),
                   w.fence, $10, $2, $11
            from wanted w join sending s on s.id = w.delivery_id
            returning delivery_id
        )
        select delivery_id from begun
        union all
        select a.delivery_id from delivery_attempts a
        where a.workspace_id = $1 and a.id = any($3) and a.finished_at is null
        """,
        tx.workspace_id, tx.now, [a.id for a in attempts], [a.delivery_id for a in attempts],
        [a.fence for a in attempts], [a.subject for a in attempts], [a.message for a in attempts],
        [a.html for a in attempts], [a.headers for a in attempts], provider, lease_until,
    )  # fmt: skip
    return {row["delivery_id"] for row in rows}


async def settle(tx: Tx, settled: Sequence[Settled]) -> set[UUID]:
    """Record outcomes and close their attempts; return the deliveries that were still ours and open."""
    rows = await tx.rows(
        """
        with outcome as (
            select * from unnest($3::uuid[], $4::integer[], $5::text[], $6::timestamptz[], $7::text[], $8::boolean[],
                                 $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
                as o (id, fence, state, due_at, ended, counts, provider_message_id, provider_response, reason, error,
                      error_class, trace)
        ), settled as (
            update deliveries d set
                state = o.state, due_at = o.due_at, updated_at = $2, reason = o.reason,
                attempts = d.attempts + (o.ended is not null and o.counts)::int,
                uncertain_attempts = d.uncertain_attempts + (o.ended is not distinct from 'uncertain')::int,
                provider_message_id = coalesce(o.provider_message_id, d.provider_message_id),
                provider_response = coalesce(o.provider_response, d.provider_response),
                error_message = o.error, error_class = o.error_class, trace = coalesce(o.trace::jsonb, d.trace),
                sent_at = case when o.state in ('accepted', 'sent', 'delivered') then coalesce(d.sent_at, $2)
                               else d.sent_at end,
                delivered_at = case when o.state = 'delivered' then $2 else d.delivered_at end
            from outcome o
            where d.workspace_id = $1 and d.id = o.id and d.fence = o.fence
              and d.state in ('planned', 'held', 'ready', 'sending', 'retry_wait')
            returning d.id
        ), closed as (
            update delivery_attempts a set finished_at = $2, outcome = o.ended,
                   detail = coalesce(o.error, o.provider_response)
            from outcome o join settled s on s.id = o.id
            where a.workspace_id = $1 and a.delivery_id = o.id and a.finished_at is null and o.ended is not null
        )
        select id from settled
        """,
        tx.workspace_id, tx.now, [s.delivery_id for s in settled], [s.fence for s in settled],
        [s.state for s in settled], [s.due_at for s in settled], [s.ended for s in settled],
        [s.counts for s in settled], [s.provider_message_id for s in settled],
        [s.provider_response for s in settled], [s.reason for s in settled], [s.error for s in settled],
        [s.error_class for s in settled], [s.trace for s in settled],
    )  # fmt: skip
    return {row["id"] for row in rows}


async def read(tx: Tx, delivery_id: UUID) -> Row | None:
    """Return state and generation of a delivery, locked until the transaction ends."""
    return await tx.row(
        "select state, generation, webhook_id from deliveries where workspace_id = $1 and id = $2 for update",
        tx.workspace_id, delivery_id,
    )  # fmt: skip


async def enter_generation(tx: Tx, delivery_id: UUID, *, trace: str) -> UUID | None:
    """Enter a delivery once more as its next generation; None when a newer one is there already.

    A webhook keeps its words: its receiver knows it by its id, and would drop what is told otherwise.
    """
    new_id: UUID | None = await tx.value(
        """
        insert into deliveries (workspace_id, id, event_id, ticket_id, user_id, recipient, notification_type, channel,
                                generation, state, trace, priority, due_at, created_at, updated_at, webhook_id,
                                subject, message, html, headers)
        select workspace_id, $3, event_id, ticket_id, user_id, recipient, notification_type, channel,
               generation + 1, 'planned', trace || $4::jsonb, priority, $5, $5, $5, webhook_id,
               case when webhook_id is not null then subject end, case when webhook_id is not null then message end,
               case when webhook_id is not null then html end,
               case when webhook_id is not null then headers else '{}' end
        from deliveries where workspace_id = $1 and id = $2
        on conflict do nothing
        returning id
        """,
        tx.workspace_id, delivery_id, tx.new_id(), trace, tx.now,
    )  # fmt: skip
    return new_id
