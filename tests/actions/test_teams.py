"""Teams: made, changed, closed, and what waits for one given to another."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.handing import HandedOver
from deskhand.actions.teams import TeamChange, add_team, change_team, give_to_team
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.users import change_user
from deskhand.queries.contract import ask
from deskhand.queries.teams import read_team
from deskhand.queries.users import read_user
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.users import UserChange
from tests.database import Desk


async def team(desk: Desk, name: str, *members: UUID) -> UUID:
    return await act(desk.admin, add_team, TeamChange(name=name, member_ids=list(members)))


async def test_a_team_is_changed_with_a_trail_of_its_own_and_of_its_members(desk: Desk) -> None:
    billing = await team(desk, "Billing", desk.agent.user_id)
    category = (await act(desk.admin, add_category, NewCategory(name="Invoices"))).id
    wanted = TeamChange(name="Money", member_ids=[desk.other_agent.user_id], category_ids=[category])
    await act(desk.admin, change_team, billing, wanted)
    await act(desk.admin, change_team, billing, wanted)
    view = await ask(desk.admin, read_team, billing)
    assert ([one.name for one in view.members], [one.name for one in view.categories]) == (["Tom Berg"], ["Invoices"])
    assert [step.changes for step in view.trail] == [
        {"name": ["Billing", "Money"], "members": ["Maya Okafor", "Tom Berg"], "categories": [None, "Invoices"]},
        {"name": [None, "Billing"], "members": [None, "Maya Okafor"]},
    ]  # fmt: skip
    left = await ask(desk.admin, read_user, desk.agent.user_id)
    assert [step.changes for step in left.trail[:2]] == [{"team": ["Billing", None]}, {"team": [None, "Billing"]}]
    await act(desk.admin, change_user, desk.other_agent.user_id, UserChange(role="customer"))
    assert (await ask(desk.admin, read_team, billing)).members == [], "customers are in no team"


async def test_what_no_team_can_be_made_of_is_named(desk: Desk) -> None:
    await team(desk, "Billing")
    for flawed, field in (
        (TeamChange(name="A", member_ids=[desk.customer.user_id]), "memberIds"),
        (TeamChange(name="A", category_ids=[uuid4()]), "categoryIds"), (TeamChange(), "name"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            await act(desk.admin, add_team, flawed)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(Conflict, match="called “Billing” already"):
        await team(desk, "Billing")
    with pytest.raises(NotFound):
        await act(desk.admin, change_team, uuid4(), TeamChange(name="A"))
    with pytest.raises(Forbidden):
        await act(desk.agent, add_team, TeamChange(name="A"))


async def test_tickets_are_given_to_teams_and_on_before_one_closes(desk: Desk) -> None:
    first, second = await team(desk, "First", desk.agent.user_id), await team(desk, "Second", desk.other_agent.user_id)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    given = await act(desk.agent, change_ticket, ticket.id, TicketChange(team_id=second))
    assert (given.team_id, given.version) == (second, 2), "also by somebody who sees it no more afterwards"
    with pytest.raises(NotFound):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(team_id=first))
    with pytest.raises(Forbidden):
        await act(desk.customer, change_ticket, ticket.id, TicketChange(team_id=first))
    with pytest.raises(Conflict, match="1 active tickets"):
        await act(desk.admin, change_team, second, TeamChange(is_active=False))
    assert await act(desk.admin, give_to_team, second, to=first) == HandedOver(moved=1, left=0)
    await act(desk.admin, change_team, second, TeamChange(is_active=False))
    assert (await ask(desk.admin, read_team, second)).members == []
    for wrong in (second, uuid4()):
        with pytest.raises(Invalid):
            await act(desk.admin, change_ticket, ticket.id, TicketChange(team_id=wrong))
    with pytest.raises(Invalid):
        await act(desk.admin, give_to_team, first, to=first)
    rows = await desk.as_owner("select payload from events where name = 'ticket.updated' order by id")
    assert ['"team": ["Second", "First"]' in row["payload"] for row in rows] == [False, True]
    await act(desk.admin, change_ticket, ticket.id, TicketChange(team_id=None, assignee_id=desk.agent.user_id))
    assert await desk.value("select team_id from tickets") is None


async def test_an_agent_opens_a_ticket_of_a_category_that_another_team_handles(desk: Desk) -> None:
    category = (await act(desk.admin, add_category, NewCategory(name="Invoices"))).id
    theirs = await team(desk, "Theirs", desk.other_agent.user_id)
    await act(desk.admin, change_team, theirs, TeamChange(category_ids=[category]))
    await team(desk, "Mine", desk.agent.user_id)
    wanted = NewTicket(
        subject="s", description="d", requester_id=desk.customer.user_id, classification=Wanted(category_id=category)
    )
    opened = await act(desk.agent, open_ticket, wanted)
    with pytest.raises(NotFound):
        await act(desk.agent, change_ticket, opened.id, TicketChange(subject="Mine"))
    taken = await act(desk.other_agent, change_ticket, opened.id, TicketChange(subject="Theirs"))
    assert taken.subject == "Theirs"
