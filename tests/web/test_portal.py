"""The portal's door: filing, reading, answering, closing and reopening, each for one's own tickets alone."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from msgspec import UNSET

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.web.guest import visiting

MINE = "/dashboard/tickets"


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))


async def test_a_question_is_filed_once_and_confirmed(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(MINE)).heading == "My tickets"
        assert "You have not asked us anything yet" in (await guest.get(MINE)).text
        bad = await guest.post(MINE, subject="", description="  ", priority="low")
        assert bad.status == 422
        assert bad.errors == ["The subject must not be empty", "The description must not be empty"]
        assert 'value="low" selected' in bad.text
        form = {"subject": "Sync <b>stopped", "description": "Since 09:58.", "priority": "", "once": "k1"}
        sent = await guest.post(MINE, **form)
        assert (await guest.post(MINE, **form)).location == sent.location
        told = await guest.get(sent.location)
        assert told.heading == "We have your question"
        assert re.search(r'<b class="big">\d{4}-\d{2}-\d{5}</b>', told.text)
        assert "Sync &lt;b&gt;stopped" in (await guest.get(MINE)).text
    assert await desk.value("select source from tickets") == "web"


async def test_a_ticket_says_whose_turn_it_is(desk: Desk, ticket: Ticket) -> None:
    path = f"{MINE}/{ticket.id}"
    async with visiting(desk, desk.customer) as guest:
        assert "Nobody has taken it yet" in (await guest.get(path)).text
        await act(desk.agent, reply, ticket.id, NewMessage(content="Which mailbox?"))
        page = await guest.get(path)
        assert "Maya answered and waits for you" in page.text
        assert "maya@desk.test" not in page.text
        assert "Your turn" in (await guest.get(MINE)).text
        written = await guest.post(f"{path}/replies", content="board@", once="k1")
        assert written.location.startswith(f"{path}#message-")
        assert (await guest.post(f"{path}/replies", content=" ")).status == 422
        assert "Maya Okafor is working on it" in (await guest.get(path)).text
        await guest.post(f"{path}/closure")
        assert "Reply within 14 days and it opens again" in (await guest.get(path)).text
        await guest.post(f"{path}/reopening")
        assert await desk.value("select status from tickets") == "waiting_support"


async def test_closing_an_old_page_shows_the_new_one(desk: Desk, ticket: Ticket) -> None:
    path = f"{MINE}/{ticket.id}"
    await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low"))
    async with visiting(desk, desk.customer) as guest:
        late = await guest.post(f"{path}/closure", version=str(ticket.version))
        assert late.status == 409
        assert "Something was added to this ticket" in late.text
    assert await desk.value("select status from tickets") == "open"


async def test_a_reply_long_after_closing_opens_a_ticket_that_follows(desk: Desk, ticket: Ticket) -> None:
    await act(desk.customer, change_ticket, ticket.id, TicketChange(status="closed"))
    await desk.as_owner("update tickets set closed_at = closed_at - interval '20 days'")
    async with visiting(desk, desk.customer) as guest:
        page = await guest.get(f"{MINE}/{ticket.id}")
        assert "Send as a new ticket" in page.text
        assert "/reopening" not in page.text
        assert (await guest.post(f"{MINE}/{ticket.id}/reopening")).status == 409
        answer = await guest.post(f"{MINE}/{ticket.id}/replies", content="Again!", once="k1")
        followed = answer.location.split("#")[0]
        assert followed != f"{MINE}/{ticket.id}"
        assert "Again!" in (await guest.get(followed)).text


async def test_the_archive_holds_what_is_done_and_is_searched(desk: Desk, ticket: Ticket) -> None:
    done = []
    for number, status in enumerate(("resolved", "closed", "cancelled")):
        one = await act(desk.customer, open_ticket, NewTicket(subject=f"Printer {number}", description="x"))
        words = "New toner." if status == "resolved" else UNSET
        await act(desk.agent, change_ticket, one.id, TicketChange(status=status, resolution=words))
        done.append(one)
    other = await act(desk.other_customer, open_ticket, NewTicket(subject="Secret printer", description="x"))
    await act(desk.agent, change_ticket, other.id, TicketChange(status="closed"))
    await act(desk.system, take_in_tickets, [row["id"] for row in await desk.as_owner("select id from tickets")])
    async with visiting(desk, desk.customer) as guest:
        page = await guest.get(f"{MINE}/archive")
        assert page.heading == "Archive"
        assert [page.text.index(one.subject) for one in done] == sorted(
            (page.text.index(one.subject) for one in done), reverse=True
        )
        assert ticket.subject not in page.text
        assert "Secret" not in page.text
        found = await guest.get(f"{MINE}/archive?q=printer%201")
        assert ("Printer 1" in found.text, "Printer 0" in found.text) == (True, False)
        assert done[2].subject in (await guest.get(f"{MINE}/archive?q={done[2].number}")).text
        assert "Nothing in the archive matches" in (await guest.get(f"{MINE}/archive?q=%3Cb%3E")).text
        assert (await guest.get(f"{MINE}/archive?q=%00")).status == 422
        assert (await guest.get(f"{MINE}/archive?cursor=x")).status == 422
    async with visiting(desk, desk.other_agent) as guest:
        assert "Nothing is finished yet" in (await guest.get(f"{MINE}/archive?own=1")).text


async def test_whoever_asked_rates_what_is_done(desk: Desk, ticket: Ticket) -> None:
    path = f"{MINE}/{ticket.id}"
    async with visiting(desk, desk.customer) as guest:
        assert "How did we do?" not in (await guest.get(path)).text
        assert (await guest.post(f"{path}/rating", rating="5", comment="")).status == 409
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Restarted."))
        assert "How did we do?" in (await guest.get(path)).text
        nothing = await guest.post(f"{path}/rating", comment="Quick <b>work")
        assert nothing.status == 422
        assert "Quick &lt;b&gt;work" in nothing.text
        assert (await guest.post(f"{path}/rating", rating="4", comment="Quick <b>work")).status == 303
        assert "You gave 4 of 5." in (await guest.get(path)).text
    async with visiting(desk, desk.agent) as guest:
        page = await guest.get(f"/admin/support/{ticket.id}")
        assert "4 of 5" in page.text
        assert "Quick &lt;b&gt;work" in page.text
    async with visiting(desk, desk.other_customer) as guest:
        assert (await guest.post(f"{path}/rating", rating="1", comment="")).status == 404


async def test_too_many_in_an_hour_keep_their_words(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        for number in range(10):
            assert (await guest.post(MINE, subject=f"No {number}", description="x")).status == 303
        refused = await guest.post(MINE, subject="One more", description="It is urgent.")
    assert refused.status == 429
    assert "You opened 10 tickets within an hour" in refused.text
    assert "It is urgent." in refused.text
    assert await desk.value("select count(*) from tickets") == 10


@pytest.mark.parametrize("action", ["", "/sent", "/replies", "/closure", "/reopening"])
async def test_others_tickets_are_not_there(desk: Desk, ticket: Ticket, action: str) -> None:
    async with visiting(desk, desk.other_customer) as guest:
        for ticket_id in (ticket.id, UUID(int=7)):
            path = f"{MINE}/{ticket_id}{action}"
            if action in {"", "/sent"}:
                answer = await guest.get(path)
            else:
                answer = await guest.post(path, **({"content": "x"} if action == "/replies" else {}))
            assert (answer.status, answer.heading) == (404, "There is nothing here")
        assert str(ticket.id) not in (await guest.get(MINE)).text


async def test_an_agent_sees_here_what_they_asked_themselves(desk: Desk, ticket: Ticket) -> None:
    await act(desk.agent, open_ticket, NewTicket(subject="A new chair", description="Please."))
    async with visiting(desk, desk.agent) as guest:
        page = await guest.get(MINE)
        assert "A new chair" in page.text
        assert "Sync stopped" not in page.text
