"""Categories and fields of a desk, for tests of what is sorted by them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deskhand.kit.ids import new_id
from deskhand.rules.category import Category
from deskhand.rules.field import Field, Kind, Rules
from deskhand.store import categories, fields
from deskhand.store.db import acting_as
from tests.database import Desk

CANARY = "CANARY-of-an-inner-field-4d11"
"""Stands in a field that no customer may read."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The ids of what a desk sorts by: a public category with one below it, and one of the desk's own."""

    account: UUID
    password: UUID
    secret: UUID


async def sorting(desk: Desk) -> Sorted:
    """Make three categories, a field on every form, one of the account's, and one of the desk's own."""
    made = Sorted(new_id(), new_id(), new_id())
    async with acting_as(desk.admin) as tx:
        await categories.add(tx, Category(id=made.account, key="account", name="Account"))
        await categories.add(tx, Category(id=made.password, key="password", name="Password", parent_id=made.account))
        await categories.add(tx, Category(id=made.secret, key="secret", name="Fraud", is_public=False))
        for field in (
            Field(id=new_id(), key="device", label="Device", kind=Kind.TEXT, rules=Rules(max_length=20),
                  visible_to_customer=True, editable_by_customer=True),
            Field(
                id=new_id(), key="browser", label="Browser", kind=Kind.CHOICE, options=("Firefox", "Chrome"),
                category_ids=(made.account,), position=1,
                visible_to_customer=True, editable_by_customer=True,
            ),
            Field(id=new_id(), key="suspicion", label="Suspicion", kind=Kind.TEXT, position=2),
        ):  # fmt: skip
            assert await fields.add(tx, field)
    return made
