"""Who opened how many tickets lately."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deskhand.kit.ids import id_at
from deskhand.store.db import Tx

_NEWEST = """
    select t.created_at from tickets t
    where t.workspace_id = $1 and t.requester_id = $2 and t.id >= $3 and t.created_at > $4 and exists (
        select 1 from messages m
        where m.workspace_id = t.workspace_id and m.ticket_id = t.id and m.is_opening and m.author_id = $2)
    order by t.id desc limit $5
"""


async def one_at_a_time(tx: Tx, user_id: UUID) -> None:
    """Have the openings of one person wait for each other, so that many at once are counted like one by one."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 44))", f"{tx.workspace_id}/{user_id}")


async def newest(tx: Tx, user_id: UUID, *, since: datetime, most: int) -> list[datetime]:
    """Return when somebody opened tickets of their own since then, the newest first."""
    rows = await tx.rows(_NEWEST, tx.workspace_id, user_id, id_at(since), since, most)
    return [row["created_at"] for row in rows]
