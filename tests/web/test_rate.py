"""Rating by the link of the survey, without signing in."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting


async def test_the_link_rates_its_ticket_and_opens_nothing_else(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync <b>stopped", description="x"))
    other = await act(desk.customer, open_ticket, NewTicket(subject="Other", description="x"))
    await act(desk.agent, note, ticket.id, NewMessage(content="CANARY"))
    path = f"/rate/{ticket.id}/{desk.keys.rating_token(ticket.id)}"
    async with visiting(desk) as guest:
        page = await guest.get(path)
        assert (page.status, page.heading) == (409, "This ticket is open again")
        assert (await guest.post(path, rating="5", comment="")).status == 409
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))
        page = await guest.get(f"{path}?rating=4")
        assert (page.status, page.heading) == (200, "How did we do?")
        assert 'value="4" checked' in page.text
        assert "Sync &lt;b&gt;stopped" in page.text
        assert "CANARY" not in page.text
        assert await desk.value("select count(*) from ratings") == 0, "following a link says nothing yet"
        assert (await guest.post(path, rating="9", comment="")).status == 422
        saved = await guest.post(path, rating="4", comment="Quick.")
        assert (saved.status, saved.location) == (303, f"{path}?done=1")
        assert "You gave 4 of 5" in (await guest.get(saved.location)).text
        assert (await guest.post(path, rating="2", comment="Slow after all.")).status == 303
        token = desk.keys.rating_token(ticket.id)
        for wrong in (
            f"/rate/{other.id}/{token}", f"/rate/{ticket.id}/x", f"/rate/{uuid4()}/{token}",
            f"/rate/{ticket.id}/{desk.keys.link_token(ticket.id)}",
        ):  # fmt: skip
            assert (await guest.get(wrong)).heading == "This link no longer works"
            assert (await guest.post(wrong, rating="1", comment="")).status == 404
        assert (await guest.get(f"/dashboard/tickets/{ticket.id}")).status in {303, 401}
        rows = await desk.as_owner("select rating, comment, rated_by_id from ratings")
        assert [tuple(row) for row in rows] == [(2, "Slow after all.", desk.customer.user_id)]
        await desk.as_owner("update ratings set created_at = created_at - interval '25 hours'")
        assert (await guest.get(path)).heading == "Thank you"
        assert (await guest.post(path, rating="5", comment="")).status == 409
        await desk.as_owner("update tickets set closed_at = closed_at - interval '31 days'")
        assert (await guest.get(path)).status == 404
        await desk.as_owner("update users set is_active = false where id = $1", desk.customer.user_id)
        assert (await guest.get(path)).status == 404
