"""The watch over deadlines: how late warnings and breaches are, and what raising 200 costs at two sizes.

The larger desk has BENCH_CROWD tickets, 100,000 if nobody says; with BENCH_DATA, a folder, they are kept.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, at_most
from bench.ground import Ground, ground

SIZES = (10_000, int(os.environ.get("BENCH_CROWD", "100000")))
DUE = 200
"""Tickets that are due: all at one moment for the cost, spread over some seconds for the lateness.

One agent has them all, so that each is told to one person at either size.
"""
SPREAD = 20
AHEAD = 3
"""Seconds from now until the first is due."""
PATIENCE = 60
_CHOSEN = """
    select t.id from tickets t
    join organizations o on o.workspace_id = t.workspace_id and o.id = t.organization_id
    where not o.is_priority_client and o.sla_policy_id is null and t.merged_into_id is null and t.deleted_at is null
      and (t.category_id is null or t.category_id in (select id from categories where sla_policy_id is null))
    order by t.id desc limit {most} offset {offset}
"""
_FALL_DUE = """
    update tickets t set status = 'open', priority = 'high', first_response_at = null, resolved_at = null,
        closed_at = null, snoozed_until = null, asked_at = null, sla_halved = false,
        assignee_id = (select id from users where role = 'agent' order by id limit 1),
        sla_policy_id = w.sla_policy_id, sla_book = w.sla_book,
        created_at = c.at - case when c.place % 2 = 0 then interval '3 hours' else interval '4 hours' end,
        sla_told = case when c.place % 2 = 0 then '' else 'first_response:25%' end, next_sla_at = c.at
    from (select id::uuid, place,
                 now() + interval '{ahead} seconds' + interval '{spread} seconds' * place / {most} as at
          from unnest(array{ids}) with ordinality as c (id, place)) c, workspaces w
    where t.id = c.id and w.id = t.workspace_id;
    delete from clock_events where ticket_id = any(array{ids}::uuid[]);
"""
_LEFT = """
    select count(*) from tickets
    where id = any(array{ids}::uuid[]) and next_sla_at < now() + interval '{ahead} seconds'
"""
_RAISED = """
    select extract(epoch from e.created_at - (t.created_at + case e.name when 'ticket.sla.warning'
                                              then interval '3 hours' else interval '4 hours' end))
    from events e join tickets t on t.workspace_id = e.workspace_id and t.id = e.ticket_id
    where e.name in ('ticket.sla.warning', 'ticket.sla.breached') and e.created_at > '{since}'
      and e.payload ->> 'target' = 'first_response' and e.ticket_id = any(array{ids}::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """How late each of the spread ones was, in seconds, and the CPU seconds of raising as many at once."""

    late: list[float]
    cpu: float


def run() -> list[Figure]:
    """Return cost and lateness."""
    with ground(worker=True) as small:
        small.gather(SIZES[0])
        before = _watched(small)
    kept = os.environ.get("BENCH_DATA")
    with ground(worker=True, folder=Path(kept) if kept else None) as large:
        large.gather(SIZES[1])
        after = _watched(large)
    note = f"{before.cpu:.2f} and {after.cpu:.2f} s CPU"
    late = sorted(after.late)
    p99, p50 = late[int(len(late) * 0.99) - 1], late[len(late) // 2]
    return [
        at_most(
            f"raising {DUE} that are due, CPU, {SIZES[1]:,} over {SIZES[0]:,} tickets", after.cpu / before.cpu,
            limit=1.5, unit="", note=note,
        ),
        at_most(
            f"lateness of a warning or breach, p99, {SIZES[1]:,} tickets", p99, limit=5, unit="s",
            note=f"p50 {p50:.2f} s; {len(late)} of {DUE} raised, each once",
        ),
    ]  # fmt: skip


def _watched(found: Ground) -> Watched:
    since, ids = _raise(found, offset=0, spread=SPREAD)
    late = [float(row[0]) for row in found.site.psql(_RAISED.format(since=since, ids=ids))]
    if len(late) != DUE:
        raise RuntimeError(f"{len(late)} of {DUE} were raised")
    time.sleep(2)
    idle = found.spent()
    time.sleep(5)
    rest = found.spent().since(idle)
    before, began = found.spent(), time.monotonic()
    _raise(found, offset=DUE, spread=0)
    time.sleep(2)
    spent, seconds = found.spent().since(before), time.monotonic() - began
    return Watched(late, spent.app + spent.database - (rest.app + rest.database) / 5 * seconds)


def _raise(found: Ground, *, offset: int, spread: int) -> tuple[str, list[str]]:
    """Have tickets fall due, and wait until they are raised; return since when, and which."""
    since = found.site.psql("select now()")[0][0]
    ids = [row[0] for row in found.site.psql(_CHOSEN.format(most=DUE, offset=offset))]
    falling = _FALL_DUE.format(most=DUE, ahead=AHEAD, spread=spread, ids=ids)
    found.client("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", falling, runtime=False)
    time.sleep(AHEAD + spread)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and found.site.psql(_LEFT.format(ids=ids, ahead=AHEAD)) != [["0"]]:
        time.sleep(1)
    return since, ids
