"""Tickets are sorted from their page: category, tags one by one, and the answers of the form."""

from __future__ import annotations

from html import unescape

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from tests.classified import sorting
from tests.database import Desk
from tests.web.guest import visiting


async def test_a_ticket_is_sorted_from_its_page(desk: Desk) -> None:
    made = await sorting(desk)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        page = (await guest.get(path)).text
        assert "No category" in page
        assert 'data-key="tag"' in page
        sent = await guest.post(f"{path}/category?tag=vip", category=str(made.password), version="1")
        assert sent.location == f"{path}?tag=vip"
        await guest.post(f"{path}/tags", tag=" VIP, login ,")
        await guest.post(f"{path}/tags", gone="login")
        token = await guest.token()
        asked = {"fields.device": "Phone", "fields.browser": "Chrome", "fields.gone": "x", "_csrf_token": token}
        await guest.post_bare(f"{path}/answers", asked)
        page = (await guest.get(path)).text
        assert "Account › Password" in page
        assert '<dt dir="auto">Browser</dt><dd dir="auto">Chrome</dd>' in page
        assert "/admin/support?tag=vip" in page
        found = (await ask(desk.agent, read_ticket, ticket.id)).classification
        assert (found.tags, found.fields) == (["vip"], {"device": "Phone", "browser": "Chrome"})
        assert (await guest.post(f"{path}/category", category="", version="1")).status == 409
        odd = await guest.post_bare(f"{path}/answers", {**asked, "fields.browser": "Opera"})
        assert (odd.status, 'id="menu-answers" open' in odd.text) == (422, True)
        assert "“Browser”: “Opera” is not one of: Firefox, Chrome" in unescape(odd.text)
        assert (await guest.post(f"{path}/tags", tag="x" * 51)).status == 422
        assert '<option value="vip">' in (await guest.get("/admin/support/tags?tag=login,VI")).text
        listed = (await guest.get("/admin/support?category=account&tag=vip")).text
        assert ("Category Account" in listed, "Tag vip" in listed, str(ticket.id) in listed) == (True, True, True)
        assert '<option value="account" selected>Account</option>' in listed
        assert str(ticket.id) not in (await guest.get("/admin/support?category=secret")).text
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.post(f"{path}/tags", tag="x")).status in {403, 404}
        assert (await guest.get("/admin/support/tags")).status in {403, 404}
