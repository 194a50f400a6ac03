"""Kept deadlines are counted anew with the hours of the tickets that anything happened to."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from deskhand.actions.classification import Wanted as Sorting
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.reactions.clocks import check_now, watch_clocks
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.sla.policy import Target
from deskhand.rules.statistics import By, Sieve
from deskhand.rules.ticket import Priority
from deskhand.store import clocks
from deskhand.store.db import acting_as
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


async def test_what_a_new_version_makes_late_or_late_no_more_is_counted_without_waiting_for_sunday(desk: Desk) -> None:
    with clock.moved(-10 * DAY):
        await act(desk.other_customer, open_ticket, NewTicket(subject="One", description="x", priority="low"))
    await _promised(desk, minutes=60 * 24 * 30)
    await update_statistics(desk.system)
    with clock.moved(timedelta(hours=9)):  # so that what was counted lies before what is counted each hour
        for minutes, missed in ((60, 1), (60 * 24 * 30, 0)):
            await _promised(desk, minutes=minutes)
            await check_now()
            if missed:
                await update_statistics(desk.system)
            (one,) = (await kept(desk, By.PRIORITY)).values()
            assert (one.resolution_met, one.resolution_missed) == (0, missed)


async def _promised(desk: Desk, *, minutes: int) -> None:
    async with acting_as(desk.system) as tx:
        policy_id, number, policy = await clocks.latest_policy(tx)
        targets = {Target.RESOLUTION: dict.fromkeys(Priority, minutes)}
        await clocks.add_version(tx, policy_id, replace(policy, targets=targets), number=number + 1)
    while await watch_clocks():
        pass
