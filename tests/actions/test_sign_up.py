"""Signing up: nothing before proof, an account after it, and one answer whoever asks."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from deskhand.actions.accounts import NewLink, ask_for_link
from deskhand.actions.contract import act
from deskhand.actions.people import Credentials, SignIn, sign_in_with_link
from deskhand.actions.sign_up import Stranger, ask_to_sign_up, sign_up_by_link
from deskhand.actions.workspace import change_workspace
from deskhand.rules.access import Role
from deskhand.rules.account import ASKED_PER_ACCOUNT, Purpose
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.workspace import ProfileChange
from tests.actions.test_accounts import follow_up, visitor
from tests.database import Desk
from tests.signed_in import signed_in


async def wanted(desk: Desk, email: str, first_name: str = "Nia") -> NewLink:
    link = desk.keys.new_link()
    stranger = Stranger(email=email, first_name=first_name, last_name="Obi")
    assert await act(visitor(desk), ask_to_sign_up, stranger, link, address="192.0.2.7") == 0
    await follow_up()
    return link


async def confirmed(desk: Desk, link: NewLink, session: bytes = b"s") -> SignIn:
    tried = Credentials(email="", password="", digest=session * 32)
    return await act(desk.system, sign_up_by_link, link.digest, tried)


async def domain_joins(desk: Desk, domain: str) -> UUID:
    organization_id = desk.customer.organization_id
    assert organization_id is not None
    await desk.as_owner(
        "insert into organization_domains (workspace_id, domain, organization_id, created_at) "
        "values ($1, $2, $3, now())",
        desk.system.workspace_id, domain, organization_id,
    )  # fmt: skip
    return organization_id


async def mails(desk: Desk) -> list[tuple[str, str]]:
    rows = await desk.as_owner("select recipient, notification_type from deliveries order by id")
    return [(row[0], row[1]) for row in rows]


async def test_an_account_and_its_organization_come_of_the_proof_alone(desk: Desk) -> None:
    organization_id = await domain_joins(desk, "new.test")
    people = await desk.value("select count(*) from users")
    link = await wanted(desk, "Nia@New.test")
    assert await desk.value("select count(*) from users") == people, "nobody is made before the proof"
    assert await mails(desk) == [("nia@new.test", "account_sign_up")]
    result = await confirmed(desk, link)
    assert (result.role, result.has_password) == (Role.CUSTOMER, False)
    (row,) = await desk.as_owner("select name, organization_id, is_active from users where email = 'nia@new.test'")
    assert tuple(row) == ("Nia Obi", organization_id, True)
    told = await desk.value("select payload -> 'changes' ->> 'organization' from events where name = 'person.changed'")
    assert isinstance(told, str)
    assert told.startswith("[null, ")
    assert await desk.value("select payload ->> 'by' from events where name = 'person.signed_in'") == "sign_up"
    with pytest.raises(NotFound):
        await confirmed(desk, link)


async def test_two_confirmations_at_once_make_one_account_and_one_session(desk: Desk) -> None:
    link = await wanted(desk, "nia@new.test")
    outcomes = await asyncio.gather(*(confirmed(desk, link, key) for key in (b"a", b"b")), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["NotFound", "SignIn"]
    assert await desk.value("select count(*) from users where email = 'nia@new.test'") == 1
    assert await desk.value("select count(*) from sessions") == 1


async def test_a_customer_who_only_wrote_gets_that_same_account(desk: Desk) -> None:
    found = desk.other_customer.user_id
    await desk.as_owner(
        "update users set email = 'wrote@new.test', first_name = '', last_name = '', password_hash = null, "
        "last_seen_at = null, organization_id = null where id = $1", found,
    )  # fmt: skip
    organization_id = await domain_joins(desk, "new.test")
    link = await wanted(desk, "wrote@new.test")
    assert await desk.value("select organization_id from users where id = $1", found) is None
    assert (await confirmed(desk, link)).user_id == found
    (row,) = await desk.as_owner("select first_name, organization_id from users where id = $1", found)
    assert tuple(row) == ("Nia", organization_id)


async def test_an_address_with_an_account_is_told_so_and_can_sign_in(desk: Desk) -> None:
    await signed_in(desk.customer)
    for who in (desk.agent, desk.customer):
        link = await wanted(desk, who.email, "Mallory")
        with pytest.raises(NotFound):
            await confirmed(desk, link)
        tried = Credentials(email="", password="", digest=link.digest[::-1])
        assert (await act(visitor(desk), sign_in_with_link, link.digest, tried)).user_id == who.user_id
    assert await mails(desk) == [(who.email, "account_exists") for who in (desk.agent, desk.customer)]
    assert await desk.value("select count(*) from users where first_name = 'Mallory'") == 0


async def test_a_deactivated_address_gets_nothing_before_and_after(desk: Desk) -> None:
    link = await wanted(desk, "nia@new.test")
    await desk.as_owner(
        "insert into users (workspace_id, id, email, role, is_active, deactivated_at, created_at) "
        "values ($1, gen_random_uuid(), 'nia@new.test', 'customer', false, now(), now())", desk.system.workspace_id,
    )  # fmt: skip
    with pytest.raises(NotFound):
        await confirmed(desk, link)
    await wanted(desk, "nia@new.test")
    assert len(await mails(desk)) == 1
    assert await desk.value("select count(*) from sessions") == 0


async def test_the_newest_link_alone_works(desk: Desk) -> None:
    first, second = await wanted(desk, "nia@new.test"), await wanted(desk, "nia@new.test")
    with pytest.raises(NotFound):
        await confirmed(desk, first)
    await desk.as_owner("update one_time_links set expires_at = now() - interval '1 s' where purpose = 'sign_up'")
    with pytest.raises(NotFound):
        await confirmed(desk, second)


async def test_asking_too_often_waits_with_the_other_links_of_an_address(desk: Desk) -> None:
    for _ in range(ASKED_PER_ACCOUNT - 1):
        await wanted(desk, "nia@new.test")
    email, address = "nia@new.test", "192.0.2.7"
    assert not await act(
        visitor(desk), ask_for_link, email, desk.keys.new_link(), purpose=Purpose.PASSWORD, address=address
    )
    again = Stranger(email="NIA@new.test", first_name="Nia")
    assert await act(visitor(desk), ask_to_sign_up, again, desk.keys.new_link(), address=address) > 0
    assert await desk.value("select count(*) from events where name = 'person.link_asked'") == ASKED_PER_ACCOUNT


async def test_the_workspace_says_who_may_also_when_the_link_is_followed(desk: Desk) -> None:
    await domain_joins(desk, "known.test")
    early = await wanted(desk, "nia@other.test")
    await act(desk.admin, change_workspace, ProfileChange(sign_up="domains"))
    with pytest.raises(NotFound):
        await confirmed(desk, early)
    await wanted(desk, "leo@other.test")
    known = await wanted(desk, "nia@known.test")
    assert [to for to, _ in await mails(desk)] == ["nia@other.test", "nia@known.test"]
    await act(desk.admin, change_workspace, ProfileChange(sign_up="closed"))
    with pytest.raises(NotFound):
        await confirmed(desk, known)
    with pytest.raises(Forbidden):
        await wanted(desk, "nia@known.test")
    told = await desk.as_owner("select payload -> 'changes' ->> 'sign_up' from events where name = 'workspace.changed'")
    assert [row[0] for row in told] == ['["open", "domains"]', '["domains", "closed"]']


async def test_a_flaw_is_named_before_anything_is_counted(desk: Desk) -> None:
    with pytest.raises(Invalid, match="firstName"):
        await wanted(desk, "nia@new.test", "")
    assert await desk.value("select count(*) from throttles") == 0
