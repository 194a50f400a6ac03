"""What agents set about their own writing."""

from __future__ import annotations

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.drafts import undo_seconds
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_everybody_has_ten_seconds_at_first_and_the_desk_itself_has_none(desk: Desk) -> None:
    assert await ask(desk.agent, undo_seconds) == 10
    await desk.as_owner("update users set undo_seconds = 0 where id = $1", desk.agent.user_id)
    assert (await ask(desk.agent, undo_seconds), await ask(desk.admin, undo_seconds)) == (0, 10)
    for other in (desk.system, desk.customer):
        with pytest.raises(Forbidden):
            await ask(other, undo_seconds)
