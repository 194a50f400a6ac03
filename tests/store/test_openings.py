"""Who opened how many tickets lately."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import openings
from deskhand.store.db import acting_as
from tests.database import Desk

WANTED = NewTicket(subject="Sync", description="x")


async def test_ones_own_openings_count_the_newest_first(desk: Desk) -> None:
    mine = [await act(desk.customer, open_ticket, WANTED) for _ in range(4)]
    await act(desk.agent, open_ticket, NewTicket(subject="s", description="x", requester_id=desk.customer.user_id))
    await act(desk.other_customer, open_ticket, WANTED)
    await desk.as_owner("update tickets set created_at = created_at - interval '2 hours' where id = $1", mine[0].id)
    async with acting_as(desk.customer) as tx:
        await openings.one_at_a_time(tx, desk.customer.user_id)
        since = tx.now - timedelta(hours=1)
        found = await openings.newest(tx, desk.customer.user_id, since=since, most=10)
        assert found == [ticket.created_at for ticket in mine[:0:-1]]
        assert len(await openings.newest(tx, desk.customer.user_id, since=since, most=2)) == 2
