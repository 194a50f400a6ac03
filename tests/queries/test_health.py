"""How the desk fares."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.health import backlog, database_answers
from deskhand.store import db
from tests.database import Desk


async def test_the_database_answers_or_does_not(desk: Desk) -> None:
    assert await database_answers()
    await db.close()
    assert not await database_answers()


async def test_what_waits_is_counted(desk: Desk) -> None:
    before = await backlog()
    await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    after = await backlog()
    assert (before.jobs_waiting, after.jobs_waiting, after.jobs_dead) == (0, 1, 0)
