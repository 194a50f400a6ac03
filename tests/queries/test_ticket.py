"""One ticket as agents read it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.rules.errors import Forbidden, NotFound
from tests.database import Desk


async def test_messages_notes_and_trail_in_their_order(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="Since 09:58."))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.other_agent.user_id))
    await act(desk.agent, note, ticket.id, NewMessage(content="Same as last month."))
    await act(desk.other_agent, reply, ticket.id, NewMessage(content="Try it."))
    seen = await ask(desk.agent, read_ticket, ticket.id)
    assert [(m.author.name if m.author else None, m.author_kind, m.internal, m.text) for m in seen.messages] == [
        ("Dana Whitfield", "customer", False, "Since 09:58."),
        ("Maya Okafor", "agent", True, "Same as last month."),
        ("Tom Berg", "agent", False, "Try it."),
    ]
    assert [(a.name, a.actor_name) for a in seen.activity] == [
        ("ticket.created", "Dana Whitfield"), ("ticket.assigned", "Maya Okafor"),
        ("ticket.note.added", "Maya Okafor"), ("ticket.message.added", "Tom Berg"),
    ]  # fmt: skip
    assert seen.activity[1].changes == {"assignee": (None, "Tom Berg"), "status": ("open", "in_progress")}
    assert seen.assignee is not None
    assert (seen.assignee.name, seen.requester.email, seen.organization_name) == (
        "Tom Berg", "dana@halcyon.test", "Halcyon Legal",
    )  # fmt: skip
    assert seen.first_response_at == seen.messages[2].created_at


async def test_moves_are_those_that_a_button_may_offer(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    assert (await ask(desk.agent, read_ticket, ticket.id)).moves == ("assign", "resolve", "close", "cancel")
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Done."))
    seen = await ask(desk.agent, read_ticket, ticket.id)
    assert (seen.moves, seen.resolution, seen.resolved_by) == (("close", "reopen"), "Done.", "Maya Okafor")


async def test_a_follow_up_names_what_it_follows(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))
    await desk.as_owner("update tickets set closed_at = closed_at - interval '15 days'")
    written = await act(desk.customer, reply, ticket.id, NewMessage(content="It is back."))
    seen = await ask(desk.agent, read_ticket, written.ticket.id)
    assert seen.follow_up_of == (ticket.id, ticket.number)
    assert seen.messages[0].text == "It is back."


async def test_no_ticket_and_no_right(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    with pytest.raises(NotFound):
        await ask(desk.agent, read_ticket, uuid4())
    with pytest.raises(Forbidden):
        await ask(desk.customer, read_ticket, ticket.id)
