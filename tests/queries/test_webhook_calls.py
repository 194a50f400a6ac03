"""What calling needs to know; tests/reactions/test_calls.py calls."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.webhook_calls import calls_due, endpoints_among, told_by_themselves
from tests.database import Desk
from tests.hooking import SECRET, endpoint, follow, sent


async def test_what_is_due_brings_its_ticket_and_public_words_alone(desk: Desk) -> None:
    webhook_id = await endpoint(desk, "https://example.com/", "ticket.created")
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))
    await follow(desk)
    ids = [row["id"] for row in await sent(desk)]
    [found] = await ask(desk.system, calls_due, ids)
    assert (found.endpoint.id, found.text, found.event_name) == (webhook_id, "It burns.", "ticket.created")
    assert found.ticket is not None
    assert (found.ticket.id, found.ticket.requester_id) == (ticket.id, desk.customer.user_id)
    assert [desk.keys.unseal(one) for one in found.sealed] == [SECRET]
    assert found.written is None
    await desk.as_owner("update messages set visibility = 'internal', author_kind = 'agent'")
    [found] = await ask(desk.system, calls_due, ids)
    assert found.text is None
    await desk.as_owner("update tickets set deleted_at = now()")
    assert await ask(desk.system, calls_due, ids) == [], "what is in the bin is told to nobody"


async def test_endpoints_that_are_off_are_told_of_nothing_by_themselves(desk: Desk) -> None:
    off = await endpoint(desk, "https://example.com/", "ticket.created", is_active=False)
    on = await endpoint(desk, "https://example.com/", name="On")
    assert [one.id for one in await ask(desk.system, told_by_themselves)] == [on]
    assert {one.id for one in await ask(desk.system, endpoints_among, [on, off, uuid4()])} == {on, off}
