"""Users as those who manage them read them."""

from __future__ import annotations

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.people import users
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_users_by_role_and_address(desk: Desk) -> None:
    found = await ask(desk.admin, users)
    assert [(user.role, user.email) for user in found] == [
        ("admin", "ada@desk.test"), ("admin", "admin@example.com"), ("agent", "maya@desk.test"),
        ("agent", "tom@desk.test"), ("customer", "dana@halcyon.test"), ("customer", "leo@brightline.test"),
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        await ask(desk.agent, users)
