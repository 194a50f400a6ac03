"""What can have happened to endpoints of webhooks, and what has them called by name."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class WebhookCreated(Event, frozen=True, kw_only=True):
    """An endpoint of webhooks was made."""

    name = "webhook.created"
    public = False
    webhook_id: UUID
    label: str
    changes: dict[str, Change]


class WebhookChanged(Event, frozen=True, kw_only=True):
    """An endpoint was changed, or switched on or off; `changes` holds from and to by part."""

    name = "webhook.changed"
    public = False
    webhook_id: UUID
    label: str
    changes: dict[str, Change]


class WebhookGone(Event, frozen=True, kw_only=True):
    """An endpoint asked for no more messages (410), and was switched off."""

    name = "webhook.gone"
    public = False
    webhook_id: UUID
    label: str
    changes: dict[str, Change]


class WebhookSecretRotated(Event, frozen=True, kw_only=True):
    """An endpoint has a new secret; the one before signs for a day too."""

    name = "webhook.secret_rotated"
    public = False
    webhook_id: UUID
    label: str


class WebhookRemoved(Event, frozen=True, kw_only=True):
    """An endpoint was removed, with its secrets."""

    name = "webhook.removed"
    public = False
    webhook_id: UUID
    label: str


class WebhookTested(Event, frozen=True, kw_only=True):
    """Somebody had a test sent to an endpoint."""

    name = "webhook.tested"
    public = False
    webhook_id: UUID
    label: str


class WebhookReplayed(Event, frozen=True, kw_only=True):
    """Somebody had a message sent to an endpoint again, or as many as `messages` of those that it did not take."""

    name = "webhook.replayed"
    public = False
    webhook_id: UUID
    label: str
    delivery_id: UUID | None = None
    messages: int = 1


class WebhookAsked(Event, frozen=True, kw_only=True):
    """An automation rule had webhooks sent; `trigger` is the event that set it off."""

    name = "ticket.webhook.asked"
    public = False
    webhook_ids: list[UUID]
    rule_id: UUID
    rule_name: str
    trigger: str
    changes: dict[str, Change]
