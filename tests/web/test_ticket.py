"""A ticket's door: every form changes what it says, refuses what has moved on, and loses no word."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from deskhand.actions.contract import act
from deskhand.actions.drafts import set_undo_seconds
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.ticket import TicketView, read_ticket
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.web.guest import PANE, visiting


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    await act(desk.agent, set_undo_seconds, 0)
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))


async def now(desk: Desk, ticket: Ticket) -> TicketView:
    return await ask(desk.agent, read_ticket, ticket.id)


async def test_a_reply_is_sent_once(desk: Desk, ticket: Ticket) -> None:
    seen = (await now(desk, ticket)).messages[-1].id
    form = {"content": "A link is on its way.", "once": "k1", "seen": str(seen), "then": "wait"}
    async with visiting(desk, desk.agent) as guest:
        for _ in range(2):
            sent = await guest.post(f"/admin/support/{ticket.id}/replies?assignee=me", **form)
            assert sent.location == f"/admin/support/{ticket.id}?assignee=me"
    view = await now(desk, ticket)
    assert [message.text for message in view.messages] == ["Since 09:58.", "A link is on its way."]
    assert (view.status, view.assignee and view.assignee.name) == ("waiting_customer", "Maya Okafor")


async def test_a_reply_can_be_the_solution(desk: Desk, ticket: Ticket) -> None:
    async with visiting(desk, desk.agent) as guest:
        await guest.post(f"/admin/support/{ticket.id}/replies", content="Restart it.", once="k1", then="resolve")
    view = await now(desk, ticket)
    assert (view.status, view.resolution, view.resolved_by) == ("resolved", "Restart it.", "Maya Okafor")


@pytest.mark.parametrize("headers", [{}, PANE])
async def test_a_newer_message_keeps_the_words_back(desk: Desk, ticket: Ticket, headers: dict[str, str]) -> None:
    seen = (await now(desk, ticket)).messages[-1].id
    await act(desk.customer, reply, ticket.id, NewMessage(content="It is another printer."))
    form = {"content": "My answer", "seen": str(seen), "once": "k1"}
    async with visiting(desk, desk.agent) as guest:
        stopped = await replace(guest, headers=headers).post(f"/admin/support/{ticket.id}/replies", **form)
        assert stopped.status == 409
        assert "Nothing was sent; your text is kept" in stopped.text
        assert ">My answer</textarea>" in stopped.text
        assert "It is another printer." in stopped.text
        assert 'value="k1"' not in stopped.text, "the key is bound to what was refused"
    assert len((await now(desk, ticket)).messages) == 2


async def test_a_note_is_for_the_team(desk: Desk, ticket: Ticket) -> None:
    async with visiting(desk, desk.agent) as guest:
        await guest.post(f"/admin/support/{ticket.id}/notes", content="CANARY", once="k1")
        empty = await guest.post(f"/admin/support/{ticket.id}/notes", content="  ")
        assert empty.status == 422
        assert "The message must not be empty" in empty.text
        assert 'data-mode="note"' in empty.text
    async with visiting(desk, desk.customer) as guest:
        assert "CANARY" not in (await guest.get(f"/dashboard/tickets/{ticket.id}")).text
    view = await now(desk, ticket)
    assert [message.internal for message in view.messages] == [False, True]
    assert view.status == "open"


async def test_every_menu_changes_what_it_says(desk: Desk, ticket: Ticket) -> None:
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        await guest.post(f"{path}/assignment", agent="me")
        assert (await now(desk, ticket)).status == "in_progress"
        await guest.post(f"{path}/assignment", agent=str(desk.other_agent.user_id))
        assert (await now(desk, ticket)).assignee is not None
        await guest.post(f"{path}/assignment", agent="")
        assert (await now(desk, ticket)).assignee is None
        await guest.post(f"{path}/priority", priority="critical")
        assert (await now(desk, ticket)).priority == "critical"
        wordless = await guest.post(f"{path}/status", status="resolved", resolution="")
        assert wordless.status == 422
        assert "The solution must say how the ticket was resolved" in wordless.text
        assert '<details class="menu end sheet resolve" id="menu-resolve" open>' in wordless.text
        await guest.post(f"{path}/status", status="resolved", resolution="Restarted.")
        assert (await now(desk, ticket)).status == "resolved"
        await guest.post(f"{path}/status", status="open")
        assert (await now(desk, ticket)).status == "open"
        await guest.post(f"{path}/status", status="cancelled")
        assert (await now(desk, ticket)).status == "cancelled"
        illegal = await guest.post(f"{path}/status", status="in_progress")
        assert illegal.status == 409
        assert "cannot become in_progress" in illegal.text


async def test_an_old_page_changes_nothing(desk: Desk, ticket: Ticket) -> None:
    path = f"/admin/support/{ticket.id}"
    async with visiting(desk, desk.agent) as guest:
        await guest.post(f"{path}/priority", priority="urgent", version=str(ticket.version))
        late = await guest.post(f"{path}/priority", priority="low", version=str(ticket.version))
        assert late.status == 409
    assert (await now(desk, ticket)).priority == "urgent"


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("assignment", {"agent": "nobody"}), ("assignment", {"agent": "me", "version": "x"}),
        ("assignment", {"agent": str(UUID(int=7))}), ("priority", {"priority": "soon"}),
        ("priority", {"priority": "low", "colour": "red"}), ("replies", {"content": "x", "seen": "x"}),
        ("replies", {"content": "x" * 100_001}), ("replies", {"content": "x", "once": "k" * 300}),
    ],
)  # fmt: skip
async def test_nonsense_is_refused(desk: Desk, ticket: Ticket, form: str, fields: dict[str, str]) -> None:
    async with visiting(desk, desk.agent) as guest:
        answer = await guest.post(f"/admin/support/{ticket.id}/{form}", **fields)
        assert answer.status == 422
    assert (await now(desk, ticket)).version == ticket.version


async def test_customers_cannot_use_these_forms(desk: Desk, ticket: Ticket) -> None:
    async with visiting(desk, desk.customer) as guest:
        for form, fields in (
            ("notes", {"content": "x"}), ("assignment", {"agent": "me"}), ("priority", {"priority": "low"}),
        ):  # fmt: skip
            assert (await guest.post(f"/admin/support/{ticket.id}/{form}", **fields)).status == 403
    assert (await now(desk, ticket)).version == ticket.version
