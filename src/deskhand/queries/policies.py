"""Policies of deadlines, as admins keep them and others choose them: what is promised, and to whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.trail import OF_POLICY, Step
from deskhand.rules.access import Can
from deskhand.rules.errors import NotFound
from deskhand.rules.sla.policy import Policy, Version
from deskhand.store.db import Reading

EDITIONS = 50
"""Versions that the page of a policy tells of."""
SHOWN = 20
"""Organizations and categories that are named as its users."""


class Named(Struct, frozen=True, kw_only=True):
    """A thing by its name."""

    id: UUID
    name: str


class Line(Struct, frozen=True, kw_only=True):
    """A policy as it stands, and who uses it: the workspace, and the first of the organizations and categories."""

    id: UUID
    name: str
    shipped: str | None
    last: Version[Policy]
    calendar_name: str | None
    is_workspaces: bool
    organizations: list[Named]
    categories: list[Named]
    more: int
    """Organizations and categories beside those that are named, up to 1,000."""

    @property
    def is_used(self) -> bool:
        """Whether some ticket may count by it."""
        return self.is_workspaces or bool(self.organizations or self.categories)


class Edition(Struct, frozen=True, kw_only=True):
    """A version, and since when it holds."""

    number: int
    since: datetime


class View(Line, frozen=True, kw_only=True):
    """A policy with its newest versions and what became of it."""

    editions: list[Edition]
    trail: list[Step]


def _users(table: str) -> str:
    return f"""
        (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name), '[]')
         from (select u.id, u.name from {table} u where u.workspace_id = p.workspace_id and u.sla_policy_id = p.id
               order by u.name limit {SHOWN}) u) as {table}
    """  # noqa: S608 (names of our own)


def _count(table: str) -> str:
    return f"""
        (select greatest(count(*) - {SHOWN}, 0) from (select 1 from {table} u where u.workspace_id = p.workspace_id
         and u.sla_policy_id = p.id limit 1000) n)
    """  # noqa: S608 (names of our own)


_LINE = f"""
    p.id, p.name, p.shipped, p.id = w.sla_policy_id as is_workspaces, c.name as calendar_name,
    jsonb_build_object('since', v.since, 'number', v.number, 'says', v.content) as last,
    {_users("organizations")}, {_users("categories")}, {_count("organizations")} + {_count("categories")} as more
"""
_FROM = """
    from workspaces w join sla_policies p on p.workspace_id = w.id
    cross join lateral (select v.number, v.since, v.content from sla_policy_versions v
        where v.workspace_id = p.workspace_id and v.policy_id = p.id order by v.number desc limit 1) v
    left join calendars c on c.workspace_id = p.workspace_id and c.id::text = v.content ->> 'calendar_id'
    where w.id = $1 and p.removed_at is null
"""
_LINES = f"select {_LINE} {_FROM} order by p.id = w.sla_policy_id desc, p.name"
_ONE = f"""
    select {_LINE}, {OF_POLICY},
        (select jsonb_agg(jsonb_build_object('number', e.number, 'since', e.since) order by e.number desc)
         from (select number, since from sla_policy_versions e where e.workspace_id = p.workspace_id
               and e.policy_id = p.id order by number desc limit {EDITIONS}) e) as editions
    {_FROM} and p.id = $2
"""  # noqa: S608 (constants)


@query(needs=Can.MANAGE_WORKSPACE)
async def list_policies(reading: Reading) -> list[Line]:
    """Return every policy, the workspace's own first."""
    rows = await reading.rows(_LINES, reading.workspace_id)
    return [msgspec.convert(dict(row), Line, strict=False) for row in rows]


@query(needs=Can.MANAGE_WORKSPACE)
async def read_policy(reading: Reading, policy_id: UUID) -> View:
    """Return a policy with its versions and its trail."""
    row = await reading.row(_ONE, reading.workspace_id, policy_id)
    if row is None:
        raise NotFound("There is no such policy.")
    return msgspec.convert(dict(row), View, strict=False)


@query(needs=Can.WORK_QUEUE)
async def policy_names(reading: Reading) -> list[Named]:
    """Return the policies that can be chosen for an organization or a category, by their names."""
    rows = await reading.rows(
        "select id, name from sla_policies where workspace_id = $1 and removed_at is null order by name",
        reading.workspace_id,
    )  # fmt: skip
    return [Named(**dict(row)) for row in rows]
