"""Merging from the page: found, foreseen, done, led on, and taken back."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.merges import merge
from deskhand.actions.replies import NewMessage, note
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.web.guest import visiting


async def test_a_ticket_is_merged_from_its_page_and_leads_on(desk: Desk) -> None:
    one, other = [
        await act(desk.customer, open_ticket, NewTicket(subject=name, description=f"{name} opened"))
        for name in ("One", "Other")
    ]
    theirs = await act(desk.other_customer, open_ticket, NewTicket(subject="Theirs", description="x"))
    await act(desk.agent, note, one.id, NewMessage(content="CANARY"))
    path = f"/admin/support/{one.id}"
    async with visiting(desk, desk.agent) as guest:
        assert f'href="{path}/merge" data-merge' in (await guest.get(path)).text
        first = (await guest.get(f"{path}/merge")).text
        assert f"into={other.id}" in first
        assert f"into={theirs.id}" not in first, "the same requester's are offered"
        by_number = (await guest.get(f"{path}/merge?text={theirs.number}&into={theirs.id}")).text
        assert "Not the same customers read" in by_number
        assert 'name="into"' not in by_number
        foreseen = (await guest.get(f"{path}/merge?into={other.id}")).text
        assert f"1 message moves to {other.number}" in foreseen
        assert "1 internal note moves as well, and stays internal." in foreseen
        refused = await guest.post(f"{path}/merge", into=str(theirs.id), once="k0")
        assert (refused.status, "Not the same customers read" in refused.text) == (409, True)
        for _ in range(2):
            done = await guest.post(f"{path}/merge", into=str(other.id), once="k1")
            assert done.location == f"/admin/support/{other.id}"
        led = await guest.get(f"{path}?status=open")
        assert (led.status, led.location) == (301, f"/admin/support/{other.id}?status=open")
        assert led.headers["cache-control"] == "no-store"
        page = (await guest.get(f"/admin/support/{other.id}")).text
        assert f"{one.number} was merged into this ticket" in page
        assert f'merged <b dir="auto">{one.number}</b> into the ticket' in page
        back = await guest.post(f"/admin/support/{other.id}/unmerge", merged=str(one.id), once="k2")
        assert back.location == f"/admin/support/{other.id}"
        assert (await guest.get(path)).status == 200
        again = await guest.post(f"/admin/support/{other.id}/unmerge", merged=str(one.id), once="k3")
        assert again.status == 409


async def test_the_portal_leads_on_without_a_word_of_notes(desk: Desk) -> None:
    one, other = [
        await act(desk.customer, open_ticket, NewTicket(subject=name, description=f"{name} opened"))
        for name in ("One", "Other")
    ]
    await act(desk.agent, note, one.id, NewMessage(content="CANARY"))
    await act(desk.agent, merge, other.id, [one.id])
    async with visiting(desk, desk.customer) as guest:
        led = await guest.get(f"/dashboard/tickets/{one.id}")
        assert (led.status, led.location) == (301, f"/dashboard/tickets/{other.id}")
        page = (await guest.get(f"/dashboard/tickets/{other.id}")).text
        assert "One opened" in page
        assert "Other opened" in page
        assert "CANARY" not in page
        sent = await guest.post(f"/dashboard/tickets/{one.id}/replies", content="By the old address", once="k1")
        assert (sent.location or "").startswith(f"/dashboard/tickets/{other.id}#message-")
