"""Rows of policies: which there are, who holds them, and whose they are; the clocks write their versions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from deskhand.rules.sla.calendar import Calendar, Hours, opening
from deskhand.rules.sla.policy import Policy, Version
from deskhand.store.db import Tx


class Held(Struct, frozen=True, kw_only=True):
    """A policy that is held against other writers, with its newest version."""

    id: UUID
    name: str
    last: Version[Policy]


async def locked(tx: Tx, policy_id: UUID) -> Held | None:
    """Return a policy and hold it until the transaction ends; None when there is none."""
    name = await tx.value(
        "select name from sla_policies where workspace_id = $1 and id = $2 and removed_at is null for update",
        tx.workspace_id, policy_id,
    )  # fmt: skip
    row = await tx.row(
        "select number, since, content from sla_policy_versions where workspace_id = $1 and policy_id = $2 "
        "order by number desc limit 1",
        tx.workspace_id, policy_id,
    )  # fmt: skip
    if name is None or row is None:
        return None
    says = msgspec.convert(row["content"], Policy, strict=False)
    return Held(id=policy_id, name=name, last=Version(row["since"], row["number"], says))


async def name_of(tx: Tx, policy_id: UUID) -> str | None:
    """Return the name of a policy, and keep it from being removed until the transaction ends."""
    found: str | None = await tx.value(
        "select name from sla_policies where workspace_id = $1 and id = $2 and removed_at is null for share",
        tx.workspace_id, policy_id,
    )  # fmt: skip
    return found


async def calendar_names(tx: Tx, calendar_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the names of calendars that there are, and keep these from being removed until the transaction ends."""
    rows = await tx.rows(
        "select id, name from calendars where workspace_id = $1 and id = any($2) and removed_at is null "
        "order by id for share",
        tx.workspace_id, list(calendar_ids),
    )  # fmt: skip
    return {row["id"]: row["name"] for row in rows}


async def hours_of(tx: Tx, calendar_id: UUID | None) -> Hours | None:
    """Return the hours of a calendar as it was saved last."""
    content = await tx.value(
        "select content from calendar_versions where workspace_id = $1 and calendar_id = $2 "
        "order by number desc limit 1",
        tx.workspace_id, calendar_id,
    )  # fmt: skip
    return None if content is None else opening(msgspec.convert(content, Calendar, strict=False))


async def counted_by(tx: Tx, calendar_id: UUID) -> list[tuple[str, Policy]]:
    """Return the policies that count by a calendar, with their names."""
    rows = await tx.rows(
        "select p.name, v.content from sla_policies p cross join lateral (select v.content from sla_policy_versions v "
        "where v.workspace_id = p.workspace_id and v.policy_id = p.id order by v.number desc limit 1) v "
        "where p.workspace_id = $1 and p.removed_at is null and v.content ->> 'calendar_id' = $2 order by p.name",
        tx.workspace_id, str(calendar_id),
    )  # fmt: skip
    return [(row["name"], msgspec.convert(row["content"], Policy, strict=False)) for row in rows]


async def id_of(tx: Tx, name: str) -> UUID | None:
    """Return the policy of a name."""
    found: UUID | None = await tx.value(
        "select id from sla_policies where workspace_id = $1 and name = $2 and removed_at is null",
        tx.workspace_id, name,
    )  # fmt: skip
    return found


async def agents_at(tx: Tx, addresses: Collection[str]) -> dict[str, UUID]:
    """Return the active agents and admins with these addresses, which are in lower case."""
    rows = await tx.rows(
        "select id, email from users where workspace_id = $1 and email = any($2) and role <> 'customer' and is_active",
        tx.workspace_id, list(addresses),
    )  # fmt: skip
    return {row["email"]: row["id"] for row in rows}


async def people_by_address(tx: Tx, user_ids: Collection[UUID]) -> dict[str, UUID]:
    """Return these users by their addresses, also those who have left."""
    rows = await tx.rows(
        "select id, email from users where workspace_id = $1 and id = any($2)", tx.workspace_id, list(user_ids)
    )
    return {row["email"]: row["id"] for row in rows}


async def teams_by_name(tx: Tx) -> dict[str, UUID]:
    """Return every team by its name."""
    rows = await tx.rows("select id, name from teams where workspace_id = $1", tx.workspace_id)
    return {row["name"]: row["id"] for row in rows}


async def count(tx: Tx) -> int:
    """Return how many policies there are."""
    found: int = await tx.value(
        "select count(*) from sla_policies where workspace_id = $1 and removed_at is null", tx.workspace_id
    )
    return found


async def add(tx: Tx, policy_id: UUID, name: str) -> bool:
    """Write a policy that says nothing yet; False when its name is taken."""
    return bool(
        await tx.change(
            "insert into sla_policies (workspace_id, id, name, created_at) values ($1, $2, $3, $4) "
            "on conflict (workspace_id, name) where removed_at is null do nothing",
            tx.workspace_id, policy_id, name, tx.now,
        )
    )  # fmt: skip


async def rename(tx: Tx, policy_id: UUID, name: str) -> bool:
    """Give a policy another name; False when that is another's."""
    try:
        await tx.change(
            "update sla_policies set name = $3 where workspace_id = $1 and id = $2", tx.workspace_id, policy_id, name
        )
    except asyncpg.UniqueViolationError:
        return False
    return True


async def users_of(tx: Tx, policy_id: UUID) -> Sequence[str]:
    """Return the names of some whose tickets count by a policy: the workspace's, organizations' and categories'."""
    rows = await tx.rows(
        "select name from workspaces where id = $1 and sla_policy_id = $2 "
        "union all (select name from organizations where workspace_id = $1 and sla_policy_id = $2 limit 5) "
        "union all (select name from categories where workspace_id = $1 and sla_policy_id = $2 limit 5)",
        tx.workspace_id, policy_id,
    )  # fmt: skip
    return [row["name"] for row in rows]


async def choose(tx: Tx, policy_id: UUID) -> None:
    """Have the workspace's tickets count by a policy, where no organization or category says otherwise."""
    await tx.change("update workspaces set sla_policy_id = $2 where id = $1", tx.workspace_id, policy_id)
