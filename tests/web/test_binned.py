"""Deleting after a question, and the page of the bin."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting

BIN = "/admin/settings/bin"


async def test_an_admin_deletes_after_a_question_and_restores(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync <b>stopped", description="x"))
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.admin) as guest:
        assert "The bin is empty" in (await guest.get(BIN)).text
        assert f'href="{path}/delete"' in (await guest.get(path)).text
        question = await guest.get(f"{path}/delete")
        assert (question.status, question.heading) == (200, "Delete this ticket?")
        assert "Sync &lt;b&gt;stopped" in question.text
        await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low"))
        stale = await guest.post(f"{path}/delete", reason="Twice.", version="1")
        assert stale.status == 409
        assert "Twice." in stale.text
        assert (await guest.post(f"{path}/delete", reason="x" * 501, version="2")).status == 422
        assert (await guest.post(f"{path}/delete", reason="Twice.", version="2")).location == f"{BIN}?done=deleted"
        assert (await guest.get(path)).status == 404
        assert ticket.number not in (await guest.get("/admin/support")).text
        page = await guest.get(f"{BIN}?done=deleted&q={ticket.number}")
        assert "Sync &lt;b&gt;stopped" in page.text
        assert "Nothing in the bin matches" in (await guest.get(f"{BIN}?q=zebra")).text
        assert (await guest.get(f"{BIN}?cursor=x")).status == 422
    async with visiting(desk, desk.customer) as guest:
        refused = await guest.post(f"/dashboard/tickets/{ticket.id}/replies", content="Hello?")
        assert (refused.status, refused.heading) == (410, "This was deleted")
        assert ticket.number in refused.text
    async with visiting(desk, desk.agent) as guest:
        assert [(await guest.get(where)).status for where in (BIN, f"{path}/delete")] == [403, 403]
    async with visiting(desk, desk.admin) as guest:
        assert (await guest.post(f"{BIN}/{ticket.id}/restore")).location == path
        assert f'href="{path}/delete"' in (await guest.get(path)).text
