"""What a start finds ready, on a database that is empty, half ready or ready."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson, create_person, set_password_of
from deskhand.app import setup, timetable, wiring
from deskhand.app.postgres.addresses import Addresses
from deskhand.door.keys import LINK, Keys
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.people import users
from deskhand.rules.errors import Invalid
from deskhand.rules.settings import Settings
from deskhand.store import db, everywhere
from deskhand.store.migrations import HEAD, revision_of
from tests.database import fresh_database

KEYS = Keys(b"k" * 32)
SETTINGS = Settings(data=Path("unused"), admin_email="first@desk.test", app_url="https://desk.test")


@pytest.fixture
async def connected(addresses: Addresses) -> AsyncIterator[Addresses]:
    """Connect this process to a migrated database in which nobody has been."""
    await db.connect(addresses.runtime, reactions=wiring.reaction_names(), size=8)
    try:
        yield addresses
    finally:
        await db.close()


async def link_works(printed: str | None) -> UUID | None:
    """Return the workspace of a printed link, None when it does not work."""
    assert printed is not None
    begin, _, token = printed.rpartition("/")
    assert begin == "https://desk.test/sign-in/link"
    return await everywhere.workspace_of_link(KEYS.digest(LINK, token), clock.now())


async def test_the_first_start_makes_a_workspace_an_admin_and_one_link(connected: Addresses) -> None:
    prepared = await setup.prepare(SETTINGS, KEYS)
    assert await everywhere.workspaces() == [prepared.workspace_id]
    assert await link_works(prepared.sign_in) == prepared.workspace_id
    people = await ask(await setup.operator(), users)
    assert [(one.email, one.role) for one in people] == [("first@desk.test", "admin")]


async def test_the_next_start_makes_nothing_but_a_new_link_in_place_of_the_old(connected: Addresses) -> None:
    first = await setup.prepare(SETTINGS, KEYS)
    again = await setup.prepare(SETTINGS, KEYS)
    assert again == replace(first, sign_in=again.sign_in)
    assert await link_works(first.sign_in) is None
    assert await link_works(again.sign_in) == first.workspace_id
    assert len(await ask(await setup.operator(), users)) == 1


async def test_no_link_is_made_unasked_or_once_an_admin_has_a_password(connected: Addresses) -> None:
    assert (await setup.prepare(SETTINGS, KEYS, link=False)).sign_in is None
    await act(await setup.operator(), set_password_of, "first@desk.test", "correct horse battery")
    assert (await setup.prepare(SETTINGS, KEYS)).sign_in is None
    renamed = replace(SETTINGS, admin_email="other@desk.test")
    assert (await setup.prepare(renamed, KEYS)).sign_in is None
    assert len(await ask(await setup.operator(), users)) == 1


async def test_an_admin_s_address_that_is_a_customer_s_is_named_and_promotes_nobody(connected: Addresses) -> None:
    await setup.prepare(replace(SETTINGS, admin_email="other@desk.test"), KEYS)
    wanted = NewPerson(email="first@desk.test")
    await act(await setup.operator(), create_person, wanted)
    with pytest.raises(Invalid, match="the address of a customer"):
        await setup.prepare(SETTINGS, KEYS)
    roles = {one.email: one.role for one in await ask(await setup.operator(), users)}
    assert roles == {"first@desk.test": "customer", "other@desk.test": "admin"}


async def test_many_first_starts_at_once_are_one(connected: Addresses) -> None:
    async with AsyncExitStack() as held:  # all connections are made before the race begins
        for _ in range(8):
            await held.enter_async_context(db.past_the_walls())
    started = await asyncio.gather(*[setup.prepare(SETTINGS, KEYS) for _ in range(6)])
    assert len({prepared.workspace_id for prepared in started}) == 1
    assert len(await everywhere.workspaces()) == 1
    assert len(await ask(await setup.operator(), users)) == 1


async def test_links_begin_with_the_address_of_whoever_serves(connected: Addresses) -> None:
    moved = replace(SETTINGS, app_url="https://moved.test")

    async def base_url() -> str:
        async with db.reading_as(await setup.operator()) as reading:
            return str(await reading.value("select base_url from workspaces where id = $1", reading.workspace_id))

    await setup.prepare(SETTINGS, KEYS)
    await setup.prepare(moved, KEYS)
    assert await base_url() == "https://desk.test"
    await setup.prepare(moved, KEYS, serves=True)
    assert await base_url() == "https://moved.test"


async def test_months_of_events_and_the_timetable_stand_ready(connected: Addresses) -> None:
    prepared = await setup.prepare(SETTINGS, KEYS)
    async with db.reading_as(await setup.operator()) as reading:
        rows = await reading.rows(
            "select name, due_at from timetable where workspace_id = $1 order by name", prepared.workspace_id
        )
        months = await reading.value(
            "select count(*) from pg_inherits where inhparent = 'events'::regclass and "
            "pg_get_expr((select relpartbound from pg_class where oid = inhrelid), inhrelid) <> 'DEFAULT'"
        )
    assert [row["name"] for row in rows] == sorted(entry.name for entry in timetable.TIMETABLE)
    assert all(clock.now() < row["due_at"] < clock.now() + timedelta(days=2) for row in rows)
    assert months >= 4


async def test_an_operator_is_found_only_where_there_is_a_desk(connected: Addresses) -> None:
    prepared = await setup.prepare(SETTINGS, KEYS)
    operator = await setup.operator()
    assert (operator.workspace_id, operator.name) == (prepared.workspace_id, "operator")


async def test_an_empty_database_is_migrated_and_an_up_to_date_one_is_left_alone(server: Addresses) -> None:
    async with fresh_database(server, template="template0") as empty:
        assert await revision_of(empty.runtime) is None
        await setup.bring_up_to_date(empty)
        assert await revision_of(empty.runtime) == HEAD
        await setup.bring_up_to_date(replace(empty, owner="postgresql://nobody@127.0.0.1:1/none"))
