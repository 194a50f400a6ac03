"""Rows of users and organizations."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from deskhand.rules.access import Role
from deskhand.rules.mention import Named
from deskhand.store.db import Tx


class Account(Struct, frozen=True, kw_only=True):
    """A user as signing in and assigning need it."""

    id: UUID
    email: str
    role: Role
    name: str
    organization_id: UUID | None
    password_hash: str | None
    is_active: bool


_ACCOUNT = "select id, email, role, name, organization_id, password_hash, is_active from users where workspace_id = $1 "


_CHANGEABLE: dict[str, str] = {
    "first_name": "text", "last_name": "text", "time_zone": "text", "language": "text", "role": "text",
    "organization_id": "uuid", "email": "text", "is_active": "boolean", "deactivated_at": "timestamptz",
}  # fmt: skip


async def by_email(tx: Tx, email: str) -> Account | None:
    """Return the user with an e-mail address (any case)."""
    row = await tx.row(_ACCOUNT + "and email = lower($2)", tx.workspace_id, email)
    return None if row is None else _account(dict(row))


async def by_id(tx: Tx, user_id: UUID) -> Account | None:
    """Return a user."""
    row = await tx.row(_ACCOUNT + "and id = $2", tx.workspace_id, user_id)
    return None if row is None else _account(dict(row))


async def locked(tx: Tx, user_id: UUID) -> Account | None:
    """Return a user and hold their row until the transaction ends."""
    row = await tx.row(_ACCOUNT + "and id = $2 for update", tx.workspace_id, user_id)
    return None if row is None else _account(dict(row))


async def was_here(tx: Tx, user_id: UUID) -> bool:
    """Say whether a user ever signed in."""
    return bool(
        await tx.value(
            "select last_seen_at is not null or exists (select 1 from sessions s where s.workspace_id = $1 "
            "and s.user_id = $2) from users where workspace_id = $1 and id = $2",
            tx.workspace_id, user_id,
        )
    )  # fmt: skip


async def other_admins(tx: Tx, user_id: UUID) -> int:
    """Return how many other admins have a password or have been here, and hold that until the transaction ends."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 44))", f"{tx.workspace_id}/admins")
    return int(
        await tx.value(
            "select count(*) from users where workspace_id = $1 and role = 'admin' and is_active and id <> $2 "
            "and (password_hash is not null or last_seen_at is not null)",
            tx.workspace_id, user_id,
        )
    )  # fmt: skip


async def add(
    tx: Tx,
    *,
    email: str,
    role: Role,
    first_name: str = "",
    last_name: str = "",
    organization_id: UUID | None = None,
) -> UUID | None:
    """Write a user, who reads as the workspace does, and return their id; None when the address is taken."""
    added: UUID | None = await tx.value(
        "insert into users (workspace_id, id, email, role, first_name, last_name, organization_id, created_at, "
        "time_zone, language) select id, $2, lower($3), $4, $5, $6, $7, $8, time_zone, language from workspaces "
        "where id = $1 on conflict (workspace_id, email) do nothing returning id",
        tx.workspace_id, tx.new_id(), email, role, first_name, last_name, organization_id, tx.now,
    )  # fmt: skip
    return added


async def profile_of(tx: Tx, user_id: UUID) -> dict[str, str]:
    """Return how a user is called and reads, and what they are, by column; empty when there is no such user."""
    row = await tx.row(
        "select first_name, last_name, time_zone, language, role, coalesce(organization_id::text, '') "
        "as organization_id from users where workspace_id = $1 and id = $2",
        tx.workspace_id, user_id,
    )  # fmt: skip
    return {} if row is None else dict(row)


async def change(tx: Tx, user_id: UUID, columns: Mapping[str, object]) -> None:
    """Write changed columns of a user."""
    names = sorted(columns)
    assignments = ", ".join(f"{name} = ${place}::{_CHANGEABLE[name]}" for place, name in enumerate(names, start=3))
    await tx.change(
        f"update users set {assignments} where workspace_id = $1 and id = $2",  # noqa: S608 (names of a fixed map)
        tx.workspace_id, user_id, *(columns[name] for name in names),
    )  # fmt: skip


async def organization_named(tx: Tx, organization_id: UUID) -> str | None:
    """Return the name of an organization, None when there is no such one."""
    found: str | None = await tx.value(
        "select name from organizations where workspace_id = $1 and id = $2", tx.workspace_id, organization_id
    )
    return found


async def leave_teams(tx: Tx, user_id: UUID) -> None:
    """Take a user out of all teams."""
    await tx.change("delete from team_members where workspace_id = $1 and user_id = $2", tx.workspace_id, user_id)


async def has_organization(tx: Tx, organization_id: UUID) -> bool:
    """Say whether there is an organization of this id."""
    found = await tx.row(
        "select 1 from organizations where workspace_id = $1 and id = $2", tx.workspace_id, organization_id
    )
    return found is not None


async def has_admin_with_password(tx: Tx) -> bool:
    """Say whether some active admin can sign in by password."""
    return bool(
        await tx.value(
            "select exists (select 1 from users where workspace_id = $1 and role = 'admin' and is_active "
            "and password_hash is not null)",
            tx.workspace_id,
        )
    )


async def set_password(tx: Tx, user_id: UUID, password_hash: str) -> None:
    """Write a user's password hash."""
    await tx.change(
        "update users set password_hash = $3, password_changed_at = $4 where workspace_id = $1 and id = $2",
        tx.workspace_id, user_id, password_hash, tx.now,
    )  # fmt: skip


async def set_role(tx: Tx, user_id: UUID, role: Role) -> None:
    """Write a user's role."""
    await tx.change("update users set role = $3 where workspace_id = $1 and id = $2", tx.workspace_id, user_id, role)


async def add_organization(
    tx: Tx, *, name: str, is_priority_client: bool = False, shares_tickets: bool = False
) -> UUID:
    """Write an organization and return its id."""
    organization_id = tx.new_id()
    await tx.change(
        "insert into organizations (workspace_id, id, name, is_priority_client, shares_tickets, created_at) "
        "values ($1, $2, $3, $4, $5, $6)",
        tx.workspace_id, organization_id, name, is_priority_client, shares_tickets, tx.now,
    )  # fmt: skip
    return organization_id


async def nameable(tx: Tx) -> list[Named]:
    """Return the active staff and teams by their names."""
    rows = await tx.rows(
        "select id, name, false as is_team from users where workspace_id = $1 and role <> 'customer' and is_active "
        "union all select id, name, true from teams where workspace_id = $1 and is_active",
        tx.workspace_id,
    )
    return [Named(**dict(row)) for row in rows]


def _account(row: dict[str, object]) -> Account:
    return Account(**{**row, "role": Role(str(row["role"]))})  # type: ignore[arg-type]  # the columns are its fields


async def set_mail(tx: Tx, user_id: UUID, kind: str, *, is_wanted: bool) -> bool:
    """Write whether somebody gets the mails of a kind, and nothing else of what they prefer; False when it is so."""
    changed = await tx.change(
        "update users u set notification_preferences = p.whole || jsonb_build_object('email', "
        "case when jsonb_typeof(p.whole -> 'email') = 'object' then p.whole -> 'email' else '{}' end "
        "|| jsonb_build_object($3::text, $4::boolean)) "
        "from (select case when jsonb_typeof(notification_preferences) = 'object' then notification_preferences "
        "else '{}' end as whole from users where workspace_id = $1 and id = $2) p "
        "where u.workspace_id = $1 and u.id = $2 "
        "and coalesce(p.whole -> 'email' ->> $3, 'true') is distinct from $4::boolean::text",
        tx.workspace_id, user_id, kind, is_wanted,
    )  # fmt: skip
    return changed == 1
