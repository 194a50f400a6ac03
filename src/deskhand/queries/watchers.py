"""Who watches a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.store.db import Reading

WATCHERS = """
    (select coalesce(jsonb_agg(jsonb_build_array(u.id, u.name, u.email, u.role) order by u.name, u.id), '[]')
     from ticket_watchers w join users u on u.workspace_id = w.workspace_id and u.id = w.user_id
     where w.workspace_id = t.workspace_id and w.ticket_id = t.id) as watchers
"""
"""Parts of the watchers of a ticket `t`; customers find themselves, and nobody else."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who watches a ticket."""

    id: UUID
    name: str
    email: str
    role: str


@query(needs=Can.READ_TICKET)
async def watchers_of(reading: Reading, ticket_id: UUID) -> list[Watcher]:
    """Return who watches a ticket, by name; customers learn of themselves alone."""
    where = this_one(reading.actor, ticket_id)
    row = await reading.row(f"select {WATCHERS} from tickets t where {where.text()}", *where.values)  # noqa: S608 (constants)
    if row is None:
        raise NotFound("There is no such ticket, or it is not yours to see.")
    return watchers_from(row["watchers"])


def watchers_from(items: list[list[str]]) -> list[Watcher]:
    """Return watchers from what WATCHERS selects."""
    return [Watcher(UUID(user_id), name, email, role) for user_id, name, email, role in items]
