"""One search over tickets, people and organizations: the best first."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.search import take_in_tickets
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.search import search
from tests.database import Desk


async def test_a_subject_counts_more_than_a_message(desk: Desk) -> None:
    named = await act(desk.customer, open_ticket, NewTicket(subject="Toner empty", description="x"))
    told = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="Perhaps the toner"))
    await act(desk.system, take_in_tickets, [named.id, told.id])
    found = await ask(desk.agent, search, "toner")
    assert [hit.number for hit in found.tickets] == [named.number, told.number]
    assert [hit.title for hit in found.tickets] == ["<mark>Toner</mark> empty", "Printer"]
    assert len((await ask(desk.agent, search, "toner", limit=1)).tickets) == 1


async def test_people_are_found_by_beginnings_without_accents(desk: Desk) -> None:
    await desk.as_owner("update users set first_name = 'Dána' where id = $1", desk.customer.user_id)
    found = await ask(desk.agent, search, "dana whit")
    assert [one.email for one in found.people] == ["dana@halcyon.test"]
    assert (await ask(desk.customer, search, "dana whit")).people == []
    assert (await ask(desk.agent, search, "dana status:open")).people == []


async def test_the_address_of_somebody_known_names_them_and_what_they_stand_in(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Toner", description="x"))
    await act(desk.system, take_in_tickets, [ticket.id])
    found = await ask(desk.agent, search, "Dana@Halcyon.test")
    assert [one.email for one in found.people] == ["dana@halcyon.test"]
    assert ([hit.number for hit in found.tickets], found.organizations) == ([ticket.number], [])
    assert [one.name for one in (await ask(desk.agent, search, "info@halcyon.test")).organizations] == []
    assert [one.name for one in (await ask(desk.agent, search, "halcyon")).organizations] == ["Halcyon Legal"]


async def test_fields_alone_list_the_newest_and_a_number_is_found_before_its_words_are(desk: Desk) -> None:
    first, second = [
        await act(desk.customer, open_ticket, NewTicket(subject=f"Toner {number}", description="x")) for number in "12"
    ]
    listed = await ask(desk.agent, search, "status:open", limit=1)
    assert ([hit.number for hit in listed.tickets], listed.total) == ([second.number], 2)
    assert (await ask(desk.agent, search, "toner")).total == 0
    for _ in range(2):
        found = await ask(desk.agent, search, first.number.lower())
        assert ([hit.number for hit in found.tickets], found.total, found.is_capped) == ([first.number], 1, False)
        await act(desk.system, take_in_tickets, [first.id, second.id])
    assert (await ask(desk.other_customer, search, first.number)).tickets == []
