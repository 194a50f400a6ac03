"""One's own account: each change is an event, and nobody changes another's."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.profile import add_phone, change_profile, end_other_sessions, end_session, remove_phone
from deskhand.queries.contract import ask
from deskhand.queries.profile import own_profile
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.profile import PHONES, Profile
from tests.database import Desk
from tests.signed_in import signed_in


async def test_a_profile_is_changed_and_the_change_is_told(desk: Desk) -> None:
    me = await signed_in(desk.customer)
    await act(me, change_profile, Profile(first_name="Dina", time_zone="Europe/Berlin", language="en"))
    await act(me, change_profile, Profile(first_name="Dina"))
    found = await ask(me, own_profile)
    assert (found.first_name, found.time_zone) == ("Dina", "Europe/Berlin")
    told = await desk.as_owner("select payload -> 'changes' as changes from events where name = 'person.changed'")
    assert len(told) == 1
    with pytest.raises(Invalid):
        await act(me, change_profile, Profile(time_zone="Nowhere"))
    with pytest.raises(Forbidden):
        await act(desk.customer, change_profile, Profile(first_name="X"))


async def test_phones_come_and_go(desk: Desk) -> None:
    me, other = await signed_in(desk.customer), await signed_in(desk.agent)
    phone = await act(me, add_phone, "+49 30 123456", is_public=True)
    with pytest.raises(Conflict, match="already"):
        await act(me, add_phone, "+4930123456", is_public=False)
    (kept,) = (await ask(me, own_profile)).phones
    assert (kept.number, kept.is_public, kept.is_verified) == ("+4930123456", True, False)
    with pytest.raises(NotFound):
        await act(other, remove_phone, phone)
    await act(me, remove_phone, phone)
    assert (await ask(me, own_profile)).phones == []
    for place in range(PHONES):
        await act(me, add_phone, f"+493012345{place}", is_public=False)
    with pytest.raises(Conflict, match="no more"):
        await act(me, add_phone, "+4930999999", is_public=False)


async def test_sessions_end_one_by_one_or_all_but_this(desk: Desk) -> None:
    here, there = await signed_in(desk.agent), await signed_in(desk.agent)
    foreign = await signed_in(desk.customer)
    assert there.session_id
    assert foreign.session_id
    for session_id in (foreign.session_id, there.user_id):
        with pytest.raises(NotFound):
            await act(here, end_session, session_id)
    await act(here, end_session, there.session_id)
    assert [one.is_this for one in (await ask(here, own_profile)).sessions] == [True]
    await signed_in(desk.agent)
    await signed_in(desk.agent)
    assert await act(here, end_other_sessions) == 2
    assert await act(here, end_other_sessions) == 0
    assert await desk.value("select count(*) from sessions") == 2
    assert await desk.value("select count(*) from events where name = 'person.sessions_ended'") == 2
