"""Teams in lists and choices."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions.categories import NewCategory, add_category
from deskhand.actions.contract import act
from deskhand.actions.teams import TeamChange, add_team, change_team
from deskhand.queries.contract import ask
from deskhand.queries.teams import choices, list_teams, offered_teams, read_team
from deskhand.rules.errors import Forbidden, NotFound
from tests.database import Desk


async def test_agents_choose_among_open_teams_and_admins_see_all(desk: Desk) -> None:
    above = (await act(desk.admin, add_category, NewCategory(name="Money"))).id
    await act(desk.admin, add_category, NewCategory(name="Invoices", parent_id=above))
    wanted = TeamChange(name="Billing", member_ids=[desk.agent.user_id], category_ids=[above])
    billing = await act(desk.admin, add_team, wanted)
    closed = await act(desk.admin, add_team, TeamChange(name="Attic"))
    await act(desk.admin, change_team, closed, TeamChange(is_active=False))
    assert await ask(desk.agent, offered_teams) == [(billing, "Billing")]
    assert [(one.name, one.members, one.categories) for one in await ask(desk.agent, list_teams)] == [("Billing", 1, 1)]
    assert [one.is_active for one in await ask(desk.agent, list_teams, with_closed=True)] == [False, True]
    found = await ask(desk.admin, choices)
    assert [name for _, name in found.agents] == ["Ada Admin", "Maya Okafor", "Tom Berg", "admin"]
    assert [(name, above_it) for _, name, above_it in found.categories] == [("Money", None), ("Invoices", "Money")]
    for question in (ask(desk.agent, choices), ask(desk.agent, read_team, billing), ask(desk.customer, list_teams)):
        with pytest.raises(Forbidden):
            await question
    with pytest.raises(NotFound):
        await ask(desk.admin, read_team, uuid4())
