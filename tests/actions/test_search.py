"""Taking in words is the desk's own work."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.search import take_in_anew, take_in_backlog, take_in_tickets
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.errors import Forbidden
from deskhand.store.search import Backlog
from tests.database import Desk


async def test_the_desk_takes_in_words_and_nobody_else_does(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Mine", description="x"))
    assert await act(desk.system, take_in_tickets, [ticket.id]) == 1
    assert await act(desk.system, take_in_backlog, 10) == Backlog(done=0, is_finished=True)
    with pytest.raises(Forbidden):
        await act(desk.admin, take_in_tickets, [ticket.id])
    await act(desk.system, take_in_anew)
    assert await act(desk.system, take_in_backlog, 10) == Backlog(done=1, is_finished=False)
    with pytest.raises(Forbidden):
        await act(desk.admin, take_in_anew)
