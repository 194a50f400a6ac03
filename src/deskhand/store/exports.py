"""Rows of exports; their pieces lie in the file store under the fences of the claims that wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.exports import Wanted
from deskhand.store.db import Tx


class Piece(Struct, frozen=True, kw_only=True):
    """A piece that was stored under the fence of its claim; no place means that it is the last one."""

    export_id: UUID
    fence: int
    tickets: int
    size: int
    place: str | None
    total: int


async def add(tx: Tx, *, owner_id: UUID, name: str, wanted: Wanted) -> UUID:
    """Write a new export, due at once."""
    export_id = tx.new_id()
    await tx.change(
        "insert into exports (workspace_id, id, owner_id, name, wanted, state, due_at, created_at) "
        "values ($1, $2, $3, $4, $5, 'waiting', $6, $6)",
        tx.workspace_id, export_id, owner_id, name, msgspec.json.encode(wanted).decode(), tx.now,
    )  # fmt: skip
    return export_id


async def count_unfinished(tx: Tx, owner_id: UUID) -> int:
    """Return how many exports of somebody are not finished; nobody adds one until the transaction ends."""
    await tx.value("select 1 from users where workspace_id = $1 and id = $2 for update", tx.workspace_id, owner_id)
    return int(
        await tx.value(
            "select count(*) from exports where workspace_id = $1 and owner_id = $2 "
            "and state in ('waiting', 'writing') and expires_at is null",
            tx.workspace_id, owner_id,
        )
    )  # fmt: skip


async def add_piece(tx: Tx, piece: Piece, *, expires_at: datetime) -> bool:
    """Note a stored piece, and when the next one is due or until when all can be fetched; False for an old claim."""
    stored = [piece.fence] if piece.size else []
    touched = await tx.change(
        "update exports set pieces = pieces || $4::integer[], written = written + $5, size = size + $6, place = $7, "
        "total = case when total = 0 then $8 else total end, attempts = 0, "
        "state = case when $7::text is null then 'ready' else 'writing' end, "
        "due_at = case when $7::text is null then null else $9::timestamptz end, "
        "finished_at = case when $7::text is null then $9::timestamptz end, "
        "expires_at = case when $7::text is null then $10::timestamptz end "
        "where workspace_id = $1 and id = $2 and fence = $3 and erasing_since is null",
        tx.workspace_id, piece.export_id, piece.fence, stored, piece.tickets, piece.size, piece.place, piece.total,
        tx.now, expires_at,
    )  # fmt: skip
    return touched == 1


async def renew(tx: Tx, held: Mapping[UUID, int], *, until: datetime) -> None:
    """Have claimed exports come due later, those that were not claimed anew meanwhile."""
    await tx.change(
        "update exports e set due_at = $4 from unnest($2::uuid[], $3::integer[]) as h (id, fence) "
        "where e.workspace_id = $1 and e.id = h.id and e.fence = h.fence and e.due_at is not null",
        tx.workspace_id, list(held), list(held.values()), until,
    )  # fmt: skip


async def put_off(tx: Tx, export_id: UUID, *, fence: int, until: datetime) -> None:
    """Have a claimed export come due later."""
    await tx.change(
        "update exports set due_at = $4 where workspace_id = $1 and id = $2 and fence = $3",
        tx.workspace_id, export_id, fence, until,
    )  # fmt: skip


async def fail(tx: Tx, export_id: UUID, *, fence: int, reason: str, expires_at: datetime) -> bool:
    """Give a claimed export up; False for an old claim."""
    touched = await tx.change(
        "update exports set state = 'failed', reason = $4, due_at = null, finished_at = $5, expires_at = $6 "
        "where workspace_id = $1 and id = $2 and fence = $3",
        tx.workspace_id, export_id, fence, reason, tx.now, expires_at,
    )  # fmt: skip
    return touched == 1


async def expire(tx: Tx, export_id: UUID, *, owner_id: UUID) -> bool:
    """Have an export of somebody end now, whether or not it is finished."""
    touched = await tx.change(
        "update exports set expires_at = $4, due_at = null where workspace_id = $1 and id = $2 and owner_id = $3",
        tx.workspace_id, export_id, owner_id, tx.now,
    )  # fmt: skip
    return touched == 1


async def state_of(tx: Tx, export_id: UUID, *, owner_id: UUID) -> str | None:
    """Return how somebody's export stands; None when there is none of theirs, or it has expired."""
    found: str | None = await tx.value(
        "select state from exports where workspace_id = $1 and id = $2 and owner_id = $3 "
        "and (expires_at is null or expires_at > $4) and erasing_since is null",
        tx.workspace_id, export_id, owner_id, tx.now,
    )  # fmt: skip
    return found


async def condemn(tx: Tx, *, most: int) -> list[tuple[UUID, int]]:
    """Mark expired exports; return all that are marked, with the last fence under which they wrote."""
    await tx.change(
        "update exports set erasing_since = $2, due_at = null, fence = fence + 1 where workspace_id = $1 and id in ("
        "select id from exports where workspace_id = $1 and expires_at <= $2 and erasing_since is null "
        "order by expires_at limit $3 for update skip locked)",
        tx.workspace_id, tx.now, most,
    )  # fmt: skip
    rows = await tx.rows(
        "select id, fence from exports where workspace_id = $1 and expires_at <= $2 and erasing_since is not null "
        "order by expires_at limit $3",
        tx.workspace_id, tx.now, most,
    )  # fmt: skip
    return [(row["id"], row["fence"]) for row in rows]


async def erase(tx: Tx, export_id: UUID) -> bool:
    """Remove the row of a condemned export, whose pieces are gone."""
    return (
        await tx.change(
            "delete from exports where workspace_id = $1 and id = $2 and erasing_since is not null",
            tx.workspace_id, export_id,
        ) == 1
    )  # fmt: skip
