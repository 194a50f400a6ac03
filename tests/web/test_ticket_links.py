"""Linking from the page: by number, and away again."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting


async def test_the_page_links_by_number_and_takes_away(desk: Desk) -> None:
    one, other = [
        await act(desk.customer, open_ticket, NewTicket(subject=name, description="x")) for name in ("One", "Other")
    ]
    path = f"/admin/support/{one.id}"
    async with visiting(desk, desk.agent) as guest:
        form = {"relation": "caused_by", "number": other.number}
        assert (await guest.post(f"{path}/links", **form)).location == path
        page = (await guest.get(path)).text
        assert f'href="/admin/support/{other.id}"' in page
        assert f'linked <b dir="auto">{other.number}</b>: Caused by' in page
        refused = await guest.post(f"{path}/links", relation="parent", number="2001-01-00001")
        assert refused.status == 422
        assert "The other ticket: “2001-01-00001” is not the number of a ticket that you can see" in refused.text
        again = await guest.post(f"{path}/links", relation="parent", number=other.number)
        assert again.location == path
        circle = await guest.post(f"/admin/support/{other.id}/links", relation="parent", number=one.number)
        assert circle.status == 409
        assert "so it cannot be above it as well" in circle.text
        for relation in ("caused_by", "parent"):
            await guest.post(f"{path}/links/removal", relation=relation, other=str(other.id))
        assert "None yet." in (await guest.get(path)).text
