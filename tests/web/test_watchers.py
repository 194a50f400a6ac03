"""Watching from the pages: one press, a form for others, and an end to it in the portal."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.actions.watchers import watch
from tests.database import Desk
from tests.web.guest import visiting


async def test_the_page_watches_adds_and_removes(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        assert 'id="watch" aria-pressed="false"' in (await guest.get(path)).text
        assert (await guest.post(f"{path}/watchers?assignee=me")).location == f"{path}?assignee=me"
        await guest.post(f"{path}/watchers", watcher=f" {desk.other_agent.email} ")
        page = (await guest.get(path)).text
        assert 'id="watch" aria-pressed="true"' in page
        assert 'had <b dir="auto">Tom Berg</b> watch the ticket' in page
        refused = await guest.post(f"{path}/watchers", watcher="leo@brightline.test")
        assert refused.status == 422
        assert "The watcher: “leo@brightline.test” cannot see this ticket" in refused.text.replace("&#39;", "'")
        await guest.post(f"{path}/watchers/removal", person=str(desk.other_agent.user_id))
        await guest.post(f"{path}/watchers/removal")
        assert "Nobody beside those who have a part in it." in (await guest.get(path)).text


async def test_a_customer_ends_their_own_watching(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))
    await act(desk.agent, watch, ticket.id, desk.customer.user_id)
    path = f"/dashboard/tickets/{ticket.id}"
    async with visiting(desk, desk.customer) as guest:
        assert "You are told of every message." in (await guest.get(path)).text
        assert (await guest.post(f"{path}/unwatching")).location == path
        assert "You are told of every message." not in (await guest.get(path)).text
