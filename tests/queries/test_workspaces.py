"""The workspace itself."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import move_to_address
from deskhand.queries.contract import ask
from deskhand.queries.workspaces import base_url
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_links_begin_with_the_address_that_was_served_last(desk: Desk) -> None:
    assert await ask(desk.system, base_url) == desk.settings.base_url
    await act(desk.system, move_to_address, "https://desk.test/")
    assert await ask(desk.admin, base_url) == "https://desk.test"
    with pytest.raises(Forbidden):
        await ask(desk.agent, base_url)
