"""The replay's page: all that the clocks did, in words that say who and why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.kit.ids import new_id
from deskhand.web import clock as pages
from tests.database import Desk
from tests.web.guest import visiting

HOUR = timedelta(hours=1)


async def test_the_page_tells_pauses_changes_and_what_made_it_late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.moved(-12 * HOUR):
        ticket = await act(
            desk.other_customer, open_ticket, NewTicket(subject="Sync <b>", description="x", priority="low")
        )
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        with clock.moved(-7 * HOUR):
            await act(desk.agent, reply, ticket.id, NewMessage(content="Which one?"))
        assert "paused while it is: Waiting for customer" in (await guest.get(path)).text
        with clock.moved(-2 * HOUR):
            await act(desk.other_customer, reply, ticket.id, NewMessage(content="That one."))
        with clock.moved(-HOUR):
            await act(desk.admin, change_ticket, ticket.id, TicketChange(priority="critical"))
        panel = (await guest.get(path)).text
        assert ('id="clock-first_response"' in panel, "after 5 h of 1 d" in panel) == (True, True)
        assert f'href="{path}/clock"' in panel
        page = await guest.get(f"{path}/clock")
        assert "Sync &lt;b&gt;" in page.text
        for said in (
            "Paused: Waiting for customer", f"Status: Open → Waiting for customer, by {desk.agent.name}",
            f"Priority: Low → Critical, by {desk.admin.name}", "by the change of priority itself",
            "Standard, version 1 · Critical · 4 h promised", "Together, on the wall clock",
        ):  # fmt: skip
            assert said in page.text, said
        monkeypatch.setattr(pages, "MOST", 1)
        assert "earlier intervals" in (await guest.get(f"{path}/clock")).text
        assert "earlier interval" not in (await guest.get(f"{path}/clock?all=1")).text
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Done."))
        assert "Met late, after 7 h" in (await guest.get(f"{path}/clock")).text
        assert (await guest.get(f"/admin/support/{new_id()}/clock")).status == 404
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(f"{path}/clock")).status == 403
