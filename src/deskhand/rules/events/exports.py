"""What can have happened to exports of tickets."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Event


class ExportAsked(Event, frozen=True, kw_only=True):
    """Somebody asked for an export; `wanted` says of which tickets, and how it is written."""

    name = "export.asked"
    public = False
    export_id: UUID
    wanted: str


class ExportFinished(Event, frozen=True, kw_only=True):
    """An export is ready; `tickets` is how many it holds."""

    name = "export.finished"
    public = False
    export_id: UUID
    tickets: int


class ExportFailed(Event, frozen=True, kw_only=True):
    """An export was given up."""

    name = "export.failed"
    public = False
    export_id: UUID
    reason: str


class ExportFetched(Event, frozen=True, kw_only=True):
    """Its owner fetched an export."""

    name = "export.fetched"
    public = False
    export_id: UUID


class ExportErased(Event, frozen=True, kw_only=True):
    """An export was erased with its file."""

    name = "export.erased"
    public = False
    export_id: UUID
