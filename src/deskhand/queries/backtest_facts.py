"""What trying a rule asks of the past, in one statement a slice of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can
from deskhand.rules.automation.backtest import Act, Counts
from deskhand.rules.automation.facts import Kind, kinds_of
from deskhand.rules.automation.rewinding import Names, Step
from deskhand.rules.automation.rule import TRIGGERS, Content
from deskhand.rules.field import Kind as FieldKind
from deskhand.store.db import Reading

SCANNED = 4000
"""Events among which the next ones are searched at once."""


class Claimed(Struct, frozen=True, kw_only=True):
    """A run that the desk goes on with."""

    id: UUID
    rule_id: UUID | None
    position: int | None
    content: Content
    until: datetime
    place: UUID
    counts: Counts
    hits: int
    attempts: int


class Next(Struct, frozen=True, kw_only=True):
    """The next events that a rule follows, where the ones after them begin, and whether there can be any."""

    event_ids: list[UUID]
    place: UUID
    reached_at: datetime
    is_last: bool


class Past(Struct, frozen=True, kw_only=True):
    """What else is known of some tickets' past: the rules that led to events, and runs of rules by ticket."""

    chains: dict[UUID, tuple[UUID, ...]]
    acts: dict[UUID, list[Act]]


class Ground(Struct, frozen=True, kw_only=True):
    """What the words of trails are taken back by."""

    names: Names
    kinds: dict[str, Kind]


_NEXT = """
    select e.id, e.name = any($4) and e.ticket_id is not null as is_followed, e.created_at
    from events e where e.workspace_id = $1 and e.id > $2 and e.created_at <= $3 order by e.id limit $5
"""
_STORY = """
    select e.ticket_id, e.id, e.created_at as at, e.name, coalesce(e.payload -> 'changes', '{}') as changes,
           e.name = 'ticket.message.added'
               or (e.name = 'ticket.resolved' and e.payload ->> 'message_id' is not null) as is_message,
           (e.name = 'ticket.message.added' and e.payload ->> 'by' is distinct from 'system')
               or e.name = 'ticket.created'
               or (e.name = 'ticket.resolved' and e.payload ->> 'message_id' is not null) as is_said
    from events e
    where e.workspace_id = $1 and e.ticket_id = any($2) and (e.name = any($3) or e.payload ? 'changes')
    order by e.ticket_id, e.id
"""
_ACTS = """
    select r.ticket_id, r.created_at as at, r.has_sent from automation_runs r
    where r.workspace_id = $1 and r.ticket_id = any($2) and r.outcome = 'ran' and r.rule_id is distinct from $3
      and r.created_at > $5
    union all select h.ticket_id, h.at, h.has_sent from backtest_hits h
    where h.workspace_id = $1 and h.ticket_id = any($2) and h.backtest_id = $4 and h.has_run and h.at > $5
"""
_CHAINS = "select event_id, chain from automation_causes where workspace_id = $1 and event_id = any($2)"
_GROUND = """
    with named as (
        select 'assignee' as of, u.name, u.id::text as key from users u
        where u.workspace_id = $1 and u.role <> 'customer'
        union all select 'team', t.name, t.id::text from teams t where t.workspace_id = $1
        union all select 'category', c.name, c.key from categories c where c.workspace_id = $1
    ), single as (
        select of, name, min(key) as key from named group by of, name having count(*) = 1
    )
    select (select coalesce(jsonb_object_agg(name, key) filter (where of = 'assignee'), '{}') from single) as assignee,
           (select coalesce(jsonb_object_agg(name, key) filter (where of = 'team'), '{}') from single) as team,
           (select coalesce(jsonb_object_agg(name, key) filter (where of = 'category'), '{}') from single) as category,
           (select coalesce(jsonb_object_agg(f.key, f.kind), '{}') from fields f where f.workspace_id = $1) as form
"""


@query(needs=Can.OPERATE)
async def claimed_backtest(reading: Reading, backtest_id: UUID) -> Claimed | None:
    """Return what going on with a run takes; None when it was replaced."""
    row = await reading.row(
        "select b.id, b.rule_id, a.position, b.content, b.until, b.place, b.counts, b.hits, b.attempts "
        "from backtests b left join automation_rules a on a.workspace_id = b.workspace_id and a.id = b.rule_id "
        "where b.workspace_id = $1 and b.id = $2", reading.workspace_id, backtest_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Claimed)


@query(needs=Can.OPERATE)
async def next_events(reading: Reading, one: Claimed, *, most: int) -> Next:
    """Return the next events that the rule of a run follows, the oldest first."""
    names = list(one.content.trigger.events)
    rows = await reading.rows(_NEXT, reading.workspace_id, one.place, one.until, names, SCANNED)
    found: list[UUID] = []
    place, reached_at = one.place, one.until
    for row in rows:
        if row["is_followed"] and len(found) == most:
            return Next(event_ids=found, place=place, reached_at=reached_at, is_last=False)
        found += [row["id"]] * bool(row["is_followed"])
        place, reached_at = row["id"], row["created_at"]
    is_last = len(rows) < SCANNED
    return Next(event_ids=found, place=place, reached_at=one.until if is_last else reached_at, is_last=is_last)


@query(needs=Can.OPERATE)
async def stories(reading: Reading, ticket_ids: Sequence[UUID]) -> dict[UUID, list[Step]]:
    """Return what happened to tickets, in its order."""
    found: dict[UUID, list[Step]] = defaultdict(list)
    for row in await reading.rows(_STORY, reading.workspace_id, list(ticket_ids), list(TRIGGERS)):
        found[row["ticket_id"]].append(msgspec.convert(dict(row), Step))
    return found


@query(needs=Can.OPERATE)
async def past_of(
    reading: Reading, one: Claimed, ticket_ids: Sequence[UUID], *, event_ids: Sequence[UUID], since: datetime
) -> Past:
    """Return which rules led to events, and the runs of other rules and of the draft itself on their tickets."""
    rows = await reading.rows(_CHAINS, reading.workspace_id, list(event_ids))
    acts: dict[UUID, list[Act]] = defaultdict(list)
    for row in await reading.rows(
        _ACTS, reading.workspace_id, list(ticket_ids), one.rule_id, one.id, since - timedelta(days=1)
    ):
        acts[row["ticket_id"]].append(Act(at=row["at"], has_sent=row["has_sent"]))
    return Past(chains={row["event_id"]: tuple(row["chain"]) for row in rows}, acts=acts)


@query(needs=Can.OPERATE)
async def ground(reading: Reading) -> Ground:
    """Return the names that stand for one agent, team or category alone, and the kinds of fields."""
    row = await reading.row(_GROUND, reading.workspace_id)
    if row is None:
        return Ground(names=Names(), kinds=kinds_of({}))
    names = msgspec.convert({name: row[name] for name in ("assignee", "team", "category")}, Names)
    return Ground(names=names, kinds=kinds_of({key: FieldKind(kind) for key, kind in row["form"].items()}))
