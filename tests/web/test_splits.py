"""Splitting from the page: the mark beside a message, what happens, and the ticket that it opens."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting


async def test_a_message_is_split_off_from_its_page(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="A", description="A opened"))
    written = await act(desk.customer, reply, ticket.id, NewMessage(content="And a printer"))
    path = f"/admin/support/{ticket.id}"
    address = f"{path}/messages/{written.id}/split"
    async with visiting(desk, desk.agent) as guest:
        page = (await guest.get(path)).text
        assert page.count('class="splitoff"') == 1, "the opening message stays"
        assert address in page
        assert "And a printer" in (await guest.get(address)).text
        assert (await guest.get(f"{path}/messages/{uuid4()}/split")).status == 404
        refused = await guest.post(address, subject="x" * 256, once="k0")
        assert refused.status == 422
        assert "The subject is 256 characters long" in refused.text
        done = await guest.post(address, subject="Printer", once="k1")
        opened = (await guest.get(done.location or "")).text
        assert f'split this ticket off <b dir="auto">{ticket.number}</b>' in opened
        assert "split a message off into" in (await guest.get(path)).text
