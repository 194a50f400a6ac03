"""What can have happened between tickets, and between a ticket and those who follow it."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class WatcherAdded(Event, frozen=True, kw_only=True):
    """Somebody watches a ticket from now on, by themselves or because an agent added them."""

    name = "ticket.watcher.added"
    public = False
    user_id: UUID
    changes: dict[str, Change]


class WatcherRemoved(Event, frozen=True, kw_only=True):
    """Somebody watches a ticket no more."""

    name = "ticket.watcher.removed"
    public = False
    user_id: UUID
    changes: dict[str, Change]


class TicketLinked(Event, frozen=True, kw_only=True):
    """Two tickets belong together from now on; `relation` is what the other one is to this one."""

    name = "ticket.linked"
    public = False
    relation: str
    other_id: UUID


class TicketUnlinked(Event, frozen=True, kw_only=True):
    """Two tickets do not belong together any more; `relation` is what the other one was to this one."""

    name = "ticket.unlinked"
    public = False
    relation: str
    other_id: UUID


class TicketMerged(Event, frozen=True, kw_only=True):
    """A ticket was merged into another one: this one into the other (`merged_into`), or that one into this."""

    name = "ticket.merged"
    relation: str
    other_id: UUID
    messages: int
    changes: dict[str, Change]


class TicketUnmerged(Event, frozen=True, kw_only=True):
    """A merge was taken back: what belongs to the merged ticket stands on it again."""

    name = "ticket.unmerged"
    relation: str
    other_id: UUID
    messages: int
    changes: dict[str, Change]


class TicketSplit(Event, frozen=True, kw_only=True):
    """A message left a ticket and opened another one; `relation` is what the other one is to this one."""

    name = "ticket.split"
    relation: str
    other_id: UUID
    message_id: UUID
