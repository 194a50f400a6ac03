"""The whole trail of a ticket: who did what when, from what to what, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct, convert

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.events import Change
from deskhand.store.db import Reading


class Step(Struct, frozen=True, kw_only=True):
    """Something that happened to a ticket."""

    id: UUID
    at: datetime
    event: str
    who: str
    who_kind: str
    who_id: UUID | None
    why: str | None
    changes: dict[str, Change]


class Trail(Struct, frozen=True, kw_only=True):
    """All that happened to a ticket, the earliest first."""

    number: str
    steps: list[Step]


_TRAIL = """
    select t.number, (
        select coalesce(jsonb_agg(jsonb_build_object(
            'id', e.id, 'at', e.created_at, 'event', e.name, 'who', e.actor_name, 'who_kind', e.actor_kind,
            'who_id', e.actor_id, 'why', coalesce(e.payload ->> 'reason', e.payload ->> 'resolution'),
            'changes', case when jsonb_typeof(e.payload -> 'changes') = 'object' then e.payload -> 'changes'
                            else '{}' end) order by e.id), '[]')
        from events e where e.workspace_id = t.workspace_id and e.ticket_id = t.id) as steps
    from tickets t
"""


@query(needs=Can.WORK_QUEUE)
async def read_trail(reading: Reading, ticket_id: UUID) -> Trail:
    """Return the whole trail of a ticket in one statement, internal steps included."""
    where = this_one(reading.actor, ticket_id)
    record = await reading.row(f"{_TRAIL} where {where.text()}", *where.values)
    if record is None:
        raise NotFound("There is no such ticket.")
    return convert({"number": record["number"], "steps": record["steps"]}, Trail)
