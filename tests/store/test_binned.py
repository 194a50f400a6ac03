"""The bin's rows are behind a door that each transaction opens for itself."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import binned
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_ticket_in_the_bin_is_seen_in_transactions_that_opened_it_alone(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    count = "select count(*) from tickets"
    async with acting_as(desk.admin) as tx:
        assert await binned.held_in(tx, ticket.id) is None
        await binned.open_bin(tx)
        await binned.put_in(tx, ticket.id, by=desk.admin.user_id)
        assert await tx.value(count) == 1
    for who in (desk.admin, desk.customer, desk.system):
        async with acting_as(who) as tx:
            assert await tx.value(count) == 0
            assert await tx.value("select count(*) from messages") == (1 if who is desk.system else 0)
    async with acting_as(desk.other_customer) as tx:
        await binned.open_bin(tx)
        assert await binned.held_in(tx, ticket.id) is None, "the other walls stand, the bin open or not"
    async with acting_as(desk.admin) as tx:
        await binned.open_bin(tx)
        held = await binned.held_in(tx, ticket.id)
        assert held is not None
        assert (held.number, held.requester_id) == (ticket.number, desk.customer.user_id)
        await binned.take_out(tx, ticket.id)
    async with acting_as(desk.customer) as tx:
        assert await tx.value(count) == 1
