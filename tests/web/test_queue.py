"""The queue's door: filters in the address, one row for the live page, and tickets opened for others."""

from __future__ import annotations

import re

import pytest

from deskhand.actions.contract import act
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.web.guest import PANE, visiting


async def opened(desk: Desk, subject: str = "Sync stopped", **more: str) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject=subject, description="Since 09:58.", **more))  # type: ignore[arg-type] # fields of the draft


async def test_the_queue_shows_what_the_filters_say(desk: Desk) -> None:
    await opened(desk)
    await opened(desk, "Invoice <b>wrong</b>", priority="high")
    await act(desk.system, take_in_tickets, [row["id"] for row in await desk.as_owner("select id from tickets")])
    async with visiting(desk, desk.agent) as guest:
        page = await guest.get("/admin/support")
        assert page.text.count('class="ticketrow') == 2
        assert "Invoice &lt;b&gt;wrong" in page.text
        narrowed = await guest.get("/admin/support?priority=high&text=invoice")
        assert narrowed.text.count('class="ticketrow') == 1
        assert "High priority" in narrowed.text
        assert 'href="/admin/support?text=invoice"' in narrowed.text
        assert "Nothing is waiting for you" in (await guest.get("/admin/support?assignee=me")).text
        assert "No ticket matches" in (await guest.get("/admin/support?text=zebra")).text
        nonsense = await guest.get("/admin/support?status=nonsense")
        assert nonsense.status == 422
        assert "status: “nonsense” is not one of" in nonsense.text


async def test_pages_follow_each_other(desk: Desk) -> None:
    for number in range(52):
        await opened(desk, f"Ticket {number}")
    async with visiting(desk, desk.agent) as guest:
        first = await guest.get("/admin/support")
        more = re.search(r'href="(/admin/support\?cursor=[^"]+)"', first.text)
        assert more
        second = await guest.get(more[1])
        ids = [re.findall(r'data-row="([\w-]+)"', page.text) for page in (first, second)]
        assert [len(page) for page in ids] == [50, 2]
        assert not set(ids[0]) & set(ids[1])
        assert "That is all." in second.text
        assert (await guest.get("/admin/support?cursor=nonsense")).status == 422


async def test_a_row_is_shown_while_the_filters_show_it(desk: Desk) -> None:
    ticket = await opened(desk)
    async with visiting(desk, desk.agent) as guest:
        row = await guest.get(f"/admin/support/rows/{ticket.id}?assignee=none")
        assert row.text.strip().startswith(f'<li id="row-{ticket.id}"')
        assert f"/admin/support/{ticket.id}?assignee=none" in row.text
        gone = await guest.get(f"/admin/support/rows/{ticket.id}?assignee=me")
        assert (gone.status, gone.text) == (204, "")


async def test_the_pane_alone_is_what_the_script_asks_for(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        pane = await guest.get("/admin/support", PANE)
        assert pane.text.strip().startswith('<section class="pane"')
        assert "<title>All active" in pane.text
        assert "HX-Target" in pane.headers["vary"]


async def test_an_agent_opens_a_ticket_for_somebody(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        assert "dana@halcyon.test" in (await guest.get("/admin/support/new?requester=dana@halcyon.test")).text
        bad = await guest.post("/admin/support", subject=" ", description="x", requester="dana@", priority="soon")
        assert bad.status == 422
        assert sorted(bad.errors) == [
            "The priority: “soon” is not one of: critical, urgent, high, medium, low",
            "The requester: “dana@” is not an e-mail address such as name@example.com",
            "The subject must not be empty",
        ]
        form = {"subject": "Call back", "description": "About it.", "requester": "Dana@halcyon.test", "once": "k1"}
        first = await guest.post("/admin/support", **form)
        assert (await guest.post("/admin/support", **form)).location == first.location
        assert await desk.value("select count(*) from tickets") == 1
        assert await desk.value("select requester_id from tickets") == desk.customer.user_id


@pytest.mark.parametrize("path", ["", "/new", "/rows/0193a1b2-c3d4-7000-8000-000000000001"])
async def test_customers_have_no_queue(desk: Desk, path: str) -> None:
    async with visiting(desk, desk.customer) as guest:
        answer = await guest.get(f"/admin/support{path}")
        assert (answer.status, answer.heading) == (403, "This is not for your account")
