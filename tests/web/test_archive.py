"""The archive's page: the desk's for agents, one's own for others."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries import archive
from tests.database import Desk
from tests.web.guest import visiting

PATH = "/dashboard/tickets/archive"


async def test_agents_search_all_that_is_done_and_find_their_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PAGE", 1)
    async with visiting(desk, desk.agent) as guest:
        assert "Nothing is finished yet" in (await guest.get(PATH)).text
        for subject in ("Sync <b>one", "Sync two"):
            ticket = await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))
            await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed", priority="high"))
        await act(desk.customer, open_ticket, NewTicket(subject="Still open", description="x"))
        page = await guest.get(f"{PATH}?priority=high&sort=newest")
        assert "Sync two" in page.text
        assert "Still open" not in page.text
        assert f'href="/admin/support/{ticket.id}"' in page.text
        link = (
            page.text.partition('<div class="more"><a class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
        )
        assert "priority=high" in link
        assert "Sync &lt;b&gt;one" in (await guest.get(link)).text
        assert "Nothing in the archive matches" in (await guest.get(f"{PATH}?priority=low")).text
        assert "Nothing in the archive matches" in (await guest.get(f"{PATH}?until=2020-01-01")).text
        for wrong in ("cursor=x", "status=lost", "since=soon", "sort=sideways"):
            assert (await guest.get(f"{PATH}?{wrong}")).status == 422, wrong
        assert "Nothing is finished yet" in (await guest.get(f"{PATH}?own=1")).text, "none that this agent asked"
    async with visiting(desk, desk.customer) as guest:
        own = await guest.get(PATH)
        assert "Sync two" in own.text
        assert "/admin/support" not in own.text
