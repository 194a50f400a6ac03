"""Who may be given a ticket at all: what counts of agents and tickets, and the first thing that speaks against one."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from deskhand.rules.sla.calendar import ALWAYS, Hours

SEEN_WITHIN = timedelta(minutes=30)
"""How long ago an agent may last have been at the desk and still be given tickets."""
PREFERENCE_LASTS = timedelta(minutes=15)
"""How long a ticket waits for somebody with the skills that it only prefers."""
CAPACITY = 10
"""Tickets that wait for one agent at most, unless somebody says otherwise."""
MOST_CAPACITY = 500
AT_ONCE = 1
"""Tickets that wait for a free agent's answer; one who has that many is at work."""

_MOMENT = timedelta(seconds=1)


class Policy(StrEnum):
    """By what rule tickets that nobody has find their agents."""

    OFF = "off"
    LATE_BINDING = "late_binding"
    ROUND_ROBIN = "round_robin"
    FEWEST_OPEN = "fewest_open"


class Agent(Struct, frozen=True, kw_only=True):
    """What counts of an agent; `held` are the tickets that wait for them, without those that wait for customers."""

    id: UUID
    name: str
    teams: frozenset[UUID] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    """Languages they answer in; whoever names none is asked for all."""
    hours: Hours = ALWAYS
    is_accepting: bool = True
    away_until: datetime | None = None
    seen_at: datetime | None = None
    capacity: int = CAPACITY
    held: int = 0
    last_given_at: datetime | None = None


class Demand(Struct, frozen=True, kw_only=True):
    """What counts of a ticket that nobody has."""

    ticket_id: UUID
    waits_since: datetime
    policy: Policy = Policy.LATE_BINDING
    due_at: datetime | None = None
    """When the next thing promised of it is due."""
    requester_id: UUID | None = None
    team_id: UUID | None = None
    needs: frozenset[str] = frozenset()
    prefers: frozenset[str] = frozenset()
    language: str | None = None
    last_agent_id: UUID | None = None
    """Who had the requester's ticket before this one."""
    given_back_by: frozenset[UUID] = frozenset()
    """Who had this one from the desk and let it go by hand."""


class Why(StrEnum):
    """What speaks against an agent; whatever stands first here is what is said."""

    OWN_TICKET = "own_ticket"
    NOT_IN_TEAM = "not_in_team"
    SKILLS = "skills"
    LANGUAGE = "language"
    GAVE_BACK = "gave_back"
    NOT_ACCEPTING = "not_accepting"
    AWAY = "away"
    OFF_SHIFT = "off_shift"
    NOT_SEEN = "not_seen"
    FULL = "full"
    AT_WORK = "at_work"
    PREFERRED_SKILLS = "preferred_skills"


class Exclusion(Struct, frozen=True, kw_only=True):
    """An agent who was not considered, and why; `detail` are the skills, the language, the moment or the count."""

    agent_id: UUID
    name: str
    why: Why
    detail: str = ""


def is_on_shift(agent: Agent, now: datetime) -> bool:
    """Say whether a moment lies within an agent's working hours."""
    return any(True for _ in agent.hours.open_between(now, now + _MOMENT))


def is_away(agent: Agent, now: datetime) -> bool:
    """Say whether an agent has said to be away now."""
    return is_away_at(agent.away_until, now)


def is_away_at(until: datetime | None, now: datetime) -> bool:
    """Say whether whoever is away until a moment is away now."""
    return until is not None and until > now


def is_on_duty(agent: Agent, now: datetime) -> bool:
    """Say whether what an agent was given and has not touched may stay with them."""
    return is_on_shift(agent, now) and not is_away(agent, now)


def excluded(demand: Demand, agent: Agent, now: datetime) -> Exclusion | None:
    """Return what speaks against giving a ticket to an agent now; None when nothing does."""
    found = _unfit(demand, agent) or _not_here(agent, now) or _no_room(demand, agent, now)
    return Exclusion(agent_id=agent.id, name=agent.name, why=found[0], detail=found[1]) if found else None


def _unfit(demand: Demand, agent: Agent) -> tuple[Why, str] | None:
    missing = demand.needs - agent.skills
    if agent.id == demand.requester_id:
        return Why.OWN_TICKET, ""
    if demand.team_id is not None and demand.team_id not in agent.teams:
        return Why.NOT_IN_TEAM, ""
    if missing:
        return Why.SKILLS, ", ".join(sorted(missing))
    if demand.language and agent.languages and demand.language not in agent.languages:
        return Why.LANGUAGE, demand.language
    return (Why.GAVE_BACK, "") if agent.id in demand.given_back_by else None


def _not_here(agent: Agent, now: datetime) -> tuple[Why, str] | None:
    if not agent.is_accepting:
        return Why.NOT_ACCEPTING, ""
    if agent.away_until is not None and is_away(agent, now):
        return Why.AWAY, agent.away_until.isoformat(timespec="seconds")
    if not is_on_shift(agent, now):
        return Why.OFF_SHIFT, ""
    if agent.seen_at is None:
        return Why.NOT_SEEN, ""
    return (Why.NOT_SEEN, agent.seen_at.isoformat(timespec="seconds")) if now - agent.seen_at > SEEN_WITHIN else None


def _no_room(demand: Demand, agent: Agent, now: datetime) -> tuple[Why, str] | None:
    missing = demand.prefers - agent.skills
    if agent.held >= agent.capacity:
        return Why.FULL, str(agent.held)
    if demand.policy is Policy.LATE_BINDING and agent.held >= AT_ONCE:
        return Why.AT_WORK, str(agent.held)
    if missing and now - demand.waits_since < PREFERENCE_LASTS:
        return Why.PREFERRED_SKILLS, ", ".join(sorted(missing))
    return None
