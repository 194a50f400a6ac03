"""What a ticket's page has to know to show who else is on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
from deskhand.rules.access import Can, Whose
from deskhand.rules.errors import NotFound
from deskhand.store.db import Reading


@dataclass(frozen=True, slots=True)
class Company:
    """Whose a ticket is, and the names of colleagues by their ids, in the order of their names."""

    whose: Whose
    names: dict[UUID, str]


@query(needs=Can.WORK_QUEUE)
async def company(reading: Reading, ticket_id: UUID, people: Iterable[UUID]) -> Company:
    """Return whose a ticket is and what these people are called; NotFound where the reader may not see it."""
    where = this_one(reading.actor, ticket_id)
    row = await reading.row(
        "select t.requester_id, t.organization_id, t.assignee_id, t.team_id, "  # noqa: S608 (fragments are constants, values are parameters)
        "(select coalesce(jsonb_agg(jsonb_build_array(u.id, u.name) order by u.name, u.id), '[]') from users u "
        "where u.workspace_id = t.workspace_id and u.role <> 'customer' and u.is_active "
        f"and u.id = any($1::uuid[])) as names from tickets t where {where.text(after=1)}",
        list(people),
        *where.values,
    )
    if row is None:
        raise NotFound("There is no such ticket.")
    whose = Whose(
        requester_id=row["requester_id"], organization_id=row["organization_id"], assignee_id=row["assignee_id"],
        team_id=row["team_id"],
    )  # fmt: skip
    return Company(whose, {UUID(user_id): name for user_id, name in row["names"]})
