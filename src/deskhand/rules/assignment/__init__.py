"""Who gets the tickets that nobody has: in which order they go, to whom each, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from deskhand.rules.assignment.eligibility import Agent, Demand, Exclusion, Policy, Why, excluded

__all__ = ["Agent", "Candidate", "Decision", "Demand", "Exclusion", "Policy", "Reason", "Why", "decide", "in_order"]

LONGEST_WAIT = timedelta(hours=24)
"""After so long a ticket is due whatever was promised, so that those with more urgent promises pass it no longer."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Reason(StrEnum):
    """What decided for the one who was chosen, or that nobody was."""

    NOBODY = "nobody"
    ONLY_ONE = "only_one"
    LAST_AGENT = "last_agent"
    FEWEST_SKILLS = "fewest_skills"
    FEWEST_OPEN = "fewest_open"
    LONGEST_SINCE = "longest_since"


TRAIL: dict[Reason, str] = {
    Reason.ONLY_ONE: "Given by rule: nobody else could take it.",
    Reason.LAST_AGENT: "Given by rule: they know the requester.",
    Reason.FEWEST_SKILLS: "Given by rule: others are needed for more.",
    Reason.FEWEST_OPEN: "Given by rule: fewest tickets wait for them.",
    Reason.LONGEST_SINCE: "Given by rule: it was their turn.",
}
"""What the trail says of why, in which nobody else is named: requesters may read it."""
HANDED_BACK = "Back to the queue: whoever had it is not there, and had not begun."


class Candidate(Struct, frozen=True, kw_only=True):
    """An agent who could have the ticket; `score` is compared from its first number on, and the smallest wins."""

    agent_id: UUID
    name: str
    score: tuple[int, ...]
    held: int
    capacity: int


class Decision(Struct, frozen=True, kw_only=True):
    """Who gets a ticket and why, with everybody who could have had it, the best first, and everybody who could not."""

    ticket_id: UUID
    policy: Policy
    chosen: UUID | None
    reason: Reason
    candidates: tuple[Candidate, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()


_Score = Callable[[Demand, Agent], tuple[int, ...]]


def decide(demand: Demand, agents: Iterable[Agent], now: datetime) -> Decision:
    """Decide who gets a ticket now, by its policy, which is on."""
    exclusions, able = [], []
    for agent in agents:
        against = excluded(demand, agent, now)
        if against is None:
            able.append(agent)
        else:
            exclusions.append(against)
    score, reasons = _POLICIES[demand.policy]
    scored = sorted(((score(demand, agent), agent) for agent in able), key=lambda pair: (pair[0], pair[1].id))
    candidates = tuple(
        Candidate(agent_id=agent.id, name=agent.name, score=points, held=agent.held, capacity=agent.capacity)
        for points, agent in scored
    )
    return Decision(
        ticket_id=demand.ticket_id, policy=demand.policy, chosen=candidates[0].agent_id if candidates else None,
        reason=_reason(candidates, reasons), candidates=candidates, exclusions=tuple(exclusions),
    )  # fmt: skip


def in_order(waiting: Iterable[Demand]) -> list[Demand]:
    """Return tickets in the order in which they find agents: the least time left to their deadline first."""
    return sorted(waiting, key=lambda demand: (due_of(demand), demand.waits_since, demand.ticket_id))


def due_of(demand: Demand) -> datetime:
    """Return by when a ticket wants an agent: its deadline, or sooner when it will have waited for too long."""
    latest = demand.waits_since + LONGEST_WAIT
    return latest if demand.due_at is None else min(demand.due_at, latest)


def share_out(
    waiting: Iterable[Demand], agents: Mapping[UUID, Agent], now: datetime
) -> tuple[list[Decision], dict[UUID, Agent]]:
    """Decide on all tickets that wait, the most urgent first; return that, and the agents as they are after it."""
    decisions: list[Decision] = []
    after = dict(agents)
    for place, demand in enumerate(in_order(one for one in waiting if one.policy is not Policy.OFF)):
        decision = decide(demand, after.values(), now)
        decisions.append(decision)
        if decision.chosen is not None:
            agent = after[decision.chosen]
            after[agent.id] = replace(agent, held=agent.held + 1, last_given_at=now + place * _TICK)
    return decisions, after


def _reason(candidates: Sequence[Candidate], reasons: Sequence[Reason]) -> Reason:
    """Return what decided: the first number in which the best two differ."""
    if not candidates:
        return Reason.NOBODY
    if len(candidates) == 1:
        return Reason.ONLY_ONE
    best, next_best = candidates[0].score, candidates[1].score
    return next((reason for reason, one, other in zip(reasons, best, next_best, strict=True) if one != other), reasons[-1])  # fmt: skip  # noqa: E501


def _late_binding(demand: Demand, agent: Agent) -> tuple[int, ...]:
    return int(agent.id != demand.last_agent_id), len(agent.skills), _since(agent)


def _round_robin(_: Demand, agent: Agent) -> tuple[int, ...]:
    return (_since(agent),)


def _fewest_open(_: Demand, agent: Agent) -> tuple[int, ...]:
    return agent.held, _since(agent)


def _since(agent: Agent) -> int:
    """Return when somebody was last given a ticket, in microseconds, which JSON readers can hold; 0 when never."""
    return 0 if agent.last_given_at is None else (agent.last_given_at - _NEVER) // _TICK


_POLICIES: dict[Policy, tuple[_Score, tuple[Reason, ...]]] = {
    Policy.LATE_BINDING: (_late_binding, (Reason.LAST_AGENT, Reason.FEWEST_SKILLS, Reason.LONGEST_SINCE)),
    Policy.ROUND_ROBIN: (_round_robin, (Reason.LONGEST_SINCE,)),
    Policy.FEWEST_OPEN: (_fewest_open, (Reason.FEWEST_OPEN, Reason.LONGEST_SINCE)),
}
