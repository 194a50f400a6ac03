"""Brands: read once in a while, at once after a change, and nameless where no workspace is known."""

from __future__ import annotations

from deskhand.door.brands import NAMELESS, Brands
from deskhand.kit import clock
from deskhand.store import everywhere
from tests.database import Desk


async def test_a_profile_is_kept_until_it_is_forgotten(desk: Desk) -> None:
    brands, here = Brands(), desk.system.workspace_id
    assert brands.sole() is NAMELESS
    assert (await brands.of(here)).name == "Deskhand"
    await desk.as_owner("update workspaces set name = 'Northwind'")
    assert (await brands.of(here)).name == "Deskhand"
    brands.forget(here)
    assert (await brands.of(here)).name == "Northwind"
    assert brands.sole().name == "Northwind"


async def test_several_workspaces_have_no_sole_brand(desk: Desk) -> None:
    brands = Brands()
    second = await everywhere.make_workspace(slug="b", name="B", base_url="http://b.test", now=clock.now())
    assert [(await brands.of(each)).name for each in (desk.system.workspace_id, second)] == ["Deskhand", "B"]
    assert brands.sole() is NAMELESS
