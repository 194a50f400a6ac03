"""Endpoints of webhooks as admins find and read them, and what was sent to them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.trail import OF_WEBHOOK, Step
from deskhand.rules.access import Can
from deskhand.rules.delivery import State
from deskhand.rules.errors import NotFound
from deskhand.rules.webhook import REPLAYED, Endpoint
from deskhand.store.db import Reading

PAGE = 50
"""Deliveries of one page."""


class Line(Endpoint, frozen=True, kw_only=True):
    """An endpoint with how it fared of late; never its secret."""

    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_error: str | None
    created_by: str | None
    created_at: datetime


class View(Line, frozen=True, kw_only=True):
    """An endpoint with the rules that send to it and what became of it, the newest change first."""

    rules: list[str]
    trail: list[Step]


class Sent(Struct, frozen=True, kw_only=True):
    """A delivery to an endpoint; `event` is what its body says happened, `error` why the last attempt failed."""

    id: UUID
    message_id: str
    event: str
    ticket_id: UUID | None
    ticket_number: str | None
    state: State
    reason: str | None
    attempts: int
    generation: int
    error: str | None
    answer: str | None
    body: str | None
    created_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    is_newest: bool

    @property
    def can_be_replayed(self) -> bool:
        """Say whether it can be sent again."""
        return self.is_newest and self.state in REPLAYED


class SentPage(Struct, frozen=True, kw_only=True):
    """Some deliveries, the newest first; `before` leads to the next page."""

    items: list[Sent]
    before: UUID | None


_LINE = """
    select h.id, h.name, h.url, h.events, h.off, h.rotated_at, h.last_success_at, h.last_failure_at, h.last_error,
           u.name as created_by, h.created_at
"""
_TABLES = """
    from webhooks h left join users u on u.workspace_id = h.workspace_id and u.id = h.created_by_id
    where h.workspace_id = $1 and h.removed_at is null
"""
_LIST = f"{_LINE} {_TABLES} order by lower(h.name), h.id"
_ONE = f"""
    {_LINE},
           array(select a.name from automation_rules a where a.workspace_id = $1 and a.removed_at is null
                 and a.content -> 'effects' -> 'webhooks' ? h.id::text order by a.position, a.id) as rules,
           {OF_WEBHOOK} {_TABLES} and h.id = $2
"""  # noqa: S608 (constants)
_SENT = """
    select d.id, 'msg_' || replace(d.event_id::text, '-', '') as message_id, d.notification_type as event, d.ticket_id,
           t.number as ticket_number, d.state, d.reason, d.attempts, d.generation, d.error_message as error,
           d.provider_response as answer, d.message as body, d.created_at, d.due_at, d.delivered_at,
           not exists (select 1 from deliveries n where n.workspace_id = d.workspace_id and n.webhook_id = d.webhook_id
                       and n.event_id = d.event_id and n.generation > d.generation) as is_newest
    from webhooks h join deliveries d on d.workspace_id = h.workspace_id and d.webhook_id = h.id
    left join tickets t on t.workspace_id = d.workspace_id and t.id = d.ticket_id
    where h.workspace_id = $1 and h.id = $2 and h.removed_at is null and ($3::uuid is null or d.id < $3)
    order by d.id desc limit $4
"""


@query(needs=Can.MANAGE_WEBHOOKS)
async def list_webhooks(reading: Reading) -> list[Line]:
    """Return the endpoints by name."""
    return [msgspec.convert(dict(row), Line) for row in await reading.rows(_LIST, reading.workspace_id)]


@query(needs=Can.MANAGE_WEBHOOKS)
async def read_webhook(reading: Reading, webhook_id: UUID) -> View:
    """Return an endpoint with its trail."""
    row = await reading.row(_ONE, reading.workspace_id, webhook_id)
    if row is None:
        raise NotFound("There is no such endpoint; it may have been removed.")
    return msgspec.convert(dict(row), View)


@query(needs=Can.MANAGE_WEBHOOKS)
async def list_sent(reading: Reading, webhook_id: UUID, *, before: UUID | None = None, most: int = PAGE) -> SentPage:
    """Return a page of what was sent to an endpoint, or is to be."""
    rows = await reading.rows(_SENT, reading.workspace_id, webhook_id, before, most + 1)
    items = [msgspec.convert(dict(row), Sent) for row in rows[:most]]
    return SentPage(items=items, before=items[-1].id if len(rows) > most else None)


@query(needs=Can.MANAGE_AUTOMATION)
async def offered(reading: Reading) -> list[tuple[UUID, str]]:
    """Return the endpoints that a rule can send to, by name."""
    return [(row["id"], row["name"]) for row in await reading.rows(_LIST, reading.workspace_id)]
