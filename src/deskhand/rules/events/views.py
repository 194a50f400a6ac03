"""What can have happened to saved views of the queue."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class ViewCreated(Event, frozen=True, kw_only=True):
    """A view of the queue was saved."""

    name = "view.created"
    public = False
    view_id: UUID
    changes: dict[str, Change]


class ViewChanged(Event, frozen=True, kw_only=True):
    """A view of the queue was changed; `changes` holds from and to by field."""

    name = "view.changed"
    public = False
    view_id: UUID
    changes: dict[str, Change]


class ViewRemoved(Event, frozen=True, kw_only=True):
    """A view of the queue was removed; `changes` holds what it was."""

    name = "view.removed"
    public = False
    view_id: UUID
    changes: dict[str, Change]


class ViewRestored(Event, frozen=True, kw_only=True):
    """The removal of a view of the queue was taken back."""

    name = "view.restored"
    public = False
    view_id: UUID
    changes: dict[str, Change]
