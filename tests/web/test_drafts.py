"""The composer's doors: drafts are kept and given back, and a reply is taken back while it waits."""

from __future__ import annotations

import json

import pytest

from deskhand.actions import drafts
from deskhand.actions.contract import act
from deskhand.actions.drafts import Draft, set_undo_seconds
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.drafts import undo_seconds
from deskhand.queries.ticket import TicketView, read_ticket
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.web.guest import visiting


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))


async def now(desk: Desk, ticket: Ticket) -> TicketView:
    return await ask(desk.agent, read_ticket, ticket.id)


async def test_a_draft_is_kept_and_stands_in_the_field_again(desk: Desk, ticket: Ticket) -> None:
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        saved = await guest.post(f"{path}/drafts", kind="note", content="<b>Known</b>", version="0", once="k1", seen="")
        assert (saved.status, json.loads(saved.text)["version"]) == (200, 1)
        page = (await guest.get(path)).text
        assert ">&lt;b&gt;Known&lt;/b&gt;</textarea>" in page
        assert 'data-version="1"' in page
        other = await guest.post(f"{path}/drafts", kind="note", content="Unknown", version="0")
        assert other.status == 409
        assert json.loads(other.text)["other"] == "<b>Known</b>"
        for wrong in ({"kind": "letter"}, {"version": "x"}, {"seen": "x"}, {"content": "x" * 100_001}):
            refused = await guest.post(f"{path}/drafts", **{"kind": "note", "content": "x", "version": "1", **wrong})
            assert refused.status == 422, wrong
    async with visiting(desk, desk.other_agent) as guest:
        assert "Known" not in (await guest.get(path)).text
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.post(f"{path}/drafts", kind="note", content="x", version="0")).status == 403


async def test_a_reply_waits_and_is_taken_back_without_script(desk: Desk, ticket: Ticket) -> None:
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        form = {"content": "Try <it>.", "once": "k1", "then": "resolve"}
        for _ in range(2):
            assert (await guest.post(f"{path}/replies", **form)).location == path
        (held,) = (await now(desk, ticket)).held
        page = (await guest.get(path)).text
        assert f'action="{path}/held/{held.id}/undo"' in page
        assert "Try &lt;it&gt;." in page
        async with visiting(desk, desk.customer) as customer:
            assert "Try" not in (await customer.get(f"/dashboard/tickets/{ticket.id}")).text
        undone = await guest.post(f"{path}/held/{held.id}/undo")
        assert undone.location == f"{path}?mode=reply"
        assert ">Try &lt;it&gt;.</textarea>" in (await guest.get(undone.location)).text
        assert (await now(desk, ticket)).status == "open"
        twice = await guest.post(f"{path}/held/{held.id}/undo")
        assert twice.status == 409
        assert "not waiting any more" in twice.text


async def test_why_a_reply_came_back_is_said(desk: Desk, ticket: Ticket) -> None:
    await act(desk.agent, drafts.save, ticket.id, Draft(kind="reply", content="Restart it."))
    await desk.as_owner("update drafts set unsent_reason = 'It was <closed>.'")
    async with visiting(desk, desk.agent) as guest:
        assert "Not sent: It was &lt;closed&gt;." in (await guest.get(f"/admin/support/{ticket.id}")).text


async def test_the_time_to_take_a_reply_back_is_ones_own(desk: Desk) -> None:
    await act(desk.agent, set_undo_seconds, 7)
    async with visiting(desk, desk.agent) as guest:
        assert '<option value="7" selected>' in (await guest.get("/account/sending")).text
        assert (await guest.post("/account/sending", seconds="30")).status == 303
        for wrong in ("61", "x", ""):
            assert (await guest.post("/account/sending", seconds=wrong)).status == 422
    assert await ask(desk.agent, undo_seconds) == 30
    assert await ask(desk.other_agent, undo_seconds) == 10
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get("/account/sending")).status == 403
