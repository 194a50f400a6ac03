"""What can have happened to automation rules."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class RuleCreated(Event, frozen=True, kw_only=True):
    """An automation rule was made."""

    name = "rule.created"
    public = False
    rule_id: UUID
    changes: dict[str, Change]


class RuleChanged(Event, frozen=True, kw_only=True):
    """An automation rule was changed, moved, or switched on or off; `changes` holds from and to by part."""

    name = "rule.changed"
    public = False
    rule_id: UUID
    changes: dict[str, Change]


class RuleRemoved(Event, frozen=True, kw_only=True):
    """An automation rule was removed; `changes` holds what it did."""

    name = "rule.removed"
    public = False
    rule_id: UUID
    changes: dict[str, Change]


class RuleRestored(Event, frozen=True, kw_only=True):
    """An automation rule that was removed is there again, switched off."""

    name = "rule.restored"
    public = False
    rule_id: UUID
    changes: dict[str, Change]
