"""What a webhook says: the event, its ticket as it stands, and what happened; never a word of an internal note."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules import events
from deskhand.rules.events import Event
from deskhand.rules.webhook import BY_RULE, EVENTS, TEST

_SAID = {
    "changes": "changes", "resolution": "resolution", "rating": "rating", "comment": "comment", "target": "target",
    "due_at": "dueAt", "relation": "relation", "other_id": "otherTicketId",
}  # fmt: skip
"""The parts of an event that are told, by what the body calls them."""


class About(Struct, frozen=True, kw_only=True):
    """The ticket of an event as it stands."""

    id: UUID
    number: str
    subject: str
    status: str
    priority: str
    type: str
    source: str
    requester_id: UUID
    organization_id: UUID | None
    assignee_id: UUID | None
    team_id: UUID | None
    category_key: str | None
    created_at: datetime


class Told(Struct, frozen=True, kw_only=True):
    """An event with what a webhook says of it; `text` are the public words that it is about."""

    event: Event
    at: datetime
    actor_id: UUID | None
    actor_name: str
    base_url: str
    ticket: About | None = None
    text: str | None = None


def name_of(event: Event) -> str:
    """Return what the body says happened."""
    match event:
        case events.WebhookTested():
            return TEST
        case events.WebhookAsked():
            return BY_RULE
        case _:
            return event.name


def body_of(told: Told) -> str:
    """Return the body of a webhook."""
    moment = told.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    content = {"event": name_of(told.event), "data": _content(told), "timestamp": moment}
    return msgspec.json.encode(content).decode()


def _content(told: Told) -> dict[str, Any]:
    by = {"id": told.actor_id, "name": told.actor_name}
    ticket = {} if told.ticket is None else _ticket(told.ticket, base_url=told.base_url)
    return {**ticket, "by": by, **_happened(told)}


def _ticket(ticket: About, *, base_url: str) -> dict[str, Any]:
    return {
        "ticketId": ticket.id, "number": ticket.number, "subject": ticket.subject, "status": ticket.status,
        "priority": ticket.priority, "type": ticket.type, "source": ticket.source, "userId": ticket.requester_id,
        "organizationId": ticket.organization_id, "assigneeId": ticket.assignee_id, "teamId": ticket.team_id,
        "category": ticket.category_key, "createdAt": ticket.created_at,
        "url": f"{base_url.rstrip('/')}/admin/support/{ticket.id}",
    }  # fmt: skip


def _happened(told: Told) -> dict[str, Any]:
    """Return what is said of an event beside its ticket: named one by one, so that nothing else gets out."""
    event = told.event
    if isinstance(event, events.WebhookAsked):
        return {"rule": {"id": event.rule_id, "name": event.rule_name}, "trigger": event.trigger}
    if event.name not in EVENTS:
        return {}
    said = {name: getattr(event, part) for part, name in _SAID.items() if hasattr(event, part)}
    if isinstance(event, events.MessageAdded):
        said["message"] = {"id": event.message_id, "by": event.by, "content": told.text}
    elif isinstance(event, events.TicketCreated):
        said["message"] = {"id": event.message_id, "content": told.text}
    return said | ({"changes": _changes(said["changes"])} if "changes" in said else {})


def _changes(changes: dict[str, events.Change]) -> dict[str, Any]:
    return {name: {"from": before, "to": after} for name, (before, after) in changes.items()}
