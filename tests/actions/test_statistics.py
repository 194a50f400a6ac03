"""Counting is the desk's own work."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.statistics import count_statistics
from deskhand.kit import clock
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_only_the_desk_counts(desk: Desk) -> None:
    now = clock.now()
    assert await act(desk.system, count_statistics, now, now) == 0
    with pytest.raises(Forbidden):
        await act(desk.agent, count_statistics, now, now)
