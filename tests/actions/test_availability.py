"""Who says what of an agent, which rules are on, and what categories take: with a trail, and refused to others."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from deskhand.actions.availability import change_availability, set_needs, set_policy
from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.contract import act
from deskhand.actions.teams import TeamChange, add_team, change_team
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.teams import read_team
from deskhand.queries.users import read_user
from deskhand.rules.assignment import Policy
from deskhand.rules.assignment.availability import AvailabilityChange, Needs
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from tests.database import Desk

TRAIL = "select payload -> 'changes' ->> $2 from events where name = $1 and payload -> 'changes' ? $2 order by id"


async def test_agents_say_whether_they_are_there_and_admins_the_rest(desk: Desk) -> None:
    until = clock.now() + timedelta(hours=2)
    away = AvailabilityChange(away_until=until, away_reason="Dentist")
    assert (await act(desk.agent, change_availability, desk.agent.user_id, away)).away_reason == "Dentist"
    wanted = AvailabilityChange(skills=["TLS"], capacity=2, week={"monday": "09:00-17:00"}, time_zone="Asia/Tokyo")
    after = await act(desk.admin, change_availability, desk.agent.user_id, wanted)
    assert (after.skills, after.capacity, after.away_reason) == (("tls",), 2, "Dentist")
    assert after.hours is not None
    assert after.hours.zone == "Asia/Tokyo"
    assert await act(desk.admin, change_availability, desk.agent.user_id, wanted) == after
    steps = (await ask(desk.admin, read_user, desk.agent.user_id)).trail
    assert [sorted(step.changes) for step in steps[:2]] == [
        ["capacity", "hours", "skills"],
        ["away_reason", "away_until"],
    ]
    for actor, whose in ((desk.agent, desk.agent), (desk.other_agent, desk.agent)):
        with pytest.raises(Forbidden):
            await act(actor, change_availability, whose.user_id, wanted)
    with pytest.raises(Forbidden):
        await act(desk.other_agent, change_availability, desk.agent.user_id, away)
    with pytest.raises(Forbidden):
        await act(desk.customer, change_availability, desk.customer.user_id, away)
    for nobody in (desk.customer.user_id, uuid4()):
        with pytest.raises(NotFound):
            await act(desk.admin, change_availability, nobody, away)


async def test_rules_are_the_workspaces_or_a_teams_own(desk: Desk) -> None:
    team = await act(desk.admin, add_team, TeamChange(name="Billing", member_ids=[desk.agent.user_id]))
    for team_id, policy in ((None, Policy.FEWEST_OPEN), (team, Policy.OFF), (team, None), (None, None)):
        await act(desk.admin, set_policy, team_id, policy)
        await act(desk.admin, set_policy, team_id, policy)
    told = [row[0] for row in await desk.as_owner(TRAIL, "workspace.changed", "assignment")]
    assert told == ['["off", "fewest_open"]', '["fewest_open", "off"]']
    told = [row[0] for row in await desk.as_owner(TRAIL, "team.changed", "assignment")]
    assert told == ['[null, "off"]', '["off", null]']
    await act(desk.admin, set_policy, team, Policy.ROUND_ROBIN)
    await act(desk.admin, change_team, team, TeamChange(name="Money"))
    assert await desk.value("select assignment from teams where id = $1", team) == "round_robin"
    assert (await ask(desk.admin, read_team, team)).name == "Money"
    with pytest.raises(NotFound):
        await act(desk.admin, set_policy, uuid4(), Policy.OFF)
    with pytest.raises(Forbidden):
        await act(desk.agent, set_policy, None, Policy.ROUND_ROBIN)


async def test_what_a_category_takes_is_kept_with_a_trail(desk: Desk) -> None:
    team = await act(desk.admin, add_team, TeamChange(name="Billing", member_ids=[desk.agent.user_id]))
    category = (await act(desk.admin, add_category, NewCategory(name="Invoices"))).id
    wanted = Needs(team_id=team, needs=("Tax",), prefers=("dunning", "DUNNING"))
    for _ in range(2):
        assert await act(desk.admin, set_needs, category, wanted) == Needs(
            team_id=team, needs=("tax",), prefers=("dunning",)
        )
    for part, told in (("team", '[null, "Billing"]'), ("needs", '[null, "tax"]'), ("prefers", '[null, "dunning"]')):
        assert [row[0] for row in await desk.as_owner(TRAIL, "category.changed", part)] == [told]
    with pytest.raises(NotFound):
        await act(desk.admin, set_needs, uuid4(), wanted)
    with pytest.raises(Invalid):
        await act(desk.admin, set_needs, category, Needs(team_id=uuid4()))
    with pytest.raises(Forbidden):
        await act(desk.agent, set_needs, category, wanted)
