"""Whom a message on a ticket can mention: colleagues who may see it, and teams."""

from __future__ import annotations

from uuid import UUID

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
from deskhand.rules.access import Can, Role, Sight, Whose, sees
from deskhand.rules.errors import NotFound
from deskhand.rules.mention import Named
from deskhand.store.db import Reading, Row

MOST = 8
"""Names that are offered at once."""


@query(needs=Can.NOTE)
async def mentionable(reading: Reading, ticket_id: UUID, text: str) -> list[Named]:
    """Return colleagues who may see a ticket, and teams, of whose name a word begins like this."""
    where = this_one(reading.actor, ticket_id)
    ticket = await reading.row(
        f"select t.requester_id, t.organization_id, t.assignee_id, t.team_id, t.category_id "  # noqa: S608 (constants)
        f"from tickets t where {where.text()}",
        *where.values,
    )
    if ticket is None:
        raise NotFound("There is no such ticket.")
    begun = text.strip().casefold()
    whose = Whose(**dict(ticket))
    rows = await reading.rows(_NAMES, reading.workspace_id)
    found = [
        Named(id=row["id"], name=row["name"], is_team=row["role"] is None)
        for row in rows
        if _begins(row["name"], begun) and (row["role"] is None or sees(_sight(row), whose))
    ]
    return sorted(found, key=lambda one: (not one.name.casefold().startswith(begun), one.name.casefold()))[:MOST]


def _begins(name: str, begun: str) -> bool:
    whole = name.casefold()
    return whole.startswith(begun) or f" {begun}" in whole


def _sight(row: Row) -> Sight:
    return Sight(
        user_id=row["id"], role=Role(row["role"]), team_ids=frozenset(row["team_ids"]),
        category_ids=frozenset(row["category_ids"]), foreign_category_ids=frozenset(row["foreign_category_ids"]),
    )  # fmt: skip


_NAMES = """
    select u.id, u.name, u.role, array(select m.team_id from team_members m where m.workspace_id = u.workspace_id
                                       and m.user_id = u.id) as team_ids,
           categories_of(u.workspace_id, u.id) as category_ids,
           foreign_categories_of(u.workspace_id, u.id) as foreign_category_ids
    from users u where u.workspace_id = $1 and u.role <> 'customer' and u.is_active
    union all select t.id, t.name, null, '{}', '{}', '{}' from teams t where t.workspace_id = $1 and t.is_active
"""
