"""How tickets find agents: why one has whom it has, who is there, and the rules; `…/assignment`, `…/availability`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get, put
from litestar.params import FromPath, JSONBody, PathParameter
from msgspec import UNSET, Meta, UnsetType

from deskhand.actions import availability as actions
from deskhand.actions.contract import act
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body, Word
from deskhand.api.problem import spec
from deskhand.api.tickets import Who
from deskhand.queries import assignment as queries
from deskhand.queries.contract import ask
from deskhand.rules.access import Actor, Can, Person, require
from deskhand.rules.assignment import Policy
from deskhand.rules.assignment.availability import (
    MOST_SKILLS,
    REASON_LIMIT,
    SKILL_LIMIT,
    Availability,
    AvailabilityChange,
    Needs,
    texts_of,
)
from deskhand.rules.assignment.eligibility import MOST_CAPACITY
from deskhand.rules.draft import word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.sla.written import LONGEST_DAY

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Whom = Annotated[str, PathParameter(description="A user's id, or `me`.")]
Skills = Annotated[list[Annotated[str, Meta(max_length=SKILL_LIMIT)]], Meta(max_length=MOST_SKILLS)]
Day = Annotated[str, Meta(max_length=LONGEST_DAY)]
Rule = Annotated[Word, Meta(description="`off`, `late_binding`, `round_robin` or `fewest_open`, in any case.")]


class CandidateAnswer(Answer, frozen=True, kw_only=True):
    """An agent who could have the ticket; `score` is compared from its first number on, and the smallest wins."""

    agent_id: UUID
    name: str
    score: list[int]
    held: int
    capacity: int


class ExclusionAnswer(Answer, frozen=True, kw_only=True):
    """An agent who was not considered; `detail` are the skills, the language, the moment or the count."""

    agent_id: UUID
    name: str
    why: str
    detail: str


class DecisionAnswer(Answer, frozen=True, kw_only=True):
    """What a rule decided; without an agent, that nobody may take it. `handedBackAt`: the desk took it back then."""

    at: datetime
    policy: str
    reason: str
    agent_id: UUID | None
    agent_name: str | None
    handed_back_at: datetime | None
    candidates: list[CandidateAnswer]
    exclusions: list[ExclusionAnswer]


class AssignmentAnswer(Answer, frozen=True, kw_only=True):
    """Who has a ticket, and the newest decisions about it first."""

    assignee_name: str | None
    decisions: list[DecisionAnswer]


class AvailabilityBody(Body, frozen=True, kw_only=True):
    """Any subset. Agents say themselves whether they accept tickets and are away; the rest is their admins' to say."""

    accepting: bool | UnsetType = UNSET
    away_until: Annotated[datetime, Meta(tz=True)] | UnsetType | None = UNSET
    away_reason: Annotated[str, Meta(max_length=REASON_LIMIT)] | UnsetType = UNSET
    skills: Skills | UnsetType = UNSET
    languages: Annotated[list[str], Meta(max_length=MOST_SKILLS)] | UnsetType = UNSET
    capacity: Annotated[int, Meta(ge=0, le=MOST_CAPACITY)] | UnsetType = UNSET
    time_zone: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    week: (
        Annotated[dict[str, Day], Meta(description="Such as `{“monday”: “09:00-17:00”}`; null: every hour.")]
        | UnsetType
        | None
    ) = UNSET


class AvailabilityAnswer(Answer, frozen=True, kw_only=True):
    """What counts of an agent when tickets are given by rule; without a week they work at every hour."""

    id: UUID
    name: str
    accepting: bool
    away_until: datetime | None
    away_reason: str
    skills: list[str]
    languages: list[str]
    capacity: int
    time_zone: str | None
    week: dict[str, str] | None


class RuleBody(Body, frozen=True, kw_only=True):
    """The rule; null for a team that goes by the workspace's."""

    policy: Rule | None


class RuleAnswer(Answer, frozen=True, kw_only=True):
    """The rule of a team or of the workspace; null for a team that goes by the workspace's."""

    policy: str | None


class NeedsBody(Body, frozen=True, kw_only=True):
    """What the tickets of a category take: all of it, as it is to be."""

    team_id: UUID | None = None
    needs: Skills
    prefers: Skills


class NeedsAnswer(Answer, frozen=True, kw_only=True):
    """What the tickets of a category take: their team, skills that are needed, and skills that are preferred."""

    team_id: UUID | None
    needs: list[str]
    prefers: list[str]


@get("/tickets/{ticket_id:uuid}/assignment", responses=_READ, summary="Why it was assigned so", operation_id="readAssignment")  # fmt: skip  # noqa: E501
async def read(actor: Who, ticket_id: FromPath[UUID]) -> AssignmentAnswer:
    """Return what rules decided of a ticket: who was chosen, who could have been, and who could not and why."""
    found = await ask(actor, queries.read_assignment, ticket_id)
    return AssignmentAnswer(
        assignee_name=found.assignee_name, decisions=[_decision(one) for one in found.decisions]
    )  # fmt: skip


@get("/users/{user:str}/availability", responses=_READ, summary="Read who is there", operation_id="readAvailability")
async def read_availability(actor: Who, user: Whom) -> AvailabilityAnswer:
    """Return what counts of an agent when tickets are given by rule."""
    return await _available(actor, _id_of(actor, user))


@put("/users/{user:str}/availability", status_code=200, responses=_WRITE, summary="Say who is there", operation_id="changeAvailability")  # fmt: skip  # noqa: E501
async def change_availability(actor: Who, user: Whom, data: JSONBody[AvailabilityBody]) -> AvailabilityAnswer:
    """Change any of it; what is left out stays."""
    user_id = _id_of(actor, user)
    wanted = AvailabilityChange(
        is_accepting=data.accepting, away_until=data.away_until, away_reason=data.away_reason, skills=data.skills,
        languages=data.languages, capacity=data.capacity, time_zone=data.time_zone, week=data.week,
    )  # fmt: skip
    await act(actor, actions.change_availability, user_id, wanted)
    return await _available(actor, user_id)


@get("/workspace/assignment", responses=_READ, summary="Read the workspace's rule", operation_id="readAssignmentRule")
async def read_rule(actor: Who) -> RuleAnswer:
    """Return the rule of the teams that have none of their own."""
    return RuleAnswer(policy=(await ask(actor, queries.read_rules)).policy)


@put("/workspace/assignment", status_code=200, responses=_WRITE, summary="Set the workspace's rule", operation_id="setAssignmentRule")  # fmt: skip  # noqa: E501
async def set_rule(actor: Who, data: JSONBody[RuleBody]) -> RuleAnswer:
    """Say by what rule tickets are given where a team has none of its own."""
    policy = _policy(data.policy)
    if policy is None:
        raise Invalid({"policy": "must be a rule; null is for teams"})
    await act(actor, actions.set_policy, None, policy)
    return RuleAnswer(policy=policy)


@get("/teams/{team_id:uuid}/assignment", responses=_READ, summary="Read a team's rule", operation_id="readTeamRule")
async def read_team_rule(actor: Who, team_id: FromPath[UUID]) -> RuleAnswer:
    """Return a team's own rule."""
    return RuleAnswer(policy=(await ask(actor, queries.rule_of_team, team_id))[0])


@put("/teams/{team_id:uuid}/assignment", status_code=200, responses=_WRITE, summary="Set a team's rule", operation_id="setTeamRule")  # fmt: skip  # noqa: E501
async def set_team_rule(actor: Who, team_id: FromPath[UUID], data: JSONBody[RuleBody]) -> RuleAnswer:
    """Say by what rule a team's tickets are given."""
    policy = _policy(data.policy)
    await act(actor, actions.set_policy, team_id, policy)
    return RuleAnswer(policy=policy)


@get("/categories/{category_id:uuid}/needs", responses=_READ, summary="Read what it takes", operation_id="readNeeds")
async def read_needs(actor: Who, category_id: FromPath[UUID]) -> NeedsAnswer:
    """Return what the tickets of a category take, without what the one above it takes."""
    return _needs(await ask(actor, queries.read_needs, category_id))


@put("/categories/{category_id:uuid}/needs", status_code=200, responses=_WRITE, summary="Say what it takes", operation_id="setNeeds")  # fmt: skip  # noqa: E501
async def set_needs(actor: Who, category_id: FromPath[UUID], data: JSONBody[NeedsBody]) -> NeedsAnswer:
    """Say which team and skills the tickets of a category take."""
    wanted = Needs(team_id=data.team_id, needs=tuple(data.needs), prefers=tuple(data.prefers))
    return _needs(await act(actor, actions.set_needs, category_id, wanted))


def _decision(one: queries.Decided) -> DecisionAnswer:
    return DecisionAnswer(
        at=one.at, policy=one.policy, reason=one.reason, agent_id=one.agent_id, agent_name=one.agent_name,
        handed_back_at=one.handed_back_at,
        candidates=[
            CandidateAnswer(agent_id=c.agent_id, name=c.name, score=list(c.score), held=c.held, capacity=c.capacity)
            for c in one.candidates
        ],
        exclusions=[
            ExclusionAnswer(agent_id=e.agent_id, name=e.name, why=e.why, detail=e.detail) for e in one.exclusions
        ],
    )  # fmt: skip


async def _available(actor: Actor, user_id: UUID) -> AvailabilityAnswer:
    found = await ask(actor, queries.read_availability, user_id)
    kept: Availability = found.availability
    return AvailabilityAnswer(
        id=found.id, name=found.name, accepting=kept.is_accepting, away_until=kept.away_until,
        away_reason=kept.away_reason, skills=list(kept.skills), languages=list(kept.languages),
        capacity=kept.capacity, time_zone=kept.hours.zone if kept.hours else None,
        week={day: text for day, text in texts_of(kept.hours).items() if text} if kept.hours else None,
    )  # fmt: skip


def _needs(found: Needs) -> NeedsAnswer:
    return NeedsAnswer(team_id=found.team_id, needs=list(found.needs), prefers=list(found.prefers))


def _policy(word: str | None) -> Policy | None:
    if word is None:
        return None
    found = word_of(Policy, word)
    if found is None:
        raise Invalid({"policy": f"“{word[:40]}” is not one of: {', '.join(Policy)}"})
    return found


def _id_of(actor: Actor, user: str) -> UUID:
    require(actor, Can.WORK_QUEUE)
    if user == "me" and isinstance(actor, Person):
        return actor.user_id
    try:
        return UUID(user)
    except ValueError:
        raise Invalid({"user": f"“{user[:60]}” is neither a user's id nor `me`"}) from None


ROUTER = Router(
    "/api",
    route_handlers=[
        read, read_availability, change_availability, read_rule, set_rule, read_team_rule, set_team_rule, read_needs,
        set_needs,
    ],
    tags=["Assignment"],
)  # fmt: skip
