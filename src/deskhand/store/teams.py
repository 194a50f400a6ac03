"""Rows of teams, their members, and the categories that they handle."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import asyncpg

from deskhand.rules.teams import Team
from deskhand.store.db import Tx


async def locked(tx: Tx, team_id: UUID) -> Team | None:
    """Return a team with its members and categories, and hold its row until the transaction ends."""
    row = await tx.row(
        "select id, name, description, is_active from teams where workspace_id = $1 and id = $2 for update",
        tx.workspace_id, team_id,
    )  # fmt: skip
    if row is None:
        return None
    members = await tx.rows(
        "select u.id, u.name from team_members m join users u on u.workspace_id = m.workspace_id and u.id = m.user_id "
        "where m.workspace_id = $1 and m.team_id = $2",
        tx.workspace_id, team_id,
    )  # fmt: skip
    handled = await tx.rows(
        "select c.id, c.name from team_categories h join categories c on c.workspace_id = h.workspace_id "
        "and c.id = h.category_id where h.workspace_id = $1 and h.team_id = $2",
        tx.workspace_id, team_id,
    )  # fmt: skip
    return Team(
        **dict(row), members={one["id"]: one["name"] for one in members},
        categories={one["id"]: one["name"] for one in handled},
    )  # fmt: skip


async def write(tx: Tx, team: Team, *, before: Team | None) -> bool:
    """Write a team with its members and categories; False when its name is another's."""
    try:
        await tx.change(
            "insert into teams (workspace_id, id, name, description, is_active, created_at) "
            "values ($1, $2, $3, $4, $5, $6) on conflict (workspace_id, id) do update set "
            "name = excluded.name, description = excluded.description, is_active = excluded.is_active",
            tx.workspace_id, team.id, team.name, team.description, team.is_active, tx.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    await _match(tx, team.id, _MEMBERS, was=before.members if before else (), wanted=team.members)
    await _match(tx, team.id, _CATEGORIES, was=before.categories if before else (), wanted=team.categories)
    return True


async def agents_among(tx: Tx, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those of these users who may be in a team: active agents and admins."""
    rows = await tx.rows(
        "select id, name from users where workspace_id = $1 and id = any($2) and role <> 'customer' and is_active",
        tx.workspace_id, list(ids),
    )  # fmt: skip
    return {row["id"]: row["name"] for row in rows}


async def categories_among(tx: Tx, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those of these categories that there are."""
    rows = await tx.rows(
        "select id, name from categories where workspace_id = $1 and id = any($2)", tx.workspace_id, list(ids)
    )
    return {row["id"]: row["name"] for row in rows}


async def name_of(tx: Tx, team_id: UUID) -> tuple[str, bool] | None:
    """Return a team's name and whether it gets tickets; None when there is no such team."""
    row = await tx.row(
        "select name, is_active from teams where workspace_id = $1 and id = $2", tx.workspace_id, team_id
    )
    return None if row is None else (row["name"], row["is_active"])


_MEMBERS = (
    """insert into team_members (workspace_id, team_id, user_id, created_at)
       select $1, $2, u, $4 from unnest($3::uuid[]) u""",
    "delete from team_members where workspace_id = $1 and team_id = $2 and user_id = any($3)",
)
_CATEGORIES = (
    """insert into team_categories (workspace_id, team_id, category_id)
       select $1, $2, c from unnest($3::uuid[]) c where $4::timestamptz is not null""",
    "delete from team_categories where workspace_id = $1 and team_id = $2 and category_id = any($3)",
)


async def _match(
    tx: Tx, team_id: UUID, statements: tuple[str, str], *, was: Collection[UUID], wanted: Collection[UUID]
) -> None:
    add, remove = statements
    if new := sorted(set(wanted) - set(was)):
        await tx.change(add, tx.workspace_id, team_id, new, tx.now)
    if gone := sorted(set(was) - set(wanted)):
        await tx.change(remove, tx.workspace_id, team_id, gone)
