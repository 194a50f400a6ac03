"""Users in lists: by name, a page at a time, narrowed by words, role, state and organization."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deskhand.actions.accounts import invite
from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson, create_organization
from deskhand.actions.users import deactivate
from deskhand.queries.contract import ask
from deskhand.queries.users import Wanted, beginnings, list_users, organization_called, organizations_by_name, read_user
from deskhand.rules.access import Role
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.users import State
from tests.database import Desk


async def names(desk: Desk, **wanted: object) -> list[str]:
    return [one.name for one in (await ask(desk.admin, list_users, Wanted(**wanted))).items]  # type: ignore[arg-type]


async def test_users_are_found_by_words_role_state_and_organization(desk: Desk) -> None:
    wanted = NewPerson(email="ines@desk.test", role=Role.AGENT, first_name="Inés")
    await act(desk.admin, invite, wanted, desk.keys.new_link())
    await act(desk.admin, deactivate, desk.other_agent.user_id)
    assert await names(desk) == sorted(await names(desk))
    assert await names(desk, text="oka may") == ["Maya Okafor"]
    assert await names(desk, text="dana@halcyon") == ["Dana Whitfield"]
    assert await names(desk, text="INES") == ["Inés"]
    assert await names(desk, role=Role.AGENT, state=State.ACTIVE) == ["Maya Okafor"]
    assert await names(desk, state=State.INVITED) == ["Inés"]
    assert await names(desk, state=State.DEACTIVATED) == ["Tom Berg"]
    assert await names(desk, organization_id=desk.customer.organization_id) == ["Dana Whitfield"]
    with pytest.raises(Invalid):
        await names(desk, text="!!")
    with pytest.raises(Forbidden):
        await ask(desk.agent, list_users, Wanted())


async def test_pages_follow_each_other_without_gap(desk: Desk) -> None:
    whole = await names(desk)
    found, cursor = [], None
    while True:
        page = await ask(desk.admin, list_users, Wanted(limit=2, cursor=cursor))
        found += [one.name for one in page.items]
        assert page.total == len(whole)
        if (cursor := page.next_cursor) is None:
            break
    assert found == whole


async def test_another_workspace_shows_nobody(desk: Desk) -> None:
    stranger = replace(desk.admin, workspace_id=desk.admin.user_id)
    assert (await ask(stranger, list_users, Wanted())).items == []
    with pytest.raises(NotFound):
        await ask(stranger, read_user, desk.agent.user_id)


async def test_organizations_are_named(desk: Desk) -> None:
    assert [name for _, name in await ask(desk.admin, organizations_by_name)] == ["Halcyon Legal"]
    assert await ask(desk.admin, organization_called, " halcyon legal ") == desk.customer.organization_id
    assert await ask(desk.admin, organization_called, " ") is None
    await act(desk.admin, create_organization, name="Halcyon LEGAL")
    for name, why in (("Halcyon Legal", "2 organizations"), ("Halcyon", "no organization"), ("--", "no organization")):
        with pytest.raises(Invalid, match=why):
            await ask(desk.admin, organization_called, name)


def test_words_may_be_the_beginning_of_others() -> None:
    assert beginnings("Ma oka'") == "('ma':*) & ('oka':*)"
    assert beginnings("?!") == ""
