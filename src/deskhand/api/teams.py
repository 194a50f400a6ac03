"""`/api/teams`: agents who share a queue, read by agents and kept by admins."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import teams
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer, HandedOverAnswer, HappeningAnswer, handed_over, happenings
from deskhand.api.bodies import Body
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import teams as queries
from deskhand.queries.contract import ask
from deskhand.rules.teams import DESCRIPTION_LIMIT, MOST_CATEGORIES, MOST_MEMBERS, NAME_LIMIT

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
Description = Annotated[str, Meta(max_length=DESCRIPTION_LIMIT)]
Members = Annotated[list[UUID], Meta(max_length=MOST_MEMBERS, description="Ids of agents and admins: the whole list.")]
Categories = Annotated[
    list[UUID], Meta(max_length=MOST_CATEGORIES, description="Ids of categories: the whole list; those below count in.")
]


class TeamBody(Body, frozen=True, kw_only=True):
    """A new team."""

    name: Name
    description: Description = ""
    member_ids: Members | UnsetType = UNSET
    category_ids: Categories | UnsetType = UNSET


class TeamChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a team's fields; one that is closed (`active` false) loses its members and categories."""

    name: Name | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    member_ids: Members | UnsetType = UNSET
    category_ids: Categories | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class GiveBody(Body, frozen=True, kw_only=True):
    """Which team gets the active tickets of one, or none (null)."""

    team_id: UUID | None


class TeamAnswer(Answer, frozen=True, kw_only=True):
    """A team; `activeTickets` counts those that were given to it, up to 1,000."""

    id: UUID
    name: str
    description: str
    active: bool
    members: int
    categories: int
    active_tickets: int


class PartAnswer(Answer, frozen=True, kw_only=True):
    """A member or a category of a team."""

    id: UUID
    name: str
    active: bool


class TeamDetail(Answer, frozen=True, kw_only=True):
    """A team with its members and categories, and the newest changes first."""

    id: UUID
    name: str
    description: str
    active: bool
    members: list[PartAnswer]
    categories: list[PartAnswer]
    active_tickets: int
    activity: list[HappeningAnswer]


@get("/", responses=_READ, summary="List teams", operation_id="listTeams")
async def list_(
    actor: Who,
    *,
    closed: Annotated[bool, QueryParameter(required=False, description="Also those that are closed.")] = False,
) -> list[TeamAnswer]:
    """Return the teams by name; for agents."""
    found = await ask(actor, queries.list_teams, with_closed=closed)
    return [
        TeamAnswer(
            id=one.id, name=one.name, description=one.description, active=one.is_active, members=one.members,
            categories=one.categories, active_tickets=one.active_tickets,
        )
        for one in found
    ]  # fmt: skip


@post("/", responses=_WRITE, summary="Make a team", operation_id="addTeam")
async def add(request: Asking, actor: Who, *, data: JSONBody[TeamBody], idempotency_key: Key = None) -> TeamDetail:
    """Make a team; its members see at once what it handles."""
    wanted = teams.TeamChange(
        name=data.name, description=data.description, member_ids=data.member_ids, category_ids=data.category_ids
    )
    once = await once_of(request, key=idempotency_key)
    return await _read(actor, await act_once(actor, once, teams.add_team, wanted))


@get("/{team_id:uuid}", responses=_READ, summary="Read a team", operation_id="readTeam")
async def read(actor: Who, team_id: FromPath[UUID]) -> TeamDetail:
    """Return a team with members, categories and what happened; for admins."""
    return await _read(actor, team_id)


@patch("/{team_id:uuid}", responses=_WRITE, summary="Change a team", operation_id="changeTeam")
async def change(actor: Who, team_id: FromPath[UUID], data: JSONBody[TeamChangeBody]) -> TeamDetail:
    """Change any subset of a team's fields at once; one that active tickets wait for cannot be closed."""
    wanted = teams.TeamChange(
        name=data.name, description=data.description, member_ids=data.member_ids, category_ids=data.category_ids,
        is_active=data.active,
    )  # fmt: skip
    await act(actor, teams.change_team, team_id, wanted)
    return await _read(actor, team_id)


@post(
    "/{team_id:uuid}/hand-over",
    status_code=200,
    responses=_WRITE,
    summary="Give a team's tickets to another",
    operation_id="handOverTeam",
)
async def hand_over(
    request: Asking, actor: Who, team_id: FromPath[UUID], *, data: JSONBody[GiveBody], idempotency_key: Key = None
) -> HandedOverAnswer:
    """Give up to 100 active tickets of a team to another one, or to none."""
    once = await once_of(request, key=idempotency_key)
    done = await act_once(actor, once, teams.give_to_team, team_id, to=data.team_id)
    return handed_over(done)


async def _read(actor: Who, team_id: UUID) -> TeamDetail:
    view = await ask(actor, queries.read_team, team_id)
    return TeamDetail(
        id=view.id, name=view.name, description=view.description, active=view.is_active,
        members=[PartAnswer(id=one.id, name=one.name, active=one.is_active) for one in view.members],
        categories=[PartAnswer(id=one.id, name=one.name, active=one.is_active) for one in view.categories],
        active_tickets=view.active_tickets,
        activity=happenings(view.trail),
    )  # fmt: skip


ROUTER = Router("/api/teams", route_handlers=[list_, add, read, change, hand_over], tags=["Teams"])
