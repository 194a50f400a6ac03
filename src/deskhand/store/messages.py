"""Rows of messages, public and internal."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID

from msgspec import Struct

from deskhand.rules.ticket import Source, Status, Ticket
from deskhand.store.clocks import COLUMNS
from deskhand.store.db import Tx

_ADD = """
    with message as (
        insert into messages (workspace_id, id, ticket_id, author_id, author_kind, visibility, reply_to_id, source,
                              html, body, created_at, home_id)
        values ($1, $3, $2, $4, $5, $6, $7, $8, $9, $10, $11, $17)
    )
    update tickets set message_count = message_count + case when $6 = 'public' then 1 else 0 end,
        updated_at = case when $6 = 'public' then $11 else updated_at end,
        version = version + case when $6 = 'public' then 1 else 0 end,
        status = $12, assignee_id = $13, first_response_at = $14,
        resolved_at = case when $15 then null else resolved_at end,
        resolved_by_id = case when $15 then null else resolved_by_id end,
        resolution = case when $15 then null else resolution end,
        closed_at = case when $15 then null else closed_at end,
        last_message_at = case when $6 = 'public' and $5 <> 'system' then $11 else last_message_at end,
        last_message_by = case when $6 = 'public' and $5 <> 'system' then $5 else last_message_by end,
        last_message_preview = case when $6 = 'public' and $5 <> 'system' then $16 else last_message_preview end{clock}
    where workspace_id = $1 and id = $2
"""


class Message(Struct, frozen=True, kw_only=True):
    """A message that is about to be written."""

    author_id: UUID | None
    author_kind: str
    is_internal: bool
    reply_to_id: UUID | None
    source: Source
    html: str
    body: str
    preview: str
    home_id: UUID | None = None
    """The merged ticket that it was addressed to."""


class Effect(Struct, frozen=True, kw_only=True):
    """What a message makes of its ticket."""

    status: Status
    assignee_id: UUID | None
    first_response_at: datetime | None
    reopens: bool = False
    clock: dict[str, object] = {}
    """What the ticket's clocks say then; without it they stay."""


async def add(tx: Tx, ticket: Ticket, message: Message, *, effect: Effect) -> UUID:
    """Write a message and what it makes of its ticket in one statement; return the message's id.

    A note leaves no trace that a customer could count: neither version nor dates nor the number of messages move. What
    the desk writes by itself answers nobody, so that the last message stays the one before.
    """
    message_id = tx.new_id()
    names = tuple(effect.clock)
    await tx.change(
        _adding(names), tx.workspace_id, ticket.id, message_id, message.author_id, message.author_kind,
        "internal" if message.is_internal else "public", message.reply_to_id, message.source, message.html,
        message.body, tx.now, effect.status, effect.assignee_id, effect.first_response_at, effect.reopens,
        message.preview, message.home_id, *(effect.clock[name] for name in names),
    )  # fmt: skip
    return message_id


@cache
def _adding(names: tuple[str, ...]) -> str:
    written = "".join(f", {name} = ${place}::{COLUMNS[name]}" for place, name in enumerate(names, start=18))
    return _ADD.format(clock=written)


async def is_of_ticket(tx: Tx, message_id: UUID, ticket_id: UUID, *, and_public: bool) -> bool:
    """Say whether a message stands on a ticket (and, if asked, is public)."""
    return bool(
        await tx.value(
            "select exists (select 1 from messages where workspace_id = $1 and id = $2 and ticket_id = $3 "
            "and (visibility = 'public' or not $4))",
            tx.workspace_id, message_id, ticket_id, and_public,
        )
    )  # fmt: skip


async def has_newer_public(tx: Tx, ticket_id: UUID, *, after: UUID, by_others_than: UUID | None) -> bool:
    """Say whether somebody else wrote a public message after the one that was seen last."""
    return bool(
        await tx.value(
            "select exists (select 1 from messages where workspace_id = $1 and ticket_id = $2 and id > $3 "
            "and visibility = 'public' and author_id is distinct from $4)",
            tx.workspace_id, ticket_id, after, by_others_than,
        )
    )  # fmt: skip
