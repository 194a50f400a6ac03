"""What can have happened to many tickets at once; each of them tells its own change besides."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Event


class BulkBegun(Event, frozen=True, kw_only=True):
    """Somebody asked to change many tickets, or to take such a change back, and the desk goes through them."""

    name = "bulk.begun"
    public = False
    bulk_id: UUID
    total: int
    undoing: bool = False


class BulkFinished(Event, frozen=True, kw_only=True):
    """A change of many tickets, or its taking back, has come to its end; the numbers say what became of them."""

    name = "bulk.finished"
    public = False
    bulk_id: UUID
    total: int
    changed: int
    undoing: bool = False
