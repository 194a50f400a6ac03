"""What was open when a day ended is counted in place of what was counted of it."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.store import backlog
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_day_is_counted_once(desk: Desk) -> None:
    await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x", priority="low"))
    now = clock.now()
    day = now.date()
    async with acting_as(desk.system) as tx:
        assert await backlog.count(tx, day - timedelta(days=1), now - timedelta(hours=1)) == 0
        for _ in range(2):
            assert await backlog.count(tx, day, now + timedelta(hours=1)) == 1
        assert await tx.value("select sum(tickets)::int from backlog_statistics") == 1
        assert await tx.value("select backlog_day from workspaces where id = $1", desk.system.workspace_id) == day
