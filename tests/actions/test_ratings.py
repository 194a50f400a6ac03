"""Rating a ticket that is done."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.ratings import rate
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.errors import Conflict, Forbidden, NotFound
from deskhand.rules.ticket import Ticket
from tests.database import Desk


@pytest.fixture
async def done(desk: Desk) -> Ticket:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    return await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Restarted."))


async def test_a_rating_is_kept_told_once_and_changed_within_a_day(desk: Desk, done: Ticket) -> None:
    first = await act(desk.customer, rate, done.id, marks=2, comment=" Slow. ")
    assert (first.rating, first.comment) == (2, "Slow.")
    assert await act(desk.customer, rate, done.id, marks=2, comment="Slow.") == first
    better = await act(desk.customer, rate, done.id, marks=4, comment="")
    assert (better.created_at, better.rating) == (first.created_at, 4)
    told = await desk.as_owner("select payload from events where name = 'ticket.rated' order by id")
    assert [row["payload"] for row in told] != []
    assert len(told) == 2
    await desk.as_owner("update ratings set created_at = created_at - interval '25 hours'")
    with pytest.raises(Conflict):
        await act(desk.customer, rate, done.id, marks=5, comment="")
    rows = await desk.as_owner("select rating, comment, rated_by_id from ratings")
    assert [tuple(row) for row in rows] == [(4, "", desk.customer.user_id)]
    assert await desk.value("select version from tickets") == done.version


async def test_whoever_asked_rates_and_nobody_else(desk: Desk, done: Ticket) -> None:
    with pytest.raises(Forbidden):
        await act(desk.agent, rate, done.id, marks=5, comment="")
    with pytest.raises(NotFound):
        await act(desk.other_customer, rate, done.id, marks=1, comment="")
    assert await desk.value("select count(*) from ratings") == 0


async def test_what_is_not_done_is_not_rated(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    with pytest.raises(Conflict, match="open"):
        await act(desk.customer, rate, ticket.id, marks=5, comment="")
