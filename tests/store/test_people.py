"""Rows of users and organizations."""

from __future__ import annotations

from uuid import uuid4

from deskhand.rules.access import Role
from deskhand.store import people
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_an_address_belongs_to_one_user_in_any_case(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        added = await people.add(tx, email="Ann@Example.Test", role=Role.AGENT, first_name="Ann", last_name="Lee")
        assert added is not None
        assert await people.add(tx, email="ann@example.test", role=Role.CUSTOMER) is None
        found = await people.by_email(tx, "ANN@EXAMPLE.TEST")
        assert found is not None
        assert (found.id, found.email, found.role, found.name) == (added, "ann@example.test", Role.AGENT, "Ann Lee")
        assert await people.by_id(tx, added) == found
        assert await people.by_id(tx, uuid4()) is None
        assert await people.by_email(tx, "nobody@example.test") is None


async def test_letters_that_python_and_postgresql_lower_differently_are_taken(desk: Desk) -> None:
    """U+A7CB became a capital letter in Unicode 16, which one of the two may not know yet."""
    async with acting_as(desk.system) as tx:
        for email in ("İstanbul@example.test", "\ua7cb@example.test", "ΣΊΣΥΦΟΣ@example.test"):
            added = await people.add(tx, email=email, role=Role.CUSTOMER)
            found = await people.by_email(tx, email)
            assert found is not None
            assert found.id == added


async def test_a_name_is_made_of_what_is_there(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        names = []
        for email, first, last in (("a@x.test", "", ""), ("b@x.test", "Bea", ""), ("c@x.test", "", "Cole")):
            added = await people.add(tx, email=email, role=Role.CUSTOMER, first_name=first, last_name=last)
            assert added is not None
            account = await people.by_id(tx, added)
            names.append(account.name if account else None)
    assert names == ["a", "Bea", "Cole"]


async def test_passwords_roles_and_admins(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        assert not await people.has_admin_with_password(tx)
        await people.set_password(tx, desk.agent.user_id, "hash")
        assert not await people.has_admin_with_password(tx)
        await people.set_role(tx, desk.agent.user_id, Role.ADMIN)
        assert await people.has_admin_with_password(tx)
        account = await people.by_id(tx, desk.agent.user_id)
        assert account is not None
        assert (account.role, account.password_hash) == (Role.ADMIN, "hash")
    await desk.as_owner("update users set is_active = false where id = $1", desk.agent.user_id)
    async with acting_as(desk.system) as tx:
        assert not await people.has_admin_with_password(tx)


async def test_an_organization_keeps_what_it_was_made_with(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        made = await people.add_organization(tx, name="Acme", is_priority_client=True, shares_tickets=True)
    (row,) = await desk.as_owner(
        "select name, is_priority_client, shares_tickets from organizations where id = $1", made
    )
    assert tuple(row) == ("Acme", True, True)


async def test_a_new_user_reads_as_the_workspace_does(desk: Desk) -> None:
    await desk.as_owner("update workspaces set time_zone = 'Africa/Nairobi', language = 'sw'")
    async with acting_as(desk.system) as tx:
        await people.add(tx, email="new@desk.test", role=Role.CUSTOMER)
    row = (await desk.as_owner("select time_zone, language from users where email = 'new@desk.test'"))[0]
    assert tuple(row) == ("Africa/Nairobi", "sw")
