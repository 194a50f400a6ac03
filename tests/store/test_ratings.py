"""Rows of ratings."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.rating import Rating
from deskhand.store import ratings
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_ticket_has_one_rating_that_keeps_when_it_was_given(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    me = desk.customer.user_id
    async with acting_as(desk.customer) as tx:
        assert await ratings.of_ticket(tx, ticket.id) is None
        await ratings.keep(tx, ticket.id, rating=2, comment="Slow.", by=me, about=desk.agent.user_id)
        first = tx.now
    async with acting_as(desk.customer) as tx:
        await ratings.keep(tx, ticket.id, rating=4, comment="", by=me, about=desk.agent.user_id)
        found = await ratings.of_ticket(tx, ticket.id)
        assert found == Rating(ticket_id=ticket.id, rating=4, comment="", created_at=first, changed_at=tx.now)
    assert await desk.value("select array[agent_id] from ratings") == [desk.agent.user_id]
    async with acting_as(desk.other_customer) as tx:
        assert await ratings.of_ticket(tx, ticket.id) is None
