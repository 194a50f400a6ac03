"""Rows of the timetable: what recurs in each workspace, and how its last run went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from deskhand.store.db import Tx
from deskhand.store.everywhere import Turn


async def ensure(tx: Tx, first_runs: Mapping[str, datetime]) -> None:
    """Have rows for exactly these names; a new one comes due at its first run."""
    await tx.change(
        "insert into timetable (workspace_id, name, due_at) select $1, n, d from unnest($2::text[], $3::timestamptz[]) "
        "as t (n, d) on conflict do nothing",
        tx.workspace_id, list(first_runs), list(first_runs.values()),
    )  # fmt: skip
    await tx.change(
        "delete from timetable where workspace_id = $1 and name <> all($2)", tx.workspace_id, list(first_runs)
    )


async def finish(tx: Tx, turn: Turn, *, next_due: datetime, result: str) -> bool:
    """Note how a run went and when the next one is due; False when the run's claim had passed on."""
    changed = await tx.change(
        "update timetable set due_at = $4, lease_until = null, finished_at = $5, last_result = $6 "
        "where workspace_id = $1 and name = $2 and fence = $3",
        tx.workspace_id, turn.name, turn.fence, next_due, tx.now, result,
    )  # fmt: skip
    return changed == 1
