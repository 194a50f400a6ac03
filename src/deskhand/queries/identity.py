"""Finding who acts, by a secret that they hold: these come before there is an actor, so no permission applies."""

from __future__ import annotations

from uuid import UUID

from deskhand.kit import clock
from deskhand.queries.contract import query
from deskhand.rules.access import Can, Person, Role
from deskhand.rules.account import Purpose
from deskhand.store import everywhere
from deskhand.store.db import Reading, Row
from deskhand.store.everywhere import Found

__all__ = [
    "Found",
    "by_session",
    "by_token",
    "colleague",
    "former_colleague",
    "mailed_admin",
    "requester_to_rate",
    "workspace_of_host",
    "workspace_of_link",
]


async def by_session(digest: bytes) -> Found | None:
    """Return who holds the session with a digest, while it lasts."""
    return await everywhere.person_of_session(digest, clock.now())


async def by_token(digest: bytes) -> Found | None:
    """Return on whose behalf the API token with a digest acts, while it works."""
    return await everywhere.person_of_token(digest, clock.now())


async def workspace_of_link(digest: bytes, *, purpose: Purpose = Purpose.SIGN_IN) -> UUID | None:
    """Return the workspace of a one-time link of a purpose that still works."""
    return await everywhere.workspace_of_link(digest, clock.now(), purpose=purpose)


async def workspace_of_host(host: str) -> UUID | None:
    """Return the workspace that answers a host name."""
    return await everywhere.workspace_of(host)


@query(needs=Can.OPERATE)
async def colleague(reading: Reading, user_id: UUID) -> Person | None:
    """Return an active agent as an actor, for what the desk finishes in their name; None when not."""
    row = await reading.row(f"{_USER} and u.is_active and u.role <> 'customer'", reading.workspace_id, user_id)
    return None if row is None else _person(row, Role(row["role"]))


@query(needs=Can.OPERATE)
async def former_colleague(reading: Reading, user_id: UUID) -> Person | None:
    """Return somebody as the agent that they were, for what they left on tickets; None when they are erased."""
    row = await reading.row(_USER, reading.workspace_id, user_id)
    return None if row is None else _person(row, Role.AGENT)


@query(needs=Can.OPERATE)
async def mailed_admin(
    reading: Reading, *, user_id: UUID | None = None, subscription_id: UUID | None = None
) -> tuple[Person, str] | None:
    """Return whose mail of reports it is, as an actor for that alone, and what it is called; None when it is over."""
    row = await reading.row(_MAILED, reading.workspace_id, user_id, subscription_id)
    if row is None:
        return None
    person = Person(
        workspace_id=reading.workspace_id, user_id=row["id"], role=Role(row["role"]), name=row["name"],
        email=row["email"], time_zone=row["time_zone"], language=row["language"],
        scopes=frozenset({Can.MANAGE_WORKSPACE}),
    )  # fmt: skip
    return person, row["report"] or ""


def _person(row: Row, role: Role) -> Person:
    return Person(
        workspace_id=row["workspace_id"], user_id=row["id"], role=role, name=row["name"], email=row["email"],
        organization_id=row["organization_id"], time_zone=row["time_zone"], language=row["language"],
        team_ids=frozenset(row["team_ids"]), category_ids=frozenset(row["category_ids"]),
        foreign_category_ids=frozenset(row["foreign_category_ids"]),
    )  # fmt: skip


@query(needs=Can.OPERATE)
async def requester_to_rate(reading: Reading, ticket_id: UUID) -> Person | None:
    """Return who asked, as an actor that may read and rate tickets and nothing else; None when not active."""
    row = await reading.row(_REQUESTER, reading.workspace_id, ticket_id)
    if row is None:
        return None
    return Person(
        workspace_id=reading.workspace_id, user_id=row["id"], role=Role(row["role"]), name=row["name"],
        email=row["email"], time_zone=row["time_zone"], language=row["language"],
        scopes=frozenset({Can.READ_TICKET, Can.RATE}),
    )  # fmt: skip


_REQUESTER = """
    select u.id, u.role, u.name, u.email, u.time_zone, u.language from tickets t
    join users u on u.workspace_id = t.workspace_id and u.id = t.requester_id
    where t.workspace_id = $1 and t.id = $2 and u.is_active
"""
_MAILED = """
    select u.id, u.role, u.name, u.email, u.time_zone, u.language, s.name as report from users u
    left join report_subscriptions s on s.workspace_id = u.workspace_id and s.user_id = u.id and s.id = $3
    where u.workspace_id = $1 and u.is_active and u.role = 'admin' and (u.id = $2 or s.id is not null)
"""
_USER = """
    select u.workspace_id, u.id, u.role, u.name, u.email, u.organization_id, u.time_zone, u.language,
           array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id)
               as team_ids,
           categories_of(u.workspace_id, u.id) as category_ids,
           foreign_categories_of(u.workspace_id, u.id) as foreign_category_ids
    from users u where u.workspace_id = $1 and u.id = $2
"""
