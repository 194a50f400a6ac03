"""Who is chosen and what decided it, by policy; the order of the queue; and a simulated week of all of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from bench.assignment import FAIR, LONGEST, outcomes
from deskhand.rules.assignment import (
    LONGEST_WAIT,
    Agent,
    Candidate,
    Decision,
    Demand,
    Exclusion,
    Policy,
    Reason,
    Why,
    decide,
    due_of,
    in_order,
    share_out,
)

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA, BEN, CEM = (UUID(int=number) for number in (1, 2, 3))


def agent(user_id: UUID, *skills: str, held: int = 0, given: int | None = None) -> Agent:
    """Return somebody who is there; `given` is how many hours ago they were last given a ticket."""
    return Agent(
        id=user_id, name=f"Agent {user_id.int}", skills=frozenset(skills), held=held, seen_at=NOW,
        last_given_at=None if given is None else NOW - given * HOUR,
    )  # fmt: skip


def ticket(number: int, *, waited: float = 0, left: float | None = None) -> Demand:
    due_at = None if left is None else NOW + left * HOUR
    return Demand(ticket_id=UUID(int=number), waits_since=NOW - waited * HOUR, due_at=due_at)


def by(policy: Policy, waiting: list[Demand]) -> list[Demand]:
    return [replace(one, policy=policy) for one in waiting]


@pytest.mark.parametrize(
    ("policy", "demand", "agents", "chosen", "reason"),
    [
        (Policy.LATE_BINDING, {}, (agent(ADA, "a", "b"), agent(BEN, "a")), BEN, Reason.FEWEST_SKILLS),
        (Policy.LATE_BINDING, {}, (agent(ADA, "a", given=1), agent(BEN, "b", given=2)), BEN, Reason.LONGEST_SINCE),
        (Policy.LATE_BINDING, {}, (agent(ADA, "a", given=1), agent(BEN, "b")), BEN, Reason.LONGEST_SINCE),
        (Policy.LATE_BINDING, {"last_agent_id": ADA}, (agent(ADA, "a", "b"), agent(BEN)), ADA, Reason.LAST_AGENT),
        (Policy.LATE_BINDING, {"last_agent_id": ADA}, (agent(ADA, held=1), agent(BEN)), BEN, Reason.ONLY_ONE),
        (Policy.LATE_BINDING, {}, (agent(ADA, held=1), agent(BEN, held=2)), None, Reason.NOBODY),
        (Policy.ROUND_ROBIN, {}, (agent(ADA, given=1), agent(BEN, held=5, given=2)), BEN, Reason.LONGEST_SINCE),
        (Policy.ROUND_ROBIN, {}, (agent(BEN), agent(ADA)), ADA, Reason.LONGEST_SINCE),
        (Policy.ROUND_ROBIN, {"last_agent_id": ADA}, (agent(ADA, given=1), agent(BEN)), BEN, Reason.LONGEST_SINCE),
        (Policy.FEWEST_OPEN, {}, (agent(ADA, held=3), agent(BEN, held=2)), BEN, Reason.FEWEST_OPEN),
        (Policy.FEWEST_OPEN, {}, (agent(ADA, held=2, given=1), agent(BEN, held=2, given=3)), BEN, Reason.LONGEST_SINCE),
        (Policy.FEWEST_OPEN, {}, (agent(ADA, held=10), agent(BEN, held=9)), BEN, Reason.ONLY_ONE),
        (Policy.FEWEST_OPEN, {}, (), None, Reason.NOBODY),
    ],
)  # fmt: skip
def test_who_is_chosen_and_what_decided_it(
    policy: Policy, demand: dict[str, object], agents: tuple[Agent, ...], chosen: UUID | None, reason: Reason
) -> None:
    found = decide(replace(ticket(9), policy=policy, **demand), agents, NOW)
    assert (found.chosen, found.reason) == (chosen, reason)


def test_a_decision_names_everybody_who_could_and_everybody_who_could_not() -> None:
    agents = [agent(ADA, "tls", held=4), agent(BEN, "tls", held=1), agent(CEM)]
    needy = replace(ticket(9), policy=Policy.FEWEST_OPEN, needs=frozenset({"tls"}))
    assert decide(needy, agents, NOW) == Decision(
        ticket_id=UUID(int=9), policy=Policy.FEWEST_OPEN, chosen=BEN, reason=Reason.FEWEST_OPEN,
        candidates=(
            Candidate(agent_id=BEN, name="Agent 2", score=(1, 0), held=1, capacity=10),
            Candidate(agent_id=ADA, name="Agent 1", score=(4, 0), held=4, capacity=10),
        ),
        exclusions=(Exclusion(agent_id=CEM, name="Agent 3", why=Why.SKILLS, detail="tls"),),
    )  # fmt: skip


def test_the_least_time_left_goes_first_and_nothing_waits_forever() -> None:
    late, soon, far = ticket(1, left=-1), ticket(2, left=1), ticket(3, left=700)
    none, old = ticket(4, waited=20), ticket(5, waited=25, left=700)
    assert [one.ticket_id.int for one in in_order([far, none, soon, old, late])] == [5, 1, 2, 4, 3]
    assert due_of(soon) == NOW + HOUR
    assert due_of(far) == due_of(ticket(6)) == NOW + LONGEST_WAIT
    first, second = ticket(8, left=1, waited=1), ticket(7, left=1)
    assert in_order([second, first]) == [first, second]


def test_the_most_urgent_is_given_first_and_counts_for_the_next() -> None:
    waiting = [ticket(1, left=3), ticket(2, left=1), ticket(3, left=2)]
    agents = {ADA: agent(ADA), BEN: agent(BEN)}
    late, after = share_out(waiting, agents, NOW)
    assert [(one.ticket_id.int, one.chosen) for one in late] == [(2, ADA), (3, BEN), (1, None)]
    assert {one.why for one in late[2].exclusions} == {Why.AT_WORK}
    assert [one.held for one in after.values()] == [1, 1]
    assert agents[ADA].held == 0
    assert share_out(by(Policy.OFF, waiting), agents, NOW) == ([], agents)


def test_turns_go_round_within_one_moment() -> None:
    waiting = [ticket(number) for number in range(1, 8)]
    agents = {user_id: agent(user_id) for user_id in (ADA, BEN, CEM)}
    round_robin, after = share_out(by(Policy.ROUND_ROBIN, waiting), agents, NOW)
    assert [one.chosen for one in round_robin] == [ADA, BEN, CEM, ADA, BEN, CEM, ADA]
    full = {user_id: replace(one, capacity=2) for user_id, one in agents.items()}
    decided, after = share_out(by(Policy.FEWEST_OPEN, waiting), full, NOW)
    assert [one.held for one in after.values()] == [2, 2, 2]
    assert decided[-1].chosen is None


def test_what_nobody_can_take_keeps_no_other_waiting() -> None:
    hard = replace(ticket(1, left=-5), needs=frozenset({"cobol"}))
    decided, _ = share_out([hard, ticket(2)], {ADA: agent(ADA)}, NOW)
    assert [(one.ticket_id.int, one.chosen) for one in decided] == [(1, None), (2, ADA)]


def test_in_a_simulated_week_late_binding_is_late_least_and_fair() -> None:
    found = outcomes(days=5)
    late, fewest, in_turn = (found[one] for one in (Policy.LATE_BINDING, Policy.FEWEST_OPEN, Policy.ROUND_ROBIN))
    assert late.tickets > 1000
    assert late.share < 0.8 * fewest.share
    assert late.share < in_turn.share
    assert late.longest <= LONGEST * HOUR
    assert late.fairness >= FAIR
