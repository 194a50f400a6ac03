"""A new ticket keeps the priority that it is given, and gets one with its reasons where none is."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.priorities import GIVEN
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.access import Actor
from deskhand.rules.priority.reason import in_english
from deskhand.rules.ticket import Ticket
from tests.database import Desk


async def test_what_is_not_given_is_detected_and_says_why(desk: Desk) -> None:
    async def opened(actor: Actor, **fields: str) -> Ticket:
        wanted = NewTicket(**{"subject": "Payment failed", "description": "An error.", **fields})  # type: ignore[arg-type]
        return await act(actor, open_ticket, wanted)

    given = await opened(desk.customer, priority="LOW")
    assert (given.priority, given.priority_reason) == ("low", GIVEN)
    alone = await opened(desk.other_customer)
    why = "Detected, 43 points: “payment failed” in the subject (+35), “error” in the text (+8)."
    assert (alone.priority, in_english(alone.priority_reason)) == ("high", why)
    why = "Detected, 63 points: “payment failed” in the subject (+35), priority client (+20), “error” in the text (+8)."
    for actor, fields in (
        (desk.customer, {}),
        (desk.agent, {"requester_id": desk.customer.user_id}),
        (desk.agent, {"requester_email": desk.customer.email}),
    ):
        ticket = await opened(actor, **fields)
        assert (ticket.priority, in_english(ticket.priority_reason)) == ("urgent", why)
    stored = await desk.value("select payload::text from events where ticket_id = $1", ticket.id)
    assert "Detected" not in str(stored), "what customers hear of says nothing of it"
