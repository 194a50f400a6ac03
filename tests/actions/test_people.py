"""Signing in and out, passwords, links, tokens, and making people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import (
    Credentials,
    NewPerson,
    SignIn,
    create_organization,
    create_person,
    ensure_admin,
    make_sign_in_link,
    note_session_used,
    set_password,
    set_password_of,
    sign_in_with_link,
    sign_in_with_password,
    sign_out,
)
from deskhand.app import wiring
from deskhand.kit import clock
from deskhand.rules import sign_in
from deskhand.rules.access import Role, Visitor
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.sign_in import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, WINDOW
from deskhand.store import db, everywhere, people
from deskhand.store.db import acting_as
from tests.database import Desk

PASSWORD = "a long enough one"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least that argon2 allows: these tests are about who signs in, not about how long it takes."""
    from argon2 import PasswordHasher  # noqa: PLC0415 (for this alone)

    from deskhand.kit import crypt  # noqa: PLC0415 (for this alone)

    monkeypatch.setattr(crypt, "_PASSWORDS", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
async def known(desk: Desk) -> Desk:
    """Lend a desk whose customer has a password."""
    await act(desk.system, set_password_of, desk.customer.email, PASSWORD)
    return desk


async def tried(
    desk: Desk, email: str, password: str = PASSWORD, *, digest: bytes = b"s", address: str = "192.0.2.1"
) -> SignIn:
    credentials = Credentials(email=email, password=password, digest=digest * 32, address=address, browser="b" * 999)
    return await act(Visitor(desk.system.workspace_id, address), sign_in_with_password, credentials)


async def works(digest: bytes) -> bool:
    return await everywhere.person_of_session(digest * 32, clock.now()) is not None


async def events_of(desk: Desk, prefix: str) -> list[str]:
    rows = await desk.as_owner("select name from events where name like $1 order by id", f"{prefix}%")
    return [row["name"] for row in rows]


async def test_the_right_password_opens_a_session(known: Desk) -> None:
    result = await tried(known, "DANA@Halcyon.test")
    assert result == SignIn(user_id=known.customer.user_id, role=Role.CUSTOMER, has_password=True)
    assert await works(b"s")
    (row,) = await known.as_owner("select address, length(browser) as browser from sessions")
    assert tuple(row) == ("192.0.2.1", 300)
    assert await events_of(known, "person.signed") == ["person.signed_in"]


@pytest.mark.parametrize(
    ("email", "password"),
    [("dana@halcyon.test", "another password"), ("nobody@halcyon.test", PASSWORD), ("maya@desk.test", PASSWORD),
     ("no address", PASSWORD), ("", ""), ("a\x00b@x.test", "\x00"), ("\ud800@x.test", "\ud800"),
     ("dana@halcyon.test", ""), ("x" * 5000, "y" * 5000)],
)  # fmt: skip
async def test_everything_else_gets_the_same_answer_and_is_counted(known: Desk, email: str, password: str) -> None:
    assert await tried(known, email, password) == SignIn()
    assert not await works(b"s")
    assert await known.value("select array_agg(failures) from throttles") == [1, 1]
    assert await events_of(known, "person.sign_in") == ["person.sign_in_failed"]
    stored = await known.value("select string_agg(payload::text, '') from events where name like 'person.sign%'")
    assert PASSWORD not in str(stored)


async def test_somebody_who_was_deactivated_does_not_come_in(known: Desk) -> None:
    await known.as_owner("update users set is_active = false where id = $1", known.customer.user_id)
    assert await tried(known, known.customer.email) == SignIn()
    await act(known.system, make_sign_in_link, known.customer.email, b"l" * 32)
    credentials = Credentials(email="", password="", digest=b"s" * 32)
    assert await act(Visitor(known.system.workspace_id), sign_in_with_link, b"l" * 32, credentials) == SignIn()


async def test_too_many_failures_for_an_account_wait_wherever_they_come_from(known: Desk) -> None:
    """The count survives a restart of the process, stands for every process, and ends with its window."""
    for attempt in range(FAILURES_PER_ACCOUNT):
        assert await tried(known, known.customer.email, "wrong", address=f"192.0.2.{attempt}") == SignIn()
    await db.close()
    await db.connect(known.addresses.runtime, reactions=wiring.reaction_names(), size=4)
    result = await tried(known, known.customer.email.upper(), address="198.51.100.1")
    assert 0 < result.wait <= WINDOW.total_seconds() + 1
    assert result.user_id is None
    assert not await works(b"s")
    assert await known.value("select payload ->> 'throttled' from events order by id desc limit 1") == "true"
    assert (await tried(known, "leo@brightline.test")).wait == 0
    with clock.moved(WINDOW + timedelta(seconds=1)):
        assert (await tried(known, known.customer.email)).user_id == known.customer.user_id


async def test_too_many_failures_from_an_address_wait_whoever_they_try(known: Desk) -> None:
    for attempt in range(FAILURES_PER_ADDRESS):
        await tried(known, f"nobody{attempt}@x.test", "wrong")
    assert (await tried(known, known.customer.email)).wait > 0
    assert (await tried(known, known.customer.email, address="192.0.2.2")).user_id == known.customer.user_id


async def test_a_success_forgives_the_account_and_not_the_address(known: Desk) -> None:
    for _ in range(FAILURES_PER_ACCOUNT - 1):
        await tried(known, known.customer.email, "wrong")
    assert (await tried(known, known.customer.email)).user_id is not None
    rows = await known.as_owner("select key, failures from throttles")
    assert [tuple(row) for row in rows] == [("address:192.0.2.1", FAILURES_PER_ACCOUNT - 1)]


async def link(desk: Desk, digest: bytes, *, session: bytes = b"s") -> SignIn:
    credentials = Credentials(email="", password="", digest=session * 32)
    return await act(Visitor(desk.system.workspace_id), sign_in_with_link, digest * 32, credentials)


async def test_a_link_opens_one_session_and_then_no_other(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, "Dana@Halcyon.test", b"l" * 32)
    first = await link(desk, b"l")
    assert (first.user_id, first.has_password) == (desk.customer.user_id, False)
    assert await link(desk, b"l", session=b"t") == SignIn()
    assert await link(desk, b"x", session=b"t") == SignIn()
    assert await works(b"s")
    assert not await works(b"t")


async def test_a_link_ends_and_is_replaced_by_the_next(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.customer.email, b"l" * 32)
    await act(desk.system, make_sign_in_link, desk.customer.email, b"m" * 32)
    assert await link(desk, b"l") == SignIn()
    with clock.moved(sign_in.LINK):
        assert await link(desk, b"m") == SignIn()
    with pytest.raises(NotFound):
        await act(desk.system, make_sign_in_link, "nobody@x.test", b"n" * 32)


async def test_a_link_opens_nothing_in_another_workspace(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.customer.email, b"l" * 32)
    second = await everywhere.make_workspace(slug="b", name="B", base_url="http://b", now=clock.now())
    credentials = Credentials(email="", password="", digest=b"s" * 32)
    assert await act(Visitor(second), sign_in_with_link, b"l" * 32, credentials) == SignIn()


async def test_a_session_ends_by_itself_later_when_used(known: Desk) -> None:
    await tried(known, known.customer.email)
    found = await everywhere.person_of_session(b"s" * 32, clock.now())
    assert found is not None
    assert found.person.session_id is not None
    with clock.moved(sign_in.SESSION - timedelta(hours=1)):
        await act(known.system, note_session_used, found.person.session_id)
    with clock.moved(sign_in.SESSION + timedelta(hours=1)):
        assert await works(b"s")
    with clock.moved(2 * sign_in.SESSION):
        assert not await works(b"s")


async def test_signing_out_ends_this_session_alone(known: Desk) -> None:
    for digest in (b"s", b"t"):
        await tried(known, known.customer.email, digest=digest)
    found = await everywhere.person_of_session(b"s" * 32, clock.now())
    assert found is not None
    await act(found.person, sign_out)
    assert not await works(b"s")
    assert await works(b"t")
    await act(known.customer, sign_out)  # by a token: there is no session to end
    assert await works(b"t")
    assert await events_of(known, "person.signed_out") == ["person.signed_out"]


async def test_a_new_password_ends_the_other_sessions(known: Desk) -> None:
    for digest in (b"s", b"t"):
        await tried(known, known.customer.email, digest=digest)
    found = await everywhere.person_of_session(b"s" * 32, clock.now())
    assert found is not None
    with pytest.raises(Invalid) as refused:
        await act(found.person, set_password, old="not mine", new="another long one")
    assert set(refused.value.fields) == {"old"}
    with pytest.raises(Invalid) as refused:
        await act(found.person, set_password, old=PASSWORD, new="short")
    assert set(refused.value.fields) == {"new"}
    await act(found.person, set_password, old=PASSWORD, new="another long one")
    assert await works(b"s")
    assert not await works(b"t")
    assert (await tried(known, known.customer.email)).user_id is None
    assert (await tried(known, known.customer.email, "another long one", digest=b"u")).user_id is not None


async def test_who_came_by_link_sets_a_first_password_without_an_old_one(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.customer.email, b"l" * 32)
    await link(desk, b"l", session=b"t")
    found = await everywhere.person_of_session(b"t" * 32, clock.now())
    assert found is not None
    await act(found.person, set_password, old="", new=PASSWORD)
    assert (await tried(desk, desk.customer.email)).user_id == desk.customer.user_id


async def test_the_operator_sets_a_password_and_every_session_ends(known: Desk) -> None:
    await tried(known, known.customer.email)
    await act(known.system, set_password_of, known.customer.email, "another long one")
    assert not await works(b"s")
    with pytest.raises(Invalid):
        await act(known.system, set_password_of, known.customer.email, "x" * 9)
    with pytest.raises(NotFound):
        await act(known.system, set_password_of, "nobody@x.test", PASSWORD)
    with pytest.raises(Forbidden):
        await act(known.agent, set_password_of, known.customer.email, PASSWORD)


async def test_people_are_made_once(desk: Desk) -> None:
    organization_id = await act(desk.admin, create_organization, name=" Acme ", is_priority_client=True)
    wanted = NewPerson(email="New@Acme.test", role=Role.AGENT, first_name="Nia", organization_id=organization_id)
    user_id = await act(desk.admin, create_person, wanted)
    (row,) = await desk.as_owner("select email, role, name, organization_id from users where id = $1", user_id)
    assert tuple(row) == ("new@acme.test", "agent", "Nia", organization_id)
    assert await desk.value("select name from organizations where id = $1", organization_id) == "Acme"
    with pytest.raises(Conflict, match=r"New@Acme\.test"):
        await act(desk.admin, create_person, wanted)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [("email", NewPerson(email="no address")), ("email", NewPerson(email="a\x00@x.test")),
     ("firstName", NewPerson(email="a@x.test", first_name="a\x00b")),
     ("lastName", NewPerson(email="a@x.test", last_name="a\nb")),
     ("firstName", NewPerson(email="a@x.test", first_name="x" * 101)),
     ("lastName", NewPerson(email="a@x.test", last_name="\ud800")),
     ("organizationId", NewPerson(email="a@x.test", organization_id=UUID(int=7)))],
)  # fmt: skip
async def test_a_flaw_names_its_field(desk: Desk, field: str, wanted: NewPerson) -> None:
    with pytest.raises(Invalid) as refused:
        await act(desk.admin, create_person, wanted)
    assert set(refused.value.fields) == {field}


async def test_the_first_admin_is_made_until_an_admin_has_a_password(desk: Desk) -> None:
    assert not await act(desk.system, ensure_admin, "first@desk.test")
    assert not await act(desk.system, ensure_admin, "first@desk.test")
    assert await desk.value("select role from users where email = 'first@desk.test'") == "admin"
    async with acting_as(desk.system) as tx:
        await people.set_password(tx, desk.admin.user_id, "hash")
    assert await act(desk.system, ensure_admin, "second@desk.test")
    assert await desk.as_owner("select 1 from users where email = 'second@desk.test'") == []


async def test_an_organization_needs_a_name(desk: Desk) -> None:
    for name in ("", "\n", "a\nb", "x" * 201):
        with pytest.raises(Invalid) as refused:
            await act(desk.admin, create_organization, name=name)
        assert set(refused.value.fields) == {"name"}


async def test_only_a_person_signs_out_or_sets_a_password_of_their_own(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await act(desk.system, sign_out)
    gone = replace(desk.customer, user_id=uuid4(), session_id=uuid4())
    with pytest.raises(NotFound):
        await act(gone, set_password, old="", new=PASSWORD)
