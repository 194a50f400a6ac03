"""What is done, as agents search it."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.ratings import rate
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries import archive
from deskhand.queries.archive import archive_page, done_of
from deskhand.queries.contract import ask
from deskhand.rules.errors import Forbidden
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.ticket import Status
from tests.database import Desk


def test_states_that_are_not_done_mean_nothing_in_the_archive() -> None:
    every = (Status.RESOLVED, Status.CLOSED, Status.CANCELLED)
    assert done_of(Filters()).status == done_of(Filters(status=(Status.OPEN,))).status == every
    assert done_of(Filters(status=(Status.CLOSED, Status.OPEN))).status == (Status.CLOSED,)


async def test_it_is_narrowed_and_read_in_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PAGE", 2)
    tickets = [await act(desk.customer, open_ticket, NewTicket(subject=f"T{n}", description="x")) for n in range(4)]
    await act(desk.agent, change_ticket, tickets[0].id, TicketChange(status="closed", assignee_id=desk.agent.user_id))
    await act(desk.agent, change_ticket, tickets[1].id, TicketChange(status="resolved", resolution="Done."))
    await act(desk.customer, change_ticket, tickets[2].id, TicketChange(status="cancelled"))
    await act(desk.customer, rate, tickets[0].id, marks=4, comment="")
    first = await ask(desk.agent, archive_page, Filters())
    rest = await ask(desk.agent, archive_page, Filters(), cursor=first.next_cursor)
    assert [one.number for one in (*first.items, *rest.items)] == [tickets[n].number for n in (2, 1, 0)]
    assert (first.total, rest.total, rest.next_cursor) == (3, 3, None)
    closed = rest.items[0]
    assert (closed.assignee_name, closed.rating, closed.requester_name) == ("Maya Okafor", 4, desk.customer.name)
    assert desk.agent.user_id in {agent.id for agent in first.agents}
    for filters, expected in (
        (Filters(status=(Status.CANCELLED,)), [2]), (Filters(assignee="me"), [0]), (Filters(sort=Sort.OLDEST), [0, 1]),
        (Filters(requester=desk.agent.email), []), (Filters(text=tickets[0].number), [0]),
    ):  # fmt: skip
        found = (await ask(desk.agent, archive_page, filters)).items
        assert [one.number for one in found] == [tickets[n].number for n in expected], filters
    with pytest.raises(Forbidden):
        await ask(desk.customer, archive_page, Filters())
