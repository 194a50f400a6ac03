"""Rows of who is there and what they know, of what categories take, and of the rules that are on."""

from __future__ import annotations

from uuid import UUID

import msgspec

from deskhand.rules.assignment import Policy
from deskhand.rules.assignment.availability import Availability, Needs
from deskhand.store.db import Tx


async def locked(tx: Tx, user_id: UUID) -> Availability | None:
    """Return what is kept of an agent or admin, and hold it; None when there is no such one."""
    await tx.change(
        "insert into availability (workspace_id, user_id) select workspace_id, id from users "
        "where workspace_id = $1 and id = $2 and role <> 'customer' on conflict do nothing",
        tx.workspace_id, user_id,
    )  # fmt: skip
    row = await tx.row(
        "select skills, languages, hours, capacity, is_accepting, away_until, away_reason from availability "
        "where workspace_id = $1 and user_id = $2 for update",
        tx.workspace_id, user_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Availability)


async def write(tx: Tx, user_id: UUID, kept: Availability) -> None:
    """Write what is kept of an agent."""
    hours = None if kept.hours is None else msgspec.json.encode(kept.hours).decode()
    await tx.change(
        "update availability set skills = $3, languages = $4, hours = $5::jsonb, capacity = $6, is_accepting = $7, "
        "away_until = $8, away_reason = $9 where workspace_id = $1 and user_id = $2",
        tx.workspace_id, user_id, list(kept.skills), list(kept.languages), hours, kept.capacity, kept.is_accepting,
        kept.away_until, kept.away_reason,
    )  # fmt: skip


async def workspace_policy(tx: Tx) -> Policy:
    """Return the rule of teams without one of their own, and hold it."""
    return Policy(await tx.value("select assignment from workspaces where id = $1 for update", tx.workspace_id))


async def set_workspace_policy(tx: Tx, policy: Policy) -> None:
    """Write the rule of teams without one of their own."""
    await tx.change("update workspaces set assignment = $2 where id = $1", tx.workspace_id, policy.value)


async def team_policy(tx: Tx, team_id: UUID) -> tuple[str, Policy | None] | None:
    """Return a team's name and its own rule, and hold it; None when there is no such team."""
    row = await tx.row(
        "select name, assignment from teams where workspace_id = $1 and id = $2 for update", tx.workspace_id, team_id
    )
    return None if row is None else (row["name"], Policy(row["assignment"]) if row["assignment"] else None)


async def set_team_policy(tx: Tx, team_id: UUID, policy: Policy | None) -> None:
    """Write a team's own rule, or that it has none."""
    await tx.change(
        "update teams set assignment = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, team_id, policy.value if policy else None,
    )  # fmt: skip


async def needs(tx: Tx, category_id: UUID) -> Needs:
    """Return what the tickets of a category take by itself, without what the one above it takes."""
    row = await tx.row(
        "select team_id, needs, prefers from category_needs where workspace_id = $1 and category_id = $2",
        tx.workspace_id, category_id,
    )  # fmt: skip
    return Needs() if row is None else msgspec.convert(dict(row), Needs)


async def set_needs(tx: Tx, category_id: UUID, wanted: Needs) -> None:
    """Write what the tickets of a category take."""
    await tx.change(
        "insert into category_needs (workspace_id, category_id, team_id, needs, prefers) values ($1, $2, $3, $4, $5) "
        "on conflict (workspace_id, category_id) do update set team_id = excluded.team_id, needs = excluded.needs, "
        "prefers = excluded.prefers",
        tx.workspace_id, category_id, wanted.team_id, list(wanted.needs), list(wanted.prefers),
    )  # fmt: skip
