"""What can have happened to templates and macros."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class TemplateCreated(Event, frozen=True, kw_only=True):
    """A reply or ticket template was made."""

    name = "template.created"
    public = False
    template_id: UUID
    changes: dict[str, Change]


class TemplateChanged(Event, frozen=True, kw_only=True):
    """A template was changed; `changes` holds from and to by field, its text included."""

    name = "template.changed"
    public = False
    template_id: UUID
    changes: dict[str, Change]


class TemplateRemoved(Event, frozen=True, kw_only=True):
    """A template was removed; `changes` holds what it said."""

    name = "template.removed"
    public = False
    template_id: UUID
    changes: dict[str, Change]


class MacroCreated(Event, frozen=True, kw_only=True):
    """A macro was made."""

    name = "macro.created"
    public = False
    macro_id: UUID
    changes: dict[str, Change]


class MacroChanged(Event, frozen=True, kw_only=True):
    """A macro was changed; `changes` holds from and to by field."""

    name = "macro.changed"
    public = False
    macro_id: UUID
    changes: dict[str, Change]


class MacroRemoved(Event, frozen=True, kw_only=True):
    """A macro was removed; `changes` holds what it did."""

    name = "macro.removed"
    public = False
    macro_id: UUID
    changes: dict[str, Change]


class MacroApplied(Event, frozen=True, kw_only=True):
    """A macro was applied to a ticket; `before` and `after` hold what of it can be taken back, by column."""

    name = "macro.applied"
    public = False
    macro_id: UUID
    macro_name: str
    sent: bool
    before: dict[str, str | None]
    after: dict[str, str | None]
