"""Kept deadlines are counted anew with the hours of the tickets that anything happened to."""

from __future__ import annotations

from deskhand.actions.classification import Wanted as Sorting
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.reactions.clocks import check_now
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.statistics import By, Sieve
from tests.database import Desk
from tests.queries.test_compliance import DAY, kept


async def test_what_happens_later_is_counted_with_the_hour_of_its_ticket(desk: Desk) -> None:
    with clock.moved(-DAY):
        ticket = await act(desk.other_customer, open_ticket, NewTicket(subject="One", description="x", priority="low"))
    await update_statistics(desk.system)
    (one,) = (await kept(desk, By.PRIORITY)).values()
    assert (one.of, one.opened, one.response_met, one.response_share) == ("low", 1, 0, None)
    await check_now()
    await update_statistics(desk.system)
    (one,) = (await kept(desk, By.PRIORITY)).values()
    assert (one.response_missed, one.response_missed_by_change, one.response_share) == (1, 0, 0.0)
    assert (one.resolution_missed, one.resolution_share) == (0, None)
    await act(
        desk.agent,
        change_ticket,
        ticket.id,
        TicketChange(priority="critical", classification=Sorting(tags=("outage",))),
    )
    await check_now()
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Done."))
    await update_statistics(desk.system)
    (one,) = (await kept(desk, By.CATEGORY, sieve=Sieve(tag="outage"))).values()
    assert (one.resolution_missed, one.resolution_missed_by_change, one.resolution_share) == (1, 1, 0.0)
    assert await kept(desk, By.CATEGORY, sieve=Sieve(tag="other")) == {}
