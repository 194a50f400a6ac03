"""Rows of changes of many tickets: settled one by one, read in order, theirs alone who asked, and gone in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.bulk import Fate, State, Wanted
from deskhand.store import bulk
from deskhand.store.bulk import Outcome
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_what_is_settled_stays_in_order_and_with_its_owner(desk: Desk) -> None:
    wanted = NewTicket(subject="Sync", description="x")
    ids = sorted([(await act(desk.customer, open_ticket, wanted)).id for _ in range(3)])
    me = desk.agent.user_id
    async with acting_as(desk.agent) as tx:
        begun = await bulk.begin(tx, [*ids, uuid4()], Wanted(priority="low"), by=me)
        waiting = await bulk.next_of(tx, begun.id, fate=Fate.WAITING, most=2)
        assert [one.ticket_id for one in waiting] == ids[:2]
        done = Outcome(ticket_id=ids[0], fate=Fate.CHANGED, before={"priority": "medium"}, after={"priority": "low"})
        await bulk.settle(tx, begun.id, [done, Outcome(ticket_id=ids[1], fate=Fate.REFUSED, reason="No.")])
        await bulk.settle(tx, begun.id, [Outcome(ticket_id=ids[0], fate=Fate.RESTORED)])
        (restored,) = await bulk.next_of(tx, begun.id, fate=Fate.RESTORED, most=5)
        assert (restored.before, restored.after) == ({"priority": "medium"}, {"priority": "low"})
        assert await bulk.count(tx, begun.id, Fate.WAITING) == 1
        await bulk.move(tx, begun.id, State.DONE)
        held = await bulk.by_id(tx, begun.id, by=me)
        assert held is not None
        assert (held.state, held.finished_at, held.wish, held.total) == (State.DONE, tx.now, Wanted(priority="low"), 4)
        await bulk.forget(tx, by=me, older_than=timedelta())
        assert await bulk.by_id(tx, begun.id, by=me) is not None, "what has just ended is remembered"
    async with acting_as(desk.other_agent) as tx:
        assert await bulk.by_id(tx, begun.id, by=me) is None
    await desk.as_owner("delete from messages where ticket_id = $1", ids[2])
    await desk.as_owner("delete from tickets where id = $1", ids[2])
    assert await desk.value("select count(*) from bulk_tickets") == 2
