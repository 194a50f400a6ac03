"""Rows of events, read as what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.events import BY_NAME, Event
from deskhand.store.db import Reading, Row


class EventRow(Struct, frozen=True, kw_only=True):
    """An event as it was written."""

    id: UUID
    event: Event
    ticket_id: UUID | None
    actor_id: UUID | None
    actor_name: str
    at: datetime


async def by_ids(reading: Reading, event_ids: Sequence[UUID]) -> dict[UUID, EventRow]:
    """Return events by their ids; one that this version cannot read is left out, as one that is gone."""
    rows = await reading.rows(
        "select id, name, payload, ticket_id, actor_id, actor_name, created_at from events "
        "where workspace_id = $1 and id = any($2)",
        reading.workspace_id, list(event_ids),
    )  # fmt: skip
    return {row["id"]: event for row in rows if (event := _read(row)) is not None}


def _read(row: Row) -> EventRow | None:
    kind = BY_NAME.get(row["name"])
    try:
        event = None if kind is None else msgspec.convert(row["payload"], kind, strict=False)
    except msgspec.ValidationError:
        event = None
    if event is None:
        return None
    return EventRow(
        id=row["id"], event=event, ticket_id=row["ticket_id"], actor_id=row["actor_id"],
        actor_name=row["actor_name"], at=row["created_at"],
    )  # fmt: skip
