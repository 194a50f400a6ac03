"""A span is counted in place of what was counted of it before, and no other."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.rules.statistics import full_hour
from deskhand.store import statistics
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_span_is_counted_and_its_neighbours_stay(desk: Desk) -> None:
    hour = timedelta(hours=1)
    for moved in (0, 1, 2):
        with clock.moved(moved * hour):
            await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x", priority="low"))
    begin = full_hour(clock.now())
    async with acting_as(desk.system) as tx:
        assert await statistics.count(tx, begin, begin + 3 * hour) == 3
        assert await statistics.count(tx, begin + hour, begin + 2 * hour) == 1
        assert await tx.value("select sum(created)::int from ticket_statistics") == 3
    await desk.as_owner("delete from messages")
    await desk.as_owner("delete from tickets where created_at >= $1", begin + hour)
    async with acting_as(desk.system) as tx:
        assert await statistics.count(tx, begin + hour, begin + 2 * hour) == 0
        assert await tx.value("select sum(created)::int from ticket_statistics") == 2
