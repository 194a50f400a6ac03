"""The portal's list: one's own, the organization's where it shares, open or closed, by words, page by page."""

from __future__ import annotations

import re
from dataclasses import replace

from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson, create_person
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.access import Person, Role
from deskhand.rules.ticket import Status
from deskhand.web.my_tickets import Choice
from tests.database import Desk
from tests.web.guest import visiting

MINE = "/dashboard/tickets"


async def colleague_of(desk: Desk) -> Person:
    wanted = NewPerson(email="lee@halcyon.test", first_name="Lee", organization_id=desk.customer.organization_id)
    user_id = await act(desk.system, create_person, wanted)
    return Person(
        desk.system.workspace_id, user_id, Role.CUSTOMER, "Lee", "lee@halcyon.test",
        organization_id=desk.customer.organization_id,
    )  # fmt: skip


async def filed(who: Person, subject: str) -> None:
    await act(who, open_ticket, NewTicket(subject=subject, description="It stopped."))


async def test_an_organization_that_shares_has_a_tab_of_its_own(desk: Desk) -> None:
    lee = await colleague_of(desk)
    await filed(desk.customer, "Mine")
    await filed(lee, "Of Lee")
    async with visiting(desk, desk.customer) as guest:
        assert "Of Lee" not in (await guest.get(f"{MINE}?whose=organization")).text
        await desk.as_owner("update organizations set shares_tickets = true")
        own = await guest.get(MINE)
        assert subjects(own.text) == ["Mine"]
        assert "My organization" in own.text
        shared = await guest.get(f"{MINE}?whose=organization")
        assert subjects(shared.text) == ["Of Lee", "Mine"]
        assert "<bdi>Lee</bdi>" in shared.text


async def test_tickets_are_narrowed_to_open_closed_and_words(desk: Desk) -> None:
    for subject in ("Sync stopped", "Sync again", "Invoice"):
        await filed(desk.customer, subject)
    first = await desk.as_owner("select id from tickets where subject = 'Sync stopped'")
    await act(desk.customer, change_ticket, first[0][0], TicketChange(status=Status.CLOSED))
    await act(desk.system, take_in_tickets, [row["id"] for row in await desk.as_owner("select id from tickets")])
    async with visiting(desk, desk.customer) as guest:
        assert subjects((await guest.get(f"{MINE}?state=open")).text) == ["Invoice", "Sync again"]
        assert subjects((await guest.get(f"{MINE}?state=closed")).text) == ["Sync stopped"]
        assert subjects((await guest.get(f"{MINE}?state=open&text=sync")).text) == ["Sync again"]
        assert subjects((await guest.get(f"{MINE}?state=odd")).text) == ["Invoice", "Sync again", "Sync stopped"]
        none = await guest.get(f"{MINE}?text=%3Czebra")
        assert "“&lt;zebra”" in none.text
        assert 'href="/dashboard/tickets">Search for something else' in none.text


async def test_an_empty_list_says_why_and_what_next(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        assert "No open tickets" in (await guest.get(f"{MINE}?state=open")).text
        assert "No closed tickets" in (await guest.get(f"{MINE}?state=closed")).text
        assert "Ask your first question" in (await guest.get(MINE)).text


async def test_pages_lead_on_and_back_and_keep_what_was_asked(desk: Desk) -> None:
    for number in range(27):
        await filed(desk.customer, f"Sync {number}")
    async with visiting(desk, desk.customer) as guest:
        page = await guest.get(f"{MINE}?state=open")
        older = re.search(r'href="([^"]*cursor=[^"]*)"', page.text)
        assert older is not None
        rest = await guest.get(older[1].replace("&amp;", "&"))
        assert subjects(rest.text) == ["Sync 1", "Sync 0"]
        assert 'href="/dashboard/tickets?state=open">Newest tickets' in rest.text


def test_an_address_holds_what_differs_from_the_first_view() -> None:
    choice = Choice(state="open", text="a b")
    assert choice.url() == f"{MINE}?state=open&text=a+b"
    assert choice.url(state="all", text="") == MINE
    assert (
        replace(choice, whose="organization").url(cursor="x")
        == f"{MINE}?whose=organization&state=open&text=a+b&cursor=x"
    )


def subjects(text: str) -> list[str]:
    return re.findall(r'<h2 dir="auto">([^<]*)</h2>', text)
