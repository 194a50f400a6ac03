"""What was merged into a ticket, and where a merged one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MERGED = """
    (select jsonb_build_array(k.id, k.number) from tickets k
     where k.workspace_id = t.workspace_id and k.id = t.merged_into_id) as merged_into,
    (select coalesce(jsonb_agg(jsonb_build_array(k.id, k.number, k.subject, g.created_at) order by k.id), '[]')
     from tickets k join ticket_merges g on g.workspace_id = k.workspace_id and g.ticket_id = k.id
     where k.workspace_id = t.workspace_id and k.merged_into_id = t.id) as merged
"""
"""Where a ticket `t` stands if it was merged, and what was merged into it; customers learn the first alone."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A ticket that was merged into another one."""

    id: UUID
    number: str
    subject: str
    at: datetime


def place_from(item: list[str] | None) -> tuple[UUID, str] | None:
    """Return id and number of where a ticket stands; None when it stands for itself, or out of sight."""
    return None if item is None else (UUID(item[0]), item[1])


def merged_from(items: list[list[str]]) -> tuple[Merged, ...]:
    """Return what was merged into a ticket."""
    return tuple(Merged(UUID(one), number, subject, datetime.fromisoformat(at)) for one, number, subject, at in items)
