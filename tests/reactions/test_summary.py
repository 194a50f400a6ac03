"""On Mondays each agent is told of their week, once."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.ratings import rate
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.kit import clock
from deskhand.reactions.deliver import Deliverer
from deskhand.reactions.summary import summarise_week
from tests.database import Desk


async def test_each_agent_hears_once_what_they_have_and_what_they_did(desk: Desk) -> None:
    first, _second = [
        await act(desk.customer, open_ticket, NewTicket(subject=name, description="x")) for name in ("One", "Two")
    ]
    for ticket in (first, _second):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.agent, change_ticket, first.id, TicketChange(status="resolved", resolution="Turned it."))
    await act(desk.customer, rate, first.id, marks=4, comment="")
    await desk.as_owner(
        """update users set notification_preferences = '{"email": {"agent_summary": false}}' where id = $1""",
        desk.other_agent.user_id,
    )
    with clock.moved(timedelta(days=7)):
        assert await summarise_week(desk.system) == "1 agents told"
        assert await summarise_week(desk.system) == "told already"
        rounds = JobRounds(wiring.reactions_by_name())
        while await rounds():
            pass
        sender = Deliverer(open_channels(desk.settings), sender="s@desk.test")
        while await sender.deliver_due(100):
            pass
        await sender.close()
    sent = await desk.as_owner(
        "select recipient, subject, message from deliveries where notification_type = 'agent_summary'"
    )
    assert [(row["recipient"], row["subject"]) for row in sent] == [
        (desk.agent.email, "Your week at Deskhand: 1 solved")
    ]
    for line in ("Solved: 1", "waiting for us: 1", "waiting for the customer: 0", "Average rating: 4.0 of 5"):
        assert line in sent[0]["message"]
    assert "switched off" not in sent[0]["message"]
    with clock.moved(timedelta(days=14)):
        assert await summarise_week(desk.system) == "1 agents told"
