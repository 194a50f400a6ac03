"""What a rule is: what sets it off, what must hold, and what it does then."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from deskhand.rules import events

NAME_LIMIT = 100
"""Characters of a rule's name."""
MOST = 100
"""Rules of a workspace."""
NOBODY = "none"
"""What stands for no agent, no team and no category."""
ASSIGNEE = "assignee"
"""What stands for whoever has the ticket when the rule tells them."""
REOPENED = "reopened"
"""What stands for being active again: waiting for support, or open when nobody has the ticket."""
LONGEST_WAIT = 90 * 24 * 60
"""Minutes that a rule waits after its event at most."""

TRIGGERS: tuple[str, ...] = tuple(
    event.name
    for event in (
        events.TicketCreated, events.MessageAdded, events.NoteAdded, events.TicketUpdated, events.TicketAssigned,
        events.TicketClassified, events.StatusChanged, events.TicketResolved, events.TicketClosed,
        events.TicketReopened, events.TicketRated, events.SlaWarning, events.SlaBreached,
    )
)  # fmt: skip
"""The names of the events that set a rule off."""


class Trigger(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """When a rule runs: at any of some events or, with `after` minutes, so long after the latest of them."""

    events: tuple[str, ...]
    after: int | None = None


class Condition(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, rename={"no": "not"}
):
    """What must hold: a field with an operator and what it is compared with, or `all`, `any` or `not` of others."""

    field: str | None = None
    op: str | None = None
    value: Any = None
    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    no: Condition | None = None


ALWAYS = Condition(all=())
"""What holds of every ticket."""


class Effects(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a rule does, in this order: changes, message, status, notice, webhooks; what is not named stays as it is.

    Reopening comes before all of it. `assignee` and `team` are ids or `none`, `category` a key or `none`; `notify`
    holds `assignee` and ids of people or teams, who are told by an internal note; `webhooks` are ids of endpoints.
    """

    priority: str | None = None
    type: str | None = None
    assignee: str | None = None
    team: str | None = None
    category: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    fields: dict[str, Any] = {}
    template_id: UUID | None = None
    text: str | None = None
    public: bool = False
    status: str | None = None
    notify: tuple[str, ...] = ()
    webhooks: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Say whether it writes a message; of what it resolves, the text is the resolution instead."""
        return (self.template_id is not None or self.text is not None) and self.status != "resolved"

    @property
    def sends(self) -> bool:
        """Say whether it writes what the customer reads."""
        return self.writes and self.public


class Expected(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a test expects: that the rule runs or not, what it changes to what, and whether it sends, notes or calls."""

    runs: bool = True
    changes: dict[str, Any] | None = None
    sends: bool | None = None
    notes: bool | None = None
    calls: bool | None = None


class Example(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A test that a rule brings along: given this event and these facts, expect that; other facts are empty."""

    name: str
    event: str
    given: dict[str, Any] = {}
    expect: Expected = Expected()


class Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a rule, of which each version is kept."""

    name: str
    trigger: Trigger
    conditions: Condition = ALWAYS
    effects: Effects
    tests: tuple[Example, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """A rule as it stands."""

    id: UUID
    content: Content
    position: int
    is_active: bool
    version: int
    runs: int
    last_run_at: datetime | None
    created_at: datetime
    updated_at: datetime
    removed_at: datetime | None = None

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.content.name


def reason(name: str) -> str:
    """Return by which name a rule acts in the trail of a ticket."""
    return f"Rule “{name}”"
