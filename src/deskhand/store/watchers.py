"""Rows of those who watch tickets, and what of a person decides whether they may."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.rules.access import Role, Sight
from deskhand.store.db import Row, Tx


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who may be meant to watch a ticket."""

    id: UUID
    name: str
    email: str
    is_active: bool
    sight: Sight


_CANDIDATE = """
    select u.id, u.name, u.email, u.is_active, u.role, u.organization_id,
           coalesce(o.shares_tickets, false) as shares_tickets,
           array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id)
               as team_ids,
           categories_of(u.workspace_id, u.id) as category_ids,
           foreign_categories_of(u.workspace_id, u.id) as foreign_category_ids
    from users u left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where u.workspace_id = $1 and {condition}
"""


async def candidate(tx: Tx, who: UUID | str) -> Candidate | None:
    """Return a person by their id or e-mail address."""
    condition = "u.id = $2" if isinstance(who, UUID) else "u.email = lower($2)"
    row = await tx.row(_CANDIDATE.format(condition=condition), tx.workspace_id, who)
    return None if row is None else _candidate(row)


async def add(tx: Tx, ticket_id: UUID, user_id: UUID) -> bool:
    """Have somebody watch a ticket; False when they do already."""
    return bool(
        await tx.change(
            "insert into ticket_watchers (workspace_id, ticket_id, user_id, created_at) values ($1, $2, $3, $4) "
            "on conflict do nothing",
            tx.workspace_id, ticket_id, user_id, tx.now,
        )
    )  # fmt: skip


async def remove(tx: Tx, ticket_id: UUID, user_id: UUID) -> bool:
    """Have somebody watch a ticket no more; False when they did not."""
    return bool(
        await tx.change(
            "delete from ticket_watchers where workspace_id = $1 and ticket_id = $2 and user_id = $3",
            tx.workspace_id, ticket_id, user_id,
        )
    )  # fmt: skip


def _candidate(row: Row) -> Candidate:
    sight = Sight(
        user_id=row["id"], role=Role(row["role"]), organization_id=row["organization_id"],
        shares_tickets=row["shares_tickets"], team_ids=frozenset(row["team_ids"]),
        category_ids=frozenset(row["category_ids"]), foreign_category_ids=frozenset(row["foreign_category_ids"]),
    )  # fmt: skip
    return Candidate(id=row["id"], name=row["name"], email=row["email"], is_active=row["is_active"], sight=sight)
