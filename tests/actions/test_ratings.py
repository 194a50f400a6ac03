"""Rating a ticket that is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import set_survey_default
from deskhand.actions.ratings import plan_survey, rate
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.workspace import change_workspace
from deskhand.queries.contract import ask
from deskhand.queries.users import read_user
from deskhand.rules.errors import Conflict, Forbidden, NotFound
from deskhand.rules.ticket import Ticket
from deskhand.rules.workspace import ProfileChange
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


async def test_a_survey_is_planned_once_for_a_closing_that_stands(desk: Desk, done: Ticket) -> None:
    closed = await act(desk.agent, change_ticket, done.id, TicketChange(status="closed"))
    assert closed.closed_at is not None
    stale = closed.closed_at - timedelta(seconds=1)
    assert await act(desk.system, plan_survey, done.id, closed_at=stale) is None
    due_at = await act(desk.system, plan_survey, done.id, closed_at=closed.closed_at)
    assert due_at == closed.closed_at + timedelta(hours=24)
    assert await act(desk.system, plan_survey, done.id, closed_at=closed.closed_at) is None, "a follow-up runs again"
    waiting = "select min(due_at) from jobs j join events e on e.id = j.event_id where e.name = 'ticket.survey.planned'"
    assert await desk.value(waiting) == due_at
    with pytest.raises(Forbidden):
        await act(desk.admin, plan_survey, done.id, closed_at=closed.closed_at)


async def test_a_workspace_says_when_and_whether(desk: Desk, done: Ticket) -> None:
    await act(desk.system, set_survey_default, timedelta(minutes=30))
    for hours, expected in ((0, None), (2, timedelta(hours=2)), (None, timedelta(minutes=30))):
        await act(desk.admin, change_workspace, ProfileChange(survey_hours=hours))
        await act(desk.agent, change_ticket, done.id, TicketChange(status="closed"))
        closed_at = (await act(desk.agent, change_ticket, done.id, TicketChange(priority="low"))).closed_at
        assert closed_at is not None
        due_at = await act(desk.system, plan_survey, done.id, closed_at=closed_at)
        assert due_at == (expected and closed_at + expected)
        await act(desk.agent, change_ticket, done.id, TicketChange(status="open"))


async def test_the_agent_who_held_the_ticket_has_it_among_their_ratings(desk: Desk) -> None:
    held = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))
    await act(desk.agent, change_ticket, held.id, TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.agent, change_ticket, held.id, TicketChange(status="resolved", resolution="Replaced."))
    nobody = await ask(desk.admin, read_user, desk.agent.user_id)
    assert (nobody.rating_average, nobody.rating_count) == (None, 0)
    await act(desk.customer, rate, held.id, marks=4, comment="")
    seen = await ask(desk.admin, read_user, desk.agent.user_id)
    assert (seen.rating_average, seen.rating_count) == (4.0, 1)
