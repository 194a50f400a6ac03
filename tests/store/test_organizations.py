"""Rows of organizations and their domains."""

from __future__ import annotations

from uuid import uuid4

from msgspec.structs import replace

from deskhand.rules.organizations import Organization
from deskhand.store import organizations
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_an_organization_is_written_and_read_whole(desk: Desk) -> None:
    wanted = Organization(id=uuid4(), name="Brightline", is_priority_client=True, domains=("a.test", "b.test"))
    async with acting_as(desk.agent) as tx:
        await organizations.write(tx, wanted, before=None)
        assert await organizations.locked(tx, wanted.id) == wanted
        assert await organizations.is_priority_client(tx, wanted.id)
        assert not await organizations.is_priority_client(tx, uuid4())
        other = replace(wanted, name="Bright", domains=("b.test", "c.test"))
        await organizations.write(tx, other, before=wanted)
        await organizations.set_slack(tx, wanted.id, b"s" * 60)
        assert await organizations.locked(tx, wanted.id) == replace(other, has_slack=True)
        assert await organizations.holders_of(tx, ["a.test", "b.test"], but=uuid4()) == {"b.test": "Bright"}
        assert await organizations.holders_of(tx, ["b.test"], but=wanted.id) == {}
        await organizations.set_slack(tx, wanted.id, None)
        assert await organizations.locked(tx, wanted.id) == other
        assert await organizations.locked(tx, uuid4()) is None
