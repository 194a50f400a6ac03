"""What can have happened to calendars and policies of deadlines."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class CalendarCreated(Event, frozen=True, kw_only=True):
    """A calendar was made."""

    name = "calendar.created"
    public = False
    calendar_id: UUID
    label: str


class CalendarChanged(Event, frozen=True, kw_only=True):
    """A calendar was renamed, or its hours, holidays or time zone are others from a moment on."""

    name = "calendar.changed"
    public = False
    calendar_id: UUID
    label: str
    changes: dict[str, Change]


class CalendarRemoved(Event, frozen=True, kw_only=True):
    """A calendar that no policy counts by was removed; what was judged by it stays."""

    name = "calendar.removed"
    public = False
    calendar_id: UUID
    label: str


class CalendarRestored(Event, frozen=True, kw_only=True):
    """The removal of a calendar was taken back."""

    name = "calendar.restored"
    public = False
    calendar_id: UUID
    label: str
    changes: dict[str, Change]


class PolicyCreated(Event, frozen=True, kw_only=True):
    """A policy of deadlines was made; `changes` holds what it promises."""

    name = "policy.created"
    public = False
    policy_id: UUID
    label: str
    changes: dict[str, Change]


class PolicyChanged(Event, frozen=True, kw_only=True):
    """A policy was renamed, or promises something else from now on."""

    name = "policy.changed"
    public = False
    policy_id: UUID
    label: str
    changes: dict[str, Change]


class PolicyRemoved(Event, frozen=True, kw_only=True):
    """A policy that nobody uses was removed; what was judged by it stays."""

    name = "policy.removed"
    public = False
    policy_id: UUID
    label: str


class PolicyRestored(Event, frozen=True, kw_only=True):
    """The removal of a policy was taken back."""

    name = "policy.restored"
    public = False
    policy_id: UUID
    label: str
    changes: dict[str, Change]
