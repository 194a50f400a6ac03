"""Rows of rules that are tried on what happened, and of what they would have done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.kit.ids import id_at
from deskhand.rules.automation.backtest import KEPT, SPAN, Counts, Would
from deskhand.rules.automation.rule import Content
from deskhand.store.db import Tx


class Hit(Struct, frozen=True, kw_only=True):
    """What a rule would have done at an event, and at which moment."""

    event_id: UUID
    ticket_id: UUID
    event: str
    at: datetime
    would: Would


class Looked(Struct, frozen=True, kw_only=True):
    """What came of the next events of a run, under the fence of its claim; `counts` are those of the whole run."""

    backtest_id: UUID
    fence: int
    place: UUID
    reached_at: datetime
    counts: Counts
    hits: tuple[Hit, ...]
    is_done: bool
    is_cut: bool = False


async def replace_own(tx: Tx, owner_id: UUID, content: Content, *, rule_id: UUID | None) -> UUID:
    """Write a new run, due at once, in the place of those that somebody had."""
    await tx.value("select 1 from users where workspace_id = $1 and id = $2 for update", tx.workspace_id, owner_id)
    await tx.change("delete from backtests where workspace_id = $1 and owner_id = $2", tx.workspace_id, owner_id)
    backtest_id, since = tx.new_id(), tx.now - SPAN
    await tx.change(
        "insert into backtests (workspace_id, id, owner_id, rule_id, content, state, since, until, place, reached_at, "
        "due_at, created_at) values ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8, $6, $7, $7)",
        tx.workspace_id, backtest_id, owner_id, rule_id, msgspec.json.encode(content).decode(), since, tx.now,
        id_at(since),
    )  # fmt: skip
    return backtest_id


async def note_looked(tx: Tx, looked: Looked) -> bool:
    """Note what came of the next events, and have those after them looked at; False for an old claim."""
    touched = await tx.change(
        "update backtests set place = $4, reached_at = $5, counts = $6, hits = hits + $7, is_cut = $8, attempts = 0, "
        "state = case when $9 then 'done' else 'looking' end, "
        "due_at = case when $9 then null else $10::timestamptz end, "
        "finished_at = case when $9 then $10::timestamptz end "
        "where workspace_id = $1 and id = $2 and fence = $3",
        tx.workspace_id, looked.backtest_id, looked.fence, looked.place, looked.reached_at,
        msgspec.json.encode(looked.counts).decode(), len(looked.hits), looked.is_cut, looked.is_done, tx.now,
    )  # fmt: skip
    if touched:
        await _add_hits(tx, looked.backtest_id, looked.hits)
    return touched == 1


async def fail(tx: Tx, backtest_id: UUID, *, fence: int, reason: str) -> None:
    """Give a claimed run up."""
    await tx.change(
        "update backtests set state = 'failed', reason = $4, due_at = null, finished_at = $5 "
        "where workspace_id = $1 and id = $2 and fence = $3",
        tx.workspace_id, backtest_id, fence, reason, tx.now,
    )  # fmt: skip


async def forget_old(tx: Tx) -> int:
    """Remove runs of long ago; return how many."""
    return await tx.change(
        "delete from backtests where workspace_id = $1 and created_at < $2", tx.workspace_id, tx.now - KEPT
    )


async def _add_hits(tx: Tx, backtest_id: UUID, hits: Sequence[Hit]) -> None:
    await tx.change_each(
        "insert into backtest_hits (workspace_id, backtest_id, event_id, ticket_id, event, at, has_run, has_sent, "
        "would) select $1, $2, $3, t.id, $5, $6, $7, $8, $9 from tickets t where t.workspace_id = $1 and t.id = $4",
        [
            (tx.workspace_id, backtest_id, hit.event_id, hit.ticket_id, hit.event, hit.at, hit.would.has_run,
             hit.would.wrote == "reply", msgspec.json.encode(hit.would).decode())
            for hit in hits
        ],
    )  # fmt: skip
