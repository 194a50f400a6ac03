"""How tickets find agents: the rules that are on, who is there, what categories take, and why one has whom it has."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct, convert

from deskhand.queries.contract import query
from deskhand.queries.filters import this_one
from deskhand.rules.access import Can
from deskhand.rules.assignment import Candidate, Exclusion, Policy, Reason
from deskhand.rules.assignment.availability import Availability, Needs
from deskhand.rules.errors import NotFound
from deskhand.rules.sla.calendar import Calendar
from deskhand.store.db import Reading

MOST = 500
"""Agents and teams of a page at most."""
SHOWN = 10
"""Decisions about one ticket that are shown."""


class Decided(Struct, frozen=True, kw_only=True):
    """What was decided of a ticket at a moment; without an agent, that nobody may take it."""

    at: datetime
    policy: Policy
    reason: Reason
    agent_id: UUID | None
    agent_name: str | None
    handed_back_at: datetime | None
    candidates: tuple[Candidate, ...]
    exclusions: tuple[Exclusion, ...]


class Assigned(Struct, frozen=True, kw_only=True):
    """A ticket, who has it now, and what rules decided of it, the newest first."""

    number: str
    subject: str
    assignee_name: str | None
    decisions: tuple[Decided, ...]


class Profile(Struct, frozen=True, kw_only=True):
    """An agent with what counts of them."""

    id: UUID
    name: str
    availability: Availability


class Line(Struct, frozen=True, kw_only=True):
    """An agent in the list of all."""

    id: UUID
    name: str
    skills: tuple[str, ...]
    capacity: int
    is_accepting: bool
    away_until: datetime | None
    hours: Calendar | None
    seen_at: datetime | None


class TeamLine(Struct, frozen=True, kw_only=True):
    """A team and its own rule, None for the workspace's."""

    id: UUID
    name: str
    policy: Policy | None


class Settings(Struct, frozen=True, kw_only=True):
    """The rules of the workspace and its teams, and everybody who may be given tickets."""

    policy: Policy
    teams: tuple[TeamLine, ...]
    agents: tuple[Line, ...]


_AVAILABILITY = """
    coalesce(a.skills, '{}') as skills, coalesce(a.languages, '{}') as languages, a.hours,
    coalesce(a.capacity, 10) as capacity, coalesce(a.is_accepting, true) as is_accepting, a.away_until,
    coalesce(a.away_reason, '') as away_reason
"""
_DECISIONS = f"""
    select t.number, t.subject,
        (select u.name from users u where u.workspace_id = t.workspace_id and u.id = t.assignee_id) as assignee_name,
        (select coalesce(jsonb_agg(jsonb_build_object('at', d.created_at, 'policy', d.policy, 'reason', d.reason,
             'agent_id', d.agent_id, 'agent_name', d.name, 'handed_back_at', d.handed_back_at) || d.content
             order by d.created_at desc, d.id desc), '[]')
         from (select a.*, u.name from assignments a
               left join users u on u.workspace_id = a.workspace_id and u.id = a.agent_id
               where a.workspace_id = t.workspace_id and a.ticket_id = t.id
               order by a.created_at desc, a.id desc limit {SHOWN}) d) as decisions
    from tickets t
"""  # noqa: S608 (constants)


@query(needs=Can.WORK_QUEUE)
async def read_assignment(reading: Reading, ticket_id: UUID) -> Assigned:
    """Return what rules decided of a ticket in one statement; NotFound where the reader may not see it."""
    where = this_one(reading.actor, ticket_id)
    row = await reading.row(f"{_DECISIONS} where {where.text()}", *where.values)
    if row is None:
        raise NotFound("There is no such ticket.")
    return convert(dict(row), Assigned)


@query(needs=Can.WORK_QUEUE)
async def read_availability(reading: Reading, user_id: UUID) -> Profile:
    """Return what counts of an agent; NotFound for anybody else."""
    row = await reading.row(
        f"select u.id, u.name, {_AVAILABILITY} from users u left join availability a "  # noqa: S608 (a constant)
        "on a.workspace_id = u.workspace_id and a.user_id = u.id "
        "where u.workspace_id = $1 and u.id = $2 and u.role <> 'customer'",
        reading.workspace_id, user_id,
    )  # fmt: skip
    if row is None:
        raise NotFound("There is no such agent.")
    return Profile(id=row["id"], name=row["name"], availability=convert(dict(row), Availability))


@query(needs=Can.MANAGE_PEOPLE)
async def read_rules(reading: Reading) -> Settings:
    """Return the rules that are on and who is there, in one statement."""
    row = await reading.row(
        "select w.assignment as policy, (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, "  # noqa: S608 (a constant)
        "'policy', g.assignment) order by g.name, g.id), '[]') from (select * from teams where workspace_id = w.id "
        "and is_active order by name, id limit $2) g) as teams, (select coalesce(jsonb_agg(to_jsonb(p) "
        f"order by p.name, p.id), '[]') from (select u.id, u.name, u.last_seen_at as seen_at, {_AVAILABILITY} "
        "from users u left join availability a on a.workspace_id = u.workspace_id and a.user_id = u.id "
        "where u.workspace_id = w.id and u.role <> 'customer' and u.is_active order by u.name, u.id limit $2) p) "
        "as agents from workspaces w where w.id = $1",
        reading.workspace_id, MOST,
    )  # fmt: skip
    return convert(dict(row or {}), Settings)


@query(needs=Can.MANAGE_PEOPLE)
async def rule_of_team(reading: Reading, team_id: UUID) -> tuple[Policy | None, Policy]:
    """Return a team's own rule, None when it has none, and the workspace's."""
    row = await reading.row(
        "select g.assignment as own, w.assignment as shared from workspaces w "
        "join teams g on g.workspace_id = w.id where w.id = $1 and g.id = $2",
        reading.workspace_id, team_id,
    )  # fmt: skip
    if row is None:
        raise NotFound("There is no such team.")
    return (Policy(row["own"]) if row["own"] else None), Policy(row["shared"])


@query(needs=Can.MANAGE_CLASSIFICATION)
async def read_needs(reading: Reading, category_id: UUID) -> Needs:
    """Return what the tickets of a category take by itself; NotFound when there is no such category."""
    row = await reading.row(
        "select n.team_id, coalesce(n.needs, '{}') as needs, coalesce(n.prefers, '{}') as prefers from categories c "
        "left join category_needs n on n.workspace_id = c.workspace_id and n.category_id = c.id "
        "where c.workspace_id = $1 and c.id = $2",
        reading.workspace_id, category_id,
    )  # fmt: skip
    if row is None:
        raise NotFound("There is no such category.")
    return convert(dict(row), Needs)
