"""The circle of people around a batch of tickets."""

from __future__ import annotations

from deskhand.queries.contract import ask
from deskhand.queries.notify import circle
from tests.database import Desk
from tests.reactions.test_notify import opened


async def test_requesters_and_assignees_are_known_and_the_team_when_asked_for(desk: Desk) -> None:
    first, second = await opened(desk), await opened(desk, by=desk.other_customer)
    await desk.as_owner("update tickets set assignee_id = $1 where id = $2", desk.agent.user_id, second.id)
    known = await ask(desk.system, circle, [first.id, second.id], with_team=False)
    assert {matter.id: matter.assignee_id for matter in known.matters} == {
        first.id: None,
        second.id: desk.agent.user_id,
    }
    assert {matter.id: matter.is_priority_client for matter in known.matters} == {first.id: True, second.id: False}
    names = {person.name for person in known.people}
    assert names == {desk.customer.name, desk.other_customer.name, desk.agent.name}
    with_team = await ask(desk.system, circle, [first.id], with_team=True)
    assert {person.name for person in with_team.people} >= {desk.agent.name, desk.other_agent.name, desk.admin.name}
    assert desk.other_customer.name not in {person.name for person in with_team.people}


async def test_a_desk_knows_whether_it_has_agents(desk: Desk) -> None:
    ticket = await opened(desk)
    assert (await ask(desk.system, circle, [ticket.id], with_team=False)).desk.has_agents
    await desk.as_owner("update users set is_active = false where role = 'agent'")
    known = await ask(desk.system, circle, [ticket.id], with_team=True)
    assert not known.desk.has_agents
    assert desk.agent.name not in {person.name for person in known.people}


async def test_no_tickets_have_no_circle(desk: Desk) -> None:
    known = await ask(desk.system, circle, [], with_team=False)
    assert (known.matters, known.people) == ([], [])
