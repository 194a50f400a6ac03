"""A week is told all at once, and once."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from deskhand.actions.contract import act
from deskhand.actions.summary import tell_weeks
from deskhand.kit import clock
from tests.database import Desk


async def test_a_week_without_agents_is_told_to_nobody_and_once(desk: Desk) -> None:
    until = clock.now()
    since, zone = until - timedelta(days=7), ZoneInfo("UTC")
    assert await act(desk.system, tell_weeks, [], since, until=until, zone=zone) == 0
    assert await act(desk.system, tell_weeks, [], since, until=until, zone=zone) is None
    later = until + timedelta(days=7)
    assert await act(desk.system, tell_weeks, [], until, until=later, zone=zone) == 0
