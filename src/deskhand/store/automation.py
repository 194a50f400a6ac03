"""Rows of automation rules, of what they did, and of the moments that they wait for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.rules.automation.decision import Past
from deskhand.rules.automation.naming import Named
from deskhand.rules.automation.rule import Content, Rule
from deskhand.store.db import Row, Tx

COLUMNS = "id, content, position, is_active, version, runs, last_run_at, created_at, updated_at, removed_at"
"""The columns of a Rule, in a fixed order."""
KEPT = timedelta(days=90)
"""How long it is kept what rules did, and rules that were removed."""
FORGOTTEN_AT_ONCE = 10_000
"""Rows that one turn of housekeeping removes."""

_ONE = f"select {COLUMNS} from automation_rules where workspace_id = $1 and id = $2"  # noqa: S608 (a constant)
_ONE_HELD = f"{_ONE} for update"


class Run(Struct, frozen=True, kw_only=True):
    """What a rule did at an event, or what kept it from doing so."""

    rule_id: UUID
    version: int
    ticket_id: UUID
    event_id: UUID
    chain: tuple[UUID, ...]
    outcome: str
    reason: str | None = None
    did: dict[str, object] = {}
    has_sent: bool = False


async def add(tx: Tx, rule_id: UUID, content: Content, *, is_active: bool) -> Rule:
    """Write a new rule at the end of the order."""
    position: int = await tx.value(
        "insert into automation_rules (workspace_id, id, name, content, position, is_active, created_at, updated_at) "
        "select $1, $2, $3, $4, coalesce(max(position), 0) + 1, $5, $6, $6 from automation_rules "
        "where workspace_id = $1 returning position",
        tx.workspace_id, rule_id, content.name, _json(content), is_active, tx.now,
    )  # fmt: skip
    await _keep_version(tx, rule_id, content, number=1)
    return Rule(
        id=rule_id, content=content, position=position, is_active=is_active, version=1, runs=0, last_run_at=None,
        created_at=tx.now, updated_at=tx.now,
    )  # fmt: skip


async def locked(tx: Tx, rule_id: UUID) -> Rule | None:
    """Return a rule and hold its row until the transaction ends."""
    return _found(await tx.row(_ONE_HELD, tx.workspace_id, rule_id))


async def by_id(tx: Tx, rule_id: UUID) -> Rule | None:
    """Return a rule."""
    return _found(await tx.row(_ONE, tx.workspace_id, rule_id))


async def count(tx: Tx) -> int:
    """Return how many rules there are."""
    number: int = await tx.value(
        "select count(*) from automation_rules where workspace_id = $1 and removed_at is null", tx.workspace_id
    )
    return number


async def lock_names(tx: Tx) -> set[str]:
    """Return the names of all rules, and let nobody else name one until the transaction ends."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 48))", f"{tx.workspace_id}/rule names")
    rows = await tx.rows(
        "select name from automation_rules where workspace_id = $1 and removed_at is null", tx.workspace_id
    )
    return {row["name"] for row in rows}


async def named_by(tx: Tx, webhook_id: UUID) -> list[str]:
    """Return the names of the rules that send to an endpoint of webhooks."""
    rows = await tx.rows(
        "select name from automation_rules where workspace_id = $1 and removed_at is null "
        "and content -> 'effects' -> 'webhooks' ? $2 order by position, id",
        tx.workspace_id, str(webhook_id),
    )  # fmt: skip
    return [row["name"] for row in rows]


async def every_locked(tx: Tx) -> list[Rule]:
    """Return every rule in its order and hold their rows until the transaction ends."""
    rows = await tx.rows(
        f"select {COLUMNS} from automation_rules where workspace_id = $1 and removed_at is null "  # noqa: S608 (a constant)
        "order by position, id for update",
        tx.workspace_id,
    )
    return [rule_of(row) for row in rows]


async def change(tx: Tx, held: Rule, content: Content, *, is_active: bool) -> Rule:
    """Write a rule as it is now; what it says differently is a new version."""
    number = held.version + (content != held.content)
    await tx.change(
        "update automation_rules set name = $3, content = $4, is_active = $5, version = $6, updated_at = $7 "
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, held.id, content.name, _json(content), is_active, number, tx.now,
    )  # fmt: skip
    if number != held.version:
        await _keep_version(tx, held.id, content, number=number)
    return msgspec.structs.replace(held, content=content, is_active=is_active, version=number, updated_at=tx.now)


async def pause(tx: Tx, rule_id: UUID) -> None:
    """Have a rule be off for as long as it is removed; moments that it waited for are over."""
    await tx.change(
        "update automation_rules set was_active = is_active, is_active = false, updated_at = $3 "
        "where workspace_id = $1 and id = $2",
        tx.workspace_id, rule_id, tx.now,
    )  # fmt: skip
    await forget_moments(tx, rule_id)


async def resume(tx: Tx, rule_id: UUID) -> None:
    """Have a rule be on again if it was when it was removed."""
    await tx.change(
        "update automation_rules set is_active = was_active, updated_at = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, rule_id, tx.now,
    )  # fmt: skip


async def place(tx: Tx, rule_ids: Sequence[UUID]) -> None:
    """Put rules into this order."""
    await tx.change(
        "update automation_rules a set position = wanted.position "
        "from unnest($2::uuid[]) with ordinality as wanted (id, position) "
        "where a.workspace_id = $1 and a.id = wanted.id and a.position <> wanted.position",
        tx.workspace_id, list(rule_ids),
    )  # fmt: skip


async def add_run(tx: Tx, run: Run) -> bool:
    """Write what a rule made of an event; False when it was written before, and nothing may be done again."""
    return bool(
        await tx.change(
            "insert into automation_runs (workspace_id, id, rule_id, version, ticket_id, event_id, chain, outcome, "
            "reason, did, has_sent, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
            "on conflict (workspace_id, rule_id, event_id) do nothing",
            tx.workspace_id, tx.new_id(), run.rule_id, run.version, run.ticket_id, run.event_id, list(run.chain),
            run.outcome, run.reason, msgspec.json.encode(run.did).decode(), run.has_sent, tx.now,
        )
    )  # fmt: skip


async def count_run(tx: Tx, rule_id: UUID, caused: Sequence[UUID], *, chain: Sequence[UUID]) -> None:
    """Count a run, and remember of the events that it caused which rules led to them."""
    await tx.change(
        "update automation_rules set runs = runs + 1, last_run_at = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, rule_id, tx.now,
    )  # fmt: skip
    await tx.change(
        "insert into automation_causes (workspace_id, event_id, chain, created_at) "
        "select $1, event_id, $3, $4 from unnest($2::uuid[]) as event_id",
        tx.workspace_id, list(caused), list(chain), tx.now,
    )  # fmt: skip


async def was_judged(tx: Tx, rule_id: UUID, event_id: UUID) -> bool:
    """Say whether it is written what a rule made of an event."""
    found = await tx.value(
        "select exists (select 1 from automation_runs where workspace_id = $1 and rule_id = $2 and event_id = $3)",
        tx.workspace_id, rule_id, event_id,
    )  # fmt: skip
    return bool(found)


async def past_of(tx: Tx, ticket_id: UUID, event_id: UUID) -> Past:
    """Return which rules led to an event, and how often rules ran on its ticket of late."""
    row = await tx.row(
        "select (select chain from automation_causes where workspace_id = $1 and event_id = $3) as chain, "
        "count(*) filter (where created_at > $4) as runs, count(*) filter (where has_sent) as replies "
        "from automation_runs where workspace_id = $1 and ticket_id = $2 and outcome = 'ran' and created_at > $5",
        tx.workspace_id, ticket_id, event_id, tx.now - timedelta(hours=1), tx.now - timedelta(days=1),
    )  # fmt: skip
    return Past() if row is None else Past(chain=tuple(row["chain"] or ()), runs=row["runs"], replies=row["replies"])


async def wait(tx: Tx, rule_id: UUID, ticket_id: UUID, *, event_id: UUID, due_at: datetime) -> None:
    """Have a rule look at a ticket at a moment, instead of the one that an earlier event gave it."""
    await tx.change(
        "insert into automation_moments as held (workspace_id, rule_id, ticket_id, event_id, due_at) "
        "values ($1, $2, $3, $4, $5) on conflict (workspace_id, rule_id, ticket_id) do update "
        "set event_id = excluded.event_id, due_at = excluded.due_at where held.due_at < excluded.due_at",
        tx.workspace_id, rule_id, ticket_id, event_id, due_at,
    )  # fmt: skip


async def take_moment(tx: Tx, rule_id: UUID, ticket_id: UUID, *, event_id: UUID) -> bool:
    """Remove a moment that has come; False when a later event has put it off, or somebody else took it."""
    return bool(
        await tx.change(
            "delete from automation_moments where workspace_id = $1 and rule_id = $2 and ticket_id = $3 "
            "and event_id = $4 and due_at <= $5",
            tx.workspace_id, rule_id, ticket_id, event_id, tx.now,
        )
    )  # fmt: skip


async def put_off(tx: Tx, rule_id: UUID, ticket_id: UUID, *, until: datetime) -> None:
    """Have a rule look at a ticket again at a moment, and not before."""
    await tx.change(
        "update automation_moments set due_at = $4 where workspace_id = $1 and rule_id = $2 and ticket_id = $3 "
        "and due_at < $4",
        tx.workspace_id, rule_id, ticket_id, until,
    )  # fmt: skip


async def forget_moments(tx: Tx, rule_id: UUID) -> None:
    """Have a rule wait for nothing."""
    await tx.change("delete from automation_moments where workspace_id = $1 and rule_id = $2", tx.workspace_id, rule_id)


async def forget_old(tx: Tx) -> int:
    """Remove what rules did long ago, and rules that were removed as long ago; return how many rows."""
    until = tx.now - KEPT
    removed = await tx.change(
        "delete from automation_rules where workspace_id = $1 and removed_at < $2", tx.workspace_id, until
    )
    for statement in (_OLD_RUNS, _OLD_CAUSES):
        removed += await tx.change(statement, tx.workspace_id, until, FORGOTTEN_AT_ONCE)
    return removed


_OLD_RUNS = (
    "delete from automation_runs r using (select id from automation_runs where workspace_id = $1 and created_at < $2 "
    "order by created_at limit $3) old where r.workspace_id = $1 and r.id = old.id"
)
_OLD_CAUSES = (
    "delete from automation_causes c using (select event_id from automation_causes where workspace_id = $1 "
    "and created_at < $2 order by created_at limit $3) old where c.workspace_id = $1 and c.event_id = old.event_id"
)


async def _keep_version(tx: Tx, rule_id: UUID, content: Content, *, number: int) -> None:
    await tx.change(
        "insert into automation_versions (workspace_id, rule_id, number, since, content) values ($1, $2, $3, $4, $5)",
        tx.workspace_id, rule_id, number, tx.now, _json(content),
    )  # fmt: skip


def _found(row: Row | None) -> Rule | None:
    return None if row is None else rule_of(row)


def rule_of(row: Row) -> Rule:
    """Return a row as a rule."""
    return msgspec.convert(dict(row), Rule)


def _json(content: Content) -> str:
    return msgspec.json.encode(content).decode()


async def nameable(tx: Tx) -> list[Named]:
    """Return whom and what a text of rules may name: active agents and teams, webhooks, and templates that all have."""
    rows = await tx.rows(
        "select 'people' as kind, email as name, id from users "
        "where workspace_id = $1 and role <> 'customer' and is_active "
        "union all select 'teams', name, id from teams where workspace_id = $1 and is_active "
        "union all select 'templates', name, (array_agg(id))[1] from templates "
        "where workspace_id = $1 and kind = 'reply' and scope = 'shared' group by name having count(*) = 1 "
        "union all select 'webhooks', name, id from webhooks where workspace_id = $1 and removed_at is null",
        tx.workspace_id,
    )
    return [Named(**dict(row)) for row in rows]
