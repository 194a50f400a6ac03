"""Rows of phone numbers: one of a kind for a user, and removed by their owner alone."""

from __future__ import annotations

from deskhand.store import phones
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_number_is_a_users_once(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        first = await phones.add(tx, desk.agent.user_id, "+4930123456", is_public=False)
        assert first is not None
        assert await phones.add(tx, desk.agent.user_id, "+4930123456", is_public=True) is None
        assert await phones.add(tx, desk.customer.user_id, "+4930123456", is_public=True) is not None
        assert await phones.count(tx, desk.agent.user_id) == 1
        assert await phones.remove(tx, desk.customer.user_id, first) is None
        assert await phones.remove(tx, desk.agent.user_id, first) == "+4930123456"
