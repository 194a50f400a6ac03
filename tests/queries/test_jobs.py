"""Follow-ups that were given up."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.jobs import bury_job
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app.worker import LEASE
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.jobs import dead_letters
from deskhand.rules.errors import Forbidden
from deskhand.store import everywhere
from tests.database import Desk


async def test_dead_letters_say_what_why_and_of_which_ticket(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    assert await ask(desk.system, dead_letters) == []
    (job,) = await everywhere.claim_jobs(clock.now(), lease=LEASE, most=10)
    await act(desk.system, bury_job, job, why="ValueError: no")
    (letter,) = await ask(desk.system, dead_letters)
    assert (letter.reaction, letter.event, letter.ticket_id, letter.attempts, letter.last_error) == (
        "notify.plan_notifications", "ticket.created", ticket.id, 1, "ValueError: no",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        await ask(desk.agent, dead_letters)
