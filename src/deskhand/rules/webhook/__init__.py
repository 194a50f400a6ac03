"""Outgoing webhooks: what an endpoint is, and what it can be told of."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from deskhand.kit.text import without_controls
from deskhand.rules import events
from deskhand.rules.delivery import REPLAYED as STOPPED
from deskhand.rules.delivery import State
from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Invalid
from deskhand.rules.outbound import Networks, flaw_in_url

NAME_LIMIT = 100
"""Characters of an endpoint's name."""
MOST = 50
"""Endpoints of a workspace."""

EVENTS: tuple[str, ...] = tuple(
    event.name
    for event in (
        events.TicketCreated, events.TicketUpdated, events.TicketAssigned, events.MessageAdded, events.StatusChanged,
        events.TicketResolved, events.TicketClosed, events.TicketReopened, events.TicketMerged, events.TicketRated,
        events.SlaWarning, events.SlaBreached,
    )
)  # fmt: skip
"""The names of the events that an endpoint can be told of."""
TEST = "webhook.test"
"""What the body of a test says happened."""
BY_RULE = "rule.ran"
"""What the body says happened that a rule has sent."""


REPLAYED = frozenset({*STOPPED, State.DELIVERED, State.SUPPRESSED})
"""States of which a message can be sent again: its receiver drops what it has."""


NOT_TAKEN = REPLAYED - {State.DELIVERED}
"""States of messages that their endpoint did not take, as far as is known."""
REPLAYED_AT_ONCE = 500
"""Messages that are sent again in one go."""


class Off(StrEnum):
    """Why an endpoint is sent nothing."""

    SWITCHED_OFF = "switched_off"
    GONE = "gone"


class Endpoint(Struct, frozen=True, kw_only=True):
    """Where webhooks go; `events` are those that it is told of by itself, none where rules alone name it."""

    id: UUID
    name: str
    url: str
    events: tuple[str, ...] = ()
    off: Off | None = None
    rotated_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Say whether it is sent anything."""
        return self.off is None


def checked(endpoint: Endpoint, *, allowed: Networks, before: Endpoint | None = None) -> Endpoint:
    """Return an endpoint as it will be kept; refuse with a sentence for each flaw.

    An address that stays as it was is not asked again: one that may be called no more can still be switched off.
    """
    url = endpoint.url.strip()
    flaws = {
        "name": flaw_in_line(endpoint.name, limit=NAME_LIMIT),
        "url": None if before is not None and before.url == url else _flaw_in_url(url, allowed=allowed),
        "events": _flaw_in_events(endpoint.events),
    }
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
    wanted = tuple(name for name in EVENTS if name in endpoint.events)
    return replace(endpoint, name=without_controls(endpoint.name).strip(), url=url, events=wanted)


def changes_of(before: Endpoint | None, after: Endpoint) -> dict[str, events.Change]:
    """Return what differs, as the trail tells it."""
    old, new = ({} if before is None else _told(before)), _told(after)
    return {name: (old.get(name), value) for name, value in new.items() if old.get(name) != value}


def _told(endpoint: Endpoint) -> dict[str, str | None]:
    return {
        "name": endpoint.name, "url": endpoint.url, "events": ", ".join(endpoint.events) or None,
        "is_active": "true" if endpoint.is_active else "false",
    }  # fmt: skip


def _flaw_in_url(url: str, *, allowed: Networks) -> str | None:
    return flaw_in_url(url, allowed=allowed) if url else "must not be empty"


def _flaw_in_events(names: tuple[str, ...]) -> str | None:
    strange = next((name for name in names if name not in EVENTS), None)
    return None if strange is None else f"“{strange[:60]}” is not told of; choose among: {', '.join(EVENTS)}"
