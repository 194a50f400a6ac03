"""Organizations in lists, and what the page of one shows to whom."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import create_organization
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.organizations import list_organizations, read_organization
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from tests.database import Desk


async def test_organizations_are_listed_by_name_a_page_at_a_time(desk: Desk) -> None:
    for name in ("Brightline", "Acme", "Acme Tools"):
        await act(desk.admin, create_organization, name=name)
    first = await ask(desk.agent, list_organizations, limit=3)
    assert ([one.name for one in first.items], first.total) == (["Acme", "Acme Tools", "Brightline"], 4)
    rest = await ask(desk.agent, list_organizations, limit=3, cursor=first.next_cursor)
    assert ([(one.name, one.people) for one in rest.items], rest.next_cursor) == ([("Halcyon Legal", 1)], None)
    assert [one.name for one in (await ask(desk.agent, list_organizations, text="acm")).items] == ["Acme", "Acme Tools"]
    with pytest.raises(Invalid):
        await ask(desk.agent, list_organizations, text="?")
    with pytest.raises(Forbidden):
        await ask(desk.customer, list_organizations)


async def test_its_page_shows_people_and_only_the_tickets_that_the_reader_sees(desk: Desk) -> None:
    halcyon = desk.customer.organization_id
    assert halcyon is not None
    await act(desk.customer, open_ticket, NewTicket(subject="Seen", description="d"))
    view = await ask(desk.agent, read_organization, halcyon)
    assert ([one.name for one in view.members], [one.subject for one in view.tickets]) == (["Dana Whitfield"], ["Seen"])
    team = uuid4()
    making = "insert into teams (workspace_id, id, name, created_at) select id, $1, 'T', now() from workspaces"
    await desk.as_owner(making, team)
    await desk.as_owner("update tickets set team_id = $1", team)
    in_another = replace(desk.agent, team_ids=frozenset({uuid4()}))
    assert (await ask(in_another, read_organization, halcyon)).tickets == []
    with pytest.raises(NotFound):
        await ask(desk.agent, read_organization, uuid4())
