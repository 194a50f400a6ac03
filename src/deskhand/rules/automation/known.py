"""What is known of a ticket, its people and an event, as conditions ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from deskhand.rules.access import Role
from deskhand.rules.automation.facts import OF_FORM, Fact
from deskhand.rules.events import Event
from deskhand.rules.sla.clock import Standing
from deskhand.rules.sla.colour import Chip

_HOUR = timedelta(hours=1)


class Known(Struct, frozen=True, kw_only=True):
    """A ticket as it stands, with its people."""

    id: UUID
    version: int
    subject: str
    status: str
    priority: str
    type: str
    source: str
    category: str | None
    tags: tuple[str, ...]
    assignee_id: UUID | None
    team_id: UUID | None
    requester_id: UUID
    message_count: int
    first_response_at: datetime | None
    created_at: datetime
    last_message_at: datetime
    rating: int | None
    fields: dict[str, Any]
    requester_name: str
    requester_email: str
    requester_language: str | None
    organization_id: UUID | None
    organization_name: str | None
    is_priority_client: bool
    sla_standing: Standing | None
    sla_nearest_at: datetime | None
    sla_critical_at: datetime | None
    sla_warning_at: datetime | None
    sla_half_at: datetime | None


class Happening(Struct, frozen=True, kw_only=True):
    """An event, what it says, and who caused it; `is_by_rule` when a rule did."""

    event: Event
    actor_id: UUID | None
    role: Role | None = None
    text: str | None = None
    is_by_rule: bool = False


def facts_of(known: Known, happening: Happening, *, now: datetime) -> dict[str, Fact]:
    """Return what a condition may ask about at a moment."""
    changes: Mapping[str, object] = getattr(happening.event, "changes", {})
    chip = Chip(
        standing=known.sla_standing, due_at=known.sla_nearest_at, critical_at=known.sla_critical_at,
        warning_at=known.sla_warning_at, half_at=known.sla_half_at,
    )  # fmt: skip
    return {
        "ticket.subject": known.subject,
        "ticket.status": known.status,
        "ticket.priority": known.priority,
        "ticket.type": known.type,
        "ticket.source": known.source,
        "ticket.category": known.category,
        "ticket.tags": known.tags,
        "ticket.assignee": _text(known.assignee_id),
        "ticket.team": _text(known.team_id),
        "ticket.messages": known.message_count,
        "ticket.answered": known.first_response_at is not None,
        "ticket.hours_old": (now - known.created_at) / _HOUR,
        "ticket.hours_quiet": (now - known.last_message_at) / _HOUR,
        "ticket.rating": known.rating,
        "requester.name": known.requester_name,
        "requester.email": known.requester_email,
        "requester.language": known.requester_language,
        "organization.id": _text(known.organization_id),
        "organization.name": known.organization_name,
        "organization.priority_client": known.is_priority_client,
        "message.text": happening.text,
        "sla.state": chip.colour(now).value,
        "event.by": _by(known, happening),
        "event.changed": tuple(sorted(changes)),
        **{f"{OF_FORM}{key}": _plain(value) for key, value in known.fields.items()},
    }


def _by(known: Known, happening: Happening) -> str:
    if happening.is_by_rule:
        return "rule"
    if happening.actor_id is None:
        return "desk"
    is_customer = happening.actor_id == known.requester_id or happening.role is Role.CUSTOMER
    return "customer" if is_customer else "agent"


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _plain(value: Any) -> Fact:
    return tuple(str(one) for one in value) if isinstance(value, list) else value
