"""Teams, as those read them who are given to choose one, and those who look after them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.users import TRAIL, Held, Step
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.store.db import Reading

MOST = 500
"""Teams of a list at most."""
HELD = 10
"""Active tickets that the page of their team shows."""


class Part(Struct, frozen=True, kw_only=True):
    """A member or a category of a team; one that is not active is deactivated or not offered any more."""

    id: UUID
    name: str
    is_active: bool


class Line(Struct, frozen=True, kw_only=True):
    """A team in a list; `active_tickets` counts those that were given to it, up to 1,000."""

    id: UUID
    name: str
    description: str
    is_active: bool
    members: int
    categories: int
    active_tickets: int


class View(Struct, frozen=True, kw_only=True):
    """A team with all that admins look after."""

    id: UUID
    name: str
    description: str
    is_active: bool
    created_at: datetime
    members: list[Part]
    categories: list[Part]
    active_tickets: int
    held: list[Held]
    trail: list[Step]


class Choices(Struct, frozen=True, kw_only=True):
    """Who may be in a team, and what it may handle; `below` names the category above one."""

    agents: list[tuple[UUID, str]]
    categories: list[tuple[UUID, str, str | None]]


_TICKETS = """(select count(*) from (select 1 from tickets t where t.workspace_id = g.workspace_id and t.team_id = g.id
    and t.attention < 3 limit 1000) h) as active_tickets"""
_LINES = f"""
    select g.id, g.name, g.description, g.is_active,
        (select count(*) from team_members m where m.workspace_id = g.workspace_id and m.team_id = g.id) as members,
        (select count(*) from team_categories c where c.workspace_id = g.workspace_id and c.team_id = g.id)
            as categories, {_TICKETS}
    from teams g where g.workspace_id = $1 and (g.is_active or $2) order by g.name, g.id limit $3
"""  # noqa: S608 (constants)
_VIEW = f"""
    select g.id, g.name, g.description, g.is_active, g.created_at, {_TICKETS},
        (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'is_active', u.is_active)
             order by u.name), '[]')
         from team_members m join users u on u.workspace_id = m.workspace_id and u.id = m.user_id
         where m.workspace_id = g.workspace_id and m.team_id = g.id) as members,
        (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'is_active', c.is_active)
             order by c.name), '[]')
         from team_categories h join categories c on c.workspace_id = h.workspace_id and c.id = h.category_id
         where h.workspace_id = g.workspace_id and h.team_id = g.id) as categories,
        (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject,
             'status', t.status) order by t.id), '[]')
         from (select t.id, t.number, t.subject, t.status from tickets t where t.workspace_id = g.workspace_id
               and t.team_id = g.id and t.attention < 3 order by t.id limit $3) t) as held,
        (select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'actor_name', e.actor_name,
             'created_at', e.created_at, 'payload', e.payload) order by e.id desc), '[]')
         from trail_of($2, $4) s join events e on e.workspace_id = g.workspace_id and e.id = s.event_id) as trail
    from teams g where g.workspace_id = $1 and g.id = $2
"""  # noqa: S608 (constants)


@query(needs=Can.WORK_QUEUE)
async def list_teams(reading: Reading, *, with_closed: bool = False) -> list[Line]:
    """Return the teams by name."""
    rows = await reading.rows(_LINES, reading.workspace_id, with_closed, MOST)
    return [msgspec.convert(dict(row), Line) for row in rows]


@query(needs=Can.WORK_QUEUE)
async def offered_teams(reading: Reading) -> list[tuple[UUID, str]]:
    """Return the teams that a ticket can be given to, by name."""
    rows = await reading.rows(
        "select id, name from teams where workspace_id = $1 and is_active order by name, id limit $2",
        reading.workspace_id, MOST,
    )  # fmt: skip
    return [(row["id"], row["name"]) for row in rows]


@query(needs=Can.MANAGE_PEOPLE)
async def read_team(reading: Reading, team_id: UUID) -> View:
    """Return a team with members, categories, what waits for it and what happened, in one statement."""
    row = await reading.row(_VIEW, reading.workspace_id, team_id, HELD, TRAIL)
    if row is None:
        raise NotFound("There is no such team.")
    return msgspec.convert(dict(row), View)


@query(needs=Can.MANAGE_PEOPLE)
async def choices(reading: Reading) -> Choices:
    """Return whom and what a team can be made of, by name."""
    agents = await reading.rows(
        "select id, name from users where workspace_id = $1 and role <> 'customer' and is_active order by name, id "
        "limit $2",
        reading.workspace_id, MOST,
    )  # fmt: skip
    categories = await reading.rows(
        "select c.id, c.name, p.name as above from categories c left join categories p "
        "on p.workspace_id = c.workspace_id and p.id = c.parent_id where c.workspace_id = $1 "
        "order by coalesce(p.name, c.name), c.parent_id is not null, c.name limit $2",
        reading.workspace_id, MOST,
    )  # fmt: skip
    return Choices(
        agents=[(row["id"], row["name"]) for row in agents],
        categories=[(row["id"], row["name"], row["above"]) for row in categories],
    )  # fmt: skip
