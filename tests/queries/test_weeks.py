"""The weeks of agents, and of admins who work on tickets."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.weeks import agent_weeks
from tests.database import Desk


async def test_agents_and_working_admins_have_weeks(desk: Desk) -> None:
    now = clock.now()
    span = (now - timedelta(days=7), now)
    both = {desk.agent.user_id, desk.other_agent.user_id}
    assert {one.user_id for one in await ask(desk.system, agent_weeks, *span)} == both
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="x"))
    await act(desk.admin, change_ticket, ticket.id, TicketChange(assignee_id=desk.admin.user_id))
    weeks = {one.user_id: one for one in await ask(desk.system, agent_weeks, *span)}
    assert set(weeks) == both | {desk.admin.user_id}
    assert (weeks[desk.admin.user_id].open, weeks[desk.admin.user_id].solved) == (1, 0)
