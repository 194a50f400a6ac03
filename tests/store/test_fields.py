"""Rows of fields and their places on forms."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from deskhand.kit.ids import new_id
from deskhand.rules.errors import Temporary
from deskhand.rules.field import Field, Kind, Rules
from deskhand.store import fields
from deskhand.store.db import acting_as
from tests.classified import sorting
from tests.database import Desk


async def test_a_field_reads_as_it_was_written_and_goes(desk: Desk) -> None:
    places = await sorting(desk)
    made = Field(
        id=new_id(), key="severity", label="Severity", kind=Kind.CHOICES, options=("one", "two"), rules=Rules(),
        help="Both?", is_required=True, position=9, category_ids=(places.account,),
    )  # fmt: skip
    async with acting_as(desk.admin) as tx:
        assert await fields.add(tx, made)
        assert not await fields.add(tx, replace(made, id=new_id()))
        assert await fields.by_id(tx, made.id) == made
        moved = replace(made, category_ids=(), rules=Rules(), is_active=False, options=("three",))
        assert await fields.rewrite(tx, moved)
        assert await fields.by_id(tx, made.id) == moved
        assert await fields.names_of_categories(tx, [places.account, new_id()]) == {places.account: "Account"}
    with pytest.raises(Temporary):  # what follows a refusal of the database is rolled back
        async with acting_as(desk.admin) as tx:
            assert not await fields.rewrite(tx, replace(made, key="device"))
    async with acting_as(desk.admin) as tx:
        await fields.remove(tx, made.id)
        assert [field.key for field in await fields.every(tx)] == ["device", "browser", "suspicion"]


async def test_customers_find_the_fields_that_they_may_see(desk: Desk) -> None:
    await sorting(desk)
    async with acting_as(desk.customer) as tx:
        assert [field.key for field in await fields.every(tx)] == ["device", "browser"]
