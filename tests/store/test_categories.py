"""Rows of categories: two levels, one key each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from msgspec.structs import replace

from deskhand.kit.ids import new_id
from deskhand.rules.category import Category
from deskhand.rules.errors import Temporary
from deskhand.store import categories
from deskhand.store.db import Tx, acting_as
from tests.classified import sorting
from tests.database import Desk


async def test_a_category_reads_as_it_was_written_and_goes(desk: Desk) -> None:
    made = Category(id=new_id(), key="billing", name="Billing", description="Money", position=3, is_public=False)
    async with acting_as(desk.admin) as tx:
        assert await categories.add(tx, made)
        assert not await categories.add(tx, replace(made, id=new_id()))
        assert await categories.by_id(tx, made.id) == await categories.by_key(tx, "billing") == made
        renamed = replace(made, name="Invoices", is_active=False)
        assert await categories.rewrite(tx, renamed)
        assert await categories.by_id(tx, made.id) == renamed
        assert not await categories.has_tickets(tx, made.id)
        await categories.remove(tx, made.id)
        assert await categories.by_id(tx, made.id) is None


async def test_a_key_is_one_categorys(desk: Desk) -> None:
    made = await sorting(desk)
    async with acting_as(desk.admin) as tx:
        account = await categories.by_id(tx, made.account)
        assert account is not None
        assert await categories.has_children(tx, made.account)
    with pytest.raises(Temporary):  # what follows a refusal of the database is rolled back
        async with acting_as(desk.admin) as tx:
            assert not await categories.rewrite(tx, replace(account, key="secret"))


async def test_there_is_no_third_level(desk: Desk) -> None:
    made = await sorting(desk)
    third = Category(id=new_id(), key="third", name="Third", parent_id=made.password)
    lowered = Category(id=made.account, key="account", name="Account", parent_id=made.secret)
    for write, category in ((categories.add, third), (categories.rewrite, lowered)):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await written(desk, write, category)


async def written(desk: Desk, write: Callable[[Tx, Category], Awaitable[bool]], category: Category) -> None:
    async with acting_as(desk.admin) as tx:
        await write(tx, category)


async def test_customers_find_active_public_ones(desk: Desk) -> None:
    made = await sorting(desk)
    async with acting_as(desk.customer) as tx:
        assert await categories.by_key(tx, "account") is not None
        assert await categories.by_id(tx, made.secret) is None
