"""What was open at the end of each day is read back from histories, however late it is counted."""

from __future__ import annotations

from datetime import UTC, timedelta

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.backlog import backlog
from deskhand.queries.contract import ask
from deskhand.reactions.statistics import update_statistics
from deskhand.rules.statistics import Sieve
from deskhand.rules.ticket import Priority
from tests.database import Desk

DAY = timedelta(days=1)


async def test_days_are_counted_as_they_ended(desk: Desk) -> None:
    noon = clock.now().astimezone(UTC).replace(hour=12, minute=0)
    at = noon - clock.now()
    with clock.moved(at - 4 * DAY):
        one = await act(desk.customer, open_ticket, NewTicket(subject="One", description="x", priority="low"))
    with clock.moved(at - 3 * DAY):
        await act(desk.agent, reply, one.id, NewMessage(content="Which one?"))
        await act(desk.customer, open_ticket, NewTicket(subject="Two", description="x", priority="high"))
    with clock.moved(at - 2 * DAY):
        await act(desk.agent, change_ticket, one.id, TicketChange(status="resolved", resolution="Done."))
    with clock.moved(at):
        await update_statistics(desk.system)
        await update_statistics(desk.system)
    today = noon.date()
    found = await ask(desk.admin, backlog, today - 9 * DAY, today + DAY)
    names = ("day", "tickets", "open", "waiting_customer", "up_to_day", "up_to_three_days")
    assert [tuple(getattr(one, name) for name in names) for one in found] == [
        (today - 4 * DAY, 1, 1, 0, 1, 0), (today - 3 * DAY, 2, 1, 1, 1, 1), (today - 2 * DAY, 1, 1, 0, 0, 1),
        (today - DAY, 1, 1, 0, 0, 1),
    ]  # fmt: skip
    low = await ask(desk.admin, backlog, today - 9 * DAY, today + DAY, sieve=Sieve(priority=Priority.LOW))
    assert [one.tickets for one in low] == [1, 1]
