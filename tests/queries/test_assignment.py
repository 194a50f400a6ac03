"""What is read of assignment: for staff who see the ticket, with defaults where nothing was said yet."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions.assignment import share_out
from deskhand.actions.availability import change_availability, set_policy
from deskhand.actions.contract import act
from deskhand.actions.teams import TeamChange, add_team
from deskhand.queries.assignment import read_assignment, read_availability, read_needs, read_rules, rule_of_team
from deskhand.queries.contract import ask
from deskhand.rules.assignment import Policy, Reason, Why
from deskhand.rules.assignment.availability import Availability, AvailabilityChange
from deskhand.rules.errors import Forbidden, NotFound
from tests.assigning import opened, share_by
from tests.database import Desk


async def test_decisions_are_read_by_those_who_see_the_ticket(desk: Desk) -> None:
    await share_by(desk, Policy.FEWEST_OPEN)
    await act(desk.admin, change_availability, desk.agent.user_id, AvailabilityChange(is_accepting=False))
    (ticket,) = await opened(desk, 1)
    await act(desk.system, share_out)
    found = await ask(desk.agent, read_assignment, ticket)
    (one,) = found.decisions
    assert (found.assignee_name, one.agent_name, one.reason) == ("Tom Berg", "Tom Berg", Reason.ONLY_ONE)
    assert [(each.name, each.score[0], each.capacity) for each in one.candidates] == [("Tom Berg", 0, 10)]
    assert [(each.name, each.why) for each in one.exclusions] == [("Maya Okafor", Why.NOT_ACCEPTING)]
    with pytest.raises(Forbidden):
        await ask(desk.customer, read_assignment, ticket)
    with pytest.raises(NotFound):
        await ask(desk.agent, read_assignment, uuid4())


async def test_what_nobody_has_said_yet_reads_as_it_begins(desk: Desk) -> None:
    found = await ask(desk.agent, read_availability, desk.agent.user_id)
    assert (found.name, found.availability) == ("Maya Okafor", Availability())
    for nobody in (desk.customer.user_id, uuid4()):
        with pytest.raises(NotFound):
            await ask(desk.agent, read_availability, nobody)
    with pytest.raises(NotFound):
        await ask(desk.admin, read_needs, uuid4())
    with pytest.raises(NotFound):
        await ask(desk.admin, rule_of_team, uuid4())
    team = await act(desk.admin, add_team, TeamChange(name="Billing"))
    await act(desk.admin, set_policy, team, Policy.ROUND_ROBIN)
    assert await ask(desk.admin, rule_of_team, team) == (Policy.ROUND_ROBIN, Policy.OFF)
    rules = await ask(desk.admin, read_rules)
    assert (rules.policy, [(one.name, one.policy) for one in rules.teams]) == ("off", [("Billing", "round_robin")])
    assert [(one.name, one.capacity) for one in rules.agents] == [
        ("Ada Admin", 10), ("Maya Okafor", 10), ("Tom Berg", 10), ("admin", 10)
    ]  # fmt: skip
