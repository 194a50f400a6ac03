"""Rows of the timetable: what recurs in each workspace, and how its last run went."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct

from deskhand.rules.schedule import Job
from deskhand.store.db import Tx
from deskhand.store.everywhere import Turn


class Planned(Struct, frozen=True):
    """When a job runs next, and the time zone in which that was reckoned; None for UTC."""

    name: str
    due_at: datetime
    zone: str | None = None


async def ensure(tx: Tx, planned: Collection[Planned]) -> None:
    """Have rows for exactly these jobs; a new one comes due as planned, another one too where its time zone changed."""
    names = [one.name for one in planned]
    await tx.change(
        "insert into timetable (workspace_id, name, due_at, zone) select $1, n, d, z "
        "from unnest($2::text[], $3::timestamptz[], $4::text[]) as t (n, d, z) "
        "on conflict (workspace_id, name) do update set due_at = excluded.due_at, zone = excluded.zone "
        "where timetable.zone is distinct from excluded.zone and timetable.asked_at is null",
        tx.workspace_id, names, [one.due_at for one in planned], [one.zone for one in planned],
    )  # fmt: skip
    await tx.change("delete from timetable where workspace_id = $1 and name <> all($2)", tx.workspace_id, names)


async def locked(tx: Tx, name: str) -> Job | None:
    """Return a job, and hold its row until the transaction ends."""
    row = await tx.row(
        "select name, due_at, lease_until, asked_at, started_at, finished_at, last_result, failures from timetable "
        "where workspace_id = $1 and name = $2 for update",
        tx.workspace_id, name,
    )  # fmt: skip
    return None if row is None else Job(**dict(row))


async def ask_for_run(tx: Tx, name: str) -> None:
    """Have a job come due now, because somebody asked."""
    await tx.change(
        "update timetable set due_at = least(due_at, $3), asked_at = $3 where workspace_id = $1 and name = $2",
        tx.workspace_id, name, tx.now,
    )  # fmt: skip


async def put_off(tx: Tx, turn: Turn, planned: Planned) -> bool:
    """Have a claimed job run at another moment instead; False when the claim had passed on."""
    changed = await tx.change(
        "update timetable set due_at = $4, zone = $5, lease_until = null, started_at = null "
        "where workspace_id = $1 and name = $2 and fence = $3",
        tx.workspace_id, turn.name, turn.fence, planned.due_at, planned.zone,
    )  # fmt: skip
    return changed == 1


async def reckon_anew(tx: Tx) -> None:
    """Have a worker reckon at once when the jobs run that keep the workspace's own time."""
    await tx.change(
        "update timetable set due_at = least(due_at, $2) where workspace_id = $1 and zone is not null",
        tx.workspace_id, tx.now,
    )  # fmt: skip


async def finish(tx: Tx, turn: Turn, planned: Planned, *, result: str, is_failure: bool = False) -> bool:
    """Note how a run went and when the next one is due; False when the run's claim had passed on."""
    changed = await tx.change(
        "update timetable set due_at = $4, zone = $5, lease_until = null, asked_at = null, finished_at = $6, "
        "last_result = $7, failures = case when $8 then failures + 1 else 0 end "
        "where workspace_id = $1 and name = $2 and fence = $3",
        tx.workspace_id, turn.name, turn.fence, planned.due_at, planned.zone, tx.now, result, is_failure,
    )  # fmt: skip
    return changed == 1
