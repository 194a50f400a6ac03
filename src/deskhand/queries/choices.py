"""What a form that narrows or assigns tickets offers: agents, categories, and the first organizations and tags."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deskhand.store.db import Row

OFFERED = 200
"""Organizations and tags that are offered; any other is taken too when its name is written whole."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody to whom tickets can be assigned."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What lists can be narrowed to, beside people: categories as key and name, organizations and tags by name."""

    categories: tuple[tuple[str, str], ...] = ()
    organizations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


CHOICES = f"""
    (select coalesce(jsonb_agg(jsonb_build_array(u.id, u.name) order by u.name), '[]') from users u
     where u.workspace_id = $1 and u.role <> 'customer' and u.is_active) as agents,
    (select coalesce(jsonb_agg(jsonb_build_array(c.key, c.name) order by c.place), '[]') from (
        select c.key, coalesce(p.name || ' / ', '') || c.name as name,
               row_number() over (order by coalesce(p.position, c.position), coalesce(p.id, c.id),
                                  p.id is not null, c.position, c.id) as place
        from categories c left join categories p on p.workspace_id = c.workspace_id and p.id = c.parent_id
        where c.workspace_id = $1 and c.is_active limit {OFFERED}) c) as categories,
    (select coalesce(jsonb_agg(o.name), '[]') from (
        select o.name from organizations o where o.workspace_id = $1 order by o.name, o.id limit {OFFERED}
    ) o) as organizations,
    (select coalesce(jsonb_agg(g.name), '[]') from (
        select g.name from tags g where g.workspace_id = $1 and g.going_at is null order by g.name limit {OFFERED}
    ) g) as tag_names
"""  # noqa: S608 (constants)
"""Columns of a statement whose first value is the workspace."""


def agents_of(row: Row) -> tuple[Agent, ...]:
    """Return the agents of a row of CHOICES."""
    return tuple(Agent(UUID(agent), name) for agent, name in row["agents"])


def choices_of(row: Row) -> Choices:
    """Return the rest of a row of CHOICES."""
    return Choices(
        tuple((key, name) for key, name in row["categories"]), tuple(row["organizations"]), tuple(row["tag_names"])
    )
