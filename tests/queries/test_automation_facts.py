"""What rules ask of a ticket and of what happened to it."""

from __future__ import annotations

from deskhand.actions.classification import Wanted
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.automation_facts import Told, happenings, known_tickets
from deskhand.queries.contract import ask
from deskhand.rules.automation.known import facts_of
from deskhand.rules.events import MessageAdded
from tests.database import Desk


async def test_a_ticket_is_known_with_its_people_and_what_was_written(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Refund", description="Please.", priority="high"))
    wish = TicketChange(assignee_id=desk.agent.user_id, classification=Wanted(tags=("vip",)))
    await act(desk.agent, change_ticket, ticket.id, wish)
    written = await act(desk.agent, reply, ticket.id, NewMessage(content="It is on its way."))
    gone = await act(desk.customer, open_ticket, NewTicket(subject="Gone", description="x"))
    await desk.as_owner("update tickets set deleted_at = now() where id = $1", gone.id)
    known = await ask(desk.system, known_tickets, [ticket.id, gone.id])
    assert set(known) == {ticket.id}
    told = Told(event_id=written.id, event=MessageAdded(message_id=written.id, by="agent"), actor_id=desk.agent.user_id)
    happening = (await ask(desk.system, happenings, [told]))[written.id]
    facts = facts_of(known[ticket.id], happening, now=clock.now())
    assert {name: facts[f"ticket.{name}"] for name in ("status", "tags", "assignee", "answered", "messages")} == {
        "status": "waiting_customer", "tags": ("vip",), "assignee": str(desk.agent.user_id), "answered": True,
        "messages": 2,
    }  # fmt: skip
    assert (facts["requester.email"], facts["organization.name"]) == ("dana@halcyon.test", "Halcyon Legal")
    assert facts["organization.priority_client"] is True
    assert (facts["event.by"], facts["message.text"]) == ("agent", "It is on its way.")
    assert facts["sla.state"] == "paused"
