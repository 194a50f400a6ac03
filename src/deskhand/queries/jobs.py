"""Follow-ups that were given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.store.db import Reading

MOST = 500
"""Rows at most."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A follow-up that failed too often; it stays until somebody has it tried again."""

    id: UUID
    reaction: str
    event: str | None
    ticket_id: UUID | None
    attempts: int
    last_error: str | None
    dead_at: datetime


@query(needs=Can.OPERATE)
async def dead_letters(reading: Reading) -> list[DeadLetter]:
    """Return dead letters, the newest first."""
    rows = await reading.rows(
        "select j.id, j.reaction, e.name, e.ticket_id, j.attempts, j.last_error, j.dead_at from jobs j "
        "left join events e on e.workspace_id = j.workspace_id and e.id = j.event_id "
        "where j.workspace_id = $1 and j.dead_at is not null order by j.dead_at desc limit $2",
        reading.workspace_id, MOST,
    )  # fmt: skip
    return [DeadLetter(*row) for row in rows]
