"""Snoozing and due dates on the ticket's page."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from tests.database import Desk
from tests.web.guest import visiting


async def test_a_ticket_sleeps_wakes_and_is_due(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="x"))
    path = f"/admin/support/{ticket.id}"
    await desk.as_owner("update users set time_zone = 'Asia/Tokyo' where id = $1", desk.agent.user_id)
    moment = clock.now() + timedelta(days=3)
    typed = (moment + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    async with visiting(desk, desk.agent) as guest:
        assert "Tomorrow morning" in (await guest.get(path)).text
        assert (await guest.post(f"{path}/snooze", preset="tomorrow", version="1")).location == path
        page = await guest.get(path)
        assert "Snoozed until" in page.text
        assert "snoozed the ticket until" in page.text
        assert "Sync stopped" not in (await guest.get("/admin/support")).text
        assert "Sync stopped" in (await guest.get("/admin/support?snoozed=true")).text
        hour = await desk.value("select extract(hour from snoozed_until at time zone 'Asia/Tokyo') from tickets")
        assert int(str(hour)) == 9
        assert (await guest.post(f"{path}/snooze", preset="tomorrow", version="1")).status == 409
        for wrong in ({"at": "soon"}, {"at": "2020-01-01T09:00"}, {"preset": "yesterday"}):
            refused = await guest.post(f"{path}/snooze", **wrong, version="2")
            assert (refused.status, 'id="snooze-at-error"' in refused.text) == (422, True), wrong
        await guest.post(f"{path}/snooze", preset="wake", version="2")
        assert "Sync stopped" in (await guest.get("/admin/support")).text
        await guest.post(f"{path}/due", at=typed, version="3")
        assert f'value="{typed}"' in (await guest.get(path)).text
        due = await desk.value("select to_char(due_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI') from tickets")
        assert due == moment.strftime("%Y-%m-%dT%H:%M")
        page = await guest.get("/admin/support?status=open&sort=due&snoozed=any&due=this_week")
        assert ("Due this week" in page.text, "Snoozed or not" in page.text) == (True, True)
        assert "Without a due date" in (await guest.get("/admin/support?due=none&sort=due")).text
        assert (await guest.post(f"{path}/due", at="9999-01-01T00:00", version="4")).status == 422
        await guest.post(f"{path}/due", at=typed, clear="1", version="4")
        assert await desk.value("select due_at from tickets") is None
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.post(f"{path}/snooze", preset="tomorrow", version="1")).status == 403
        assert "nooze" not in (await guest.get(f"/dashboard/tickets/{ticket.id}")).text
