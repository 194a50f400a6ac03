"""Accounts by mail: each link once, in time, for its purpose; unknown addresses get the same answer and no mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.accounts import (
    NewLink,
    ask_for_address,
    ask_for_link,
    confirm_address,
    invite,
    invite_again,
    set_password_by_link,
)
from deskhand.actions.contract import act
from deskhand.actions.people import Credentials, NewPerson, SignIn, set_password_of, sign_in_with_link
from deskhand.app.wiring import reactions_by_name
from deskhand.app.worker import JobRounds
from deskhand.rules.access import Role, Visitor
from deskhand.rules.account import ASKED_PER_ACCOUNT, Purpose
from deskhand.rules.errors import Conflict, Invalid, NotFound
from tests.database import Desk
from tests.signed_in import signed_in

NEW = "correct horse battery staple"


def visitor(desk: Desk) -> Visitor:
    return Visitor(desk.system.workspace_id, "192.0.2.7")


async def asked(desk: Desk, email: str, purpose: Purpose = Purpose.PASSWORD) -> NewLink:
    link = desk.keys.new_link()
    assert await act(visitor(desk), ask_for_link, email, link, purpose=purpose, address="192.0.2.7") == 0
    await follow_up()
    return link


async def follow_up() -> None:
    rounds = JobRounds(reactions_by_name())
    while await rounds():
        pass


async def set_by(desk: Desk, link: NewLink, purpose: Purpose = Purpose.PASSWORD, new: str = NEW) -> SignIn:
    tried = Credentials(email="", password="", digest=link.digest[::-1])
    return await act(desk.system, set_password_by_link, link.digest, purpose=purpose, new=new, tried=tried)


async def test_a_forgotten_password_is_set_once_and_ends_all_sessions(desk: Desk) -> None:
    await signed_in(desk.agent)
    link = await asked(desk, "MAYA@desk.test")
    with pytest.raises(NotFound):
        await set_by(desk, link, Purpose.INVITATION)
    with pytest.raises(Invalid):
        await set_by(desk, link, new="short")
    assert (await set_by(desk, link)).user_id == desk.agent.user_id
    assert await desk.value("select count(*) from sessions") == 1
    with pytest.raises(NotFound):
        await set_by(desk, link)


async def test_a_link_for_a_password_does_not_sign_in(desk: Desk) -> None:
    link = await asked(desk, desk.agent.email)
    tried = Credentials(email="", password="", digest=b"s" * 32)
    assert (await act(visitor(desk), sign_in_with_link, link.digest, tried)).user_id is None
    other = await asked(desk, desk.agent.email, Purpose.SIGN_IN)
    assert (await act(visitor(desk), sign_in_with_link, other.digest, tried)).user_id == desk.agent.user_id


async def test_a_link_ends_with_its_time_and_with_the_next_one(desk: Desk) -> None:
    first = await asked(desk, desk.agent.email)
    second = await asked(desk, desk.agent.email)
    with pytest.raises(NotFound):
        await set_by(desk, first)
    lasts = await desk.value("select expires_at - created_at from one_time_links where purpose = 'password'")
    assert lasts == timedelta(hours=1)
    await desk.as_owner("update one_time_links set expires_at = now() - interval '1 s'")
    with pytest.raises(NotFound):
        await set_by(desk, second)


async def test_nobody_learns_whether_an_address_is_known(desk: Desk) -> None:
    await asked(desk, "nobody@nowhere.test")
    await desk.as_owner("update users set is_active = false where id = $1", desk.other_agent.user_id)
    await asked(desk, desk.other_agent.email)
    assert await desk.value("select count(*) from one_time_links where purpose = 'password'") == 0
    assert await desk.value("select count(*) from deliveries") == 0
    with pytest.raises(Invalid):
        await act(visitor(desk), ask_for_link, "no address", desk.keys.new_link(), purpose=Purpose.PASSWORD, address="")


async def test_asking_too_often_waits_for_known_and_unknown_alike(desk: Desk) -> None:
    for email in (desk.agent.email, "nobody@nowhere.test"):
        for _ in range(ASKED_PER_ACCOUNT):
            await asked(desk, email)
        link = desk.keys.new_link()
        wait = await act(visitor(desk), ask_for_link, email, link, purpose=Purpose.SIGN_IN, address="192.0.2.7")
        assert 0 < wait <= 901


async def test_an_invited_person_sets_their_first_password(desk: Desk) -> None:
    link = desk.keys.new_link()
    wanted = NewPerson(email="New@desk.test", role=Role.AGENT, first_name="Nia")
    user_id = await act(desk.admin, invite, wanted, link)
    again = desk.keys.new_link()
    await act(desk.admin, invite_again, user_id, again)
    with pytest.raises(NotFound):
        await set_by(desk, link, Purpose.INVITATION)
    found = await set_by(desk, again, Purpose.INVITATION)
    assert (found.user_id, found.role) == (user_id, Role.AGENT)
    with pytest.raises(Conflict, match="has a password already"):
        await act(desk.admin, invite_again, user_id, desk.keys.new_link())
    with pytest.raises(Conflict, match="already"):
        await act(desk.admin, invite, wanted, desk.keys.new_link())


async def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(desk: Desk) -> None:
    await act(desk.system, set_password_of, desk.customer.email, NEW)
    me, link = await signed_in(desk.customer), desk.keys.new_link()
    with pytest.raises(Invalid, match="password"):
        await act(me, ask_for_address, "dana@new.test", link, password="wrong")
    await act(me, ask_for_address, "Dana@New.test", link, password=NEW)
    await follow_up()
    assert await desk.value("select email from users where id = $1", me.user_id) == "dana@halcyon.test"
    assert await act(desk.system, confirm_address, link.digest) == "dana@new.test"
    assert await desk.value("select email from users where id = $1", me.user_id) == "dana@new.test"
    await follow_up()
    told = await desk.as_owner("select recipient, notification_type as kind from deliveries order by id")
    assert [tuple(row) for row in told] == [
        ("dana@new.test", "account_address"),
        ("dana@halcyon.test", "account_address_changed"),
    ]
    with pytest.raises(NotFound):
        await act(desk.system, confirm_address, link.digest)


async def test_an_address_of_another_is_neither_mailed_nor_taken(desk: Desk) -> None:
    me, link = await signed_in(desk.customer), desk.keys.new_link()
    await act(me, ask_for_address, desk.agent.email, link, password="")
    await follow_up()
    assert await desk.value("select count(*) from deliveries") == 0
    later = desk.keys.new_link()
    await act(me, ask_for_address, "free@new.test", later, password="")
    await follow_up()
    await desk.as_owner("update users set email = 'free@new.test' where id = $1", desk.other_customer.user_id)
    with pytest.raises(Conflict):
        await act(desk.system, confirm_address, later.digest)
