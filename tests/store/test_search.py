"""Words of tickets: written anew from what they say, notes apart, and the backlog taken in bit by bit."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import everywhere, search
from deskhand.store.db import acting_as, reading_as
from tests.database import Desk


async def taken_in(desk: Desk, *ticket_ids: UUID) -> int:
    async with acting_as(desk.system) as tx:
        return await search.take_in(tx, ticket_ids)


async def audiences(desk: Desk, word: str) -> set[str]:
    rows = await desk.as_owner("select audience from ticket_words where document @@ $1::text::tsquery", f"'{word}'")
    return {row["audience"] for row in rows}


async def test_words_follow_what_the_ticket_says(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Größe", description="It smokes."))
    assert await taken_in(desk, ticket.id, ticket.id) == 1
    assert await audiences(desk, "grosse") == await audiences(desk, "halcyon") == {"everyone"}
    await act(desk.agent, note, ticket.id, NewMessage(content="Zanzibar"))
    await act(desk.customer, reply, ticket.id, NewMessage(content="Still smoking."))
    await taken_in(desk, ticket.id)
    assert await audiences(desk, "zanzibar") == {"staff"}
    assert await audiences(desk, "smoking") == {"staff", "customers"}
    await taken_in(desk, ticket.id)
    assert await desk.value("select count(*) from ticket_words") == 2


async def test_a_ticket_that_is_gone_leaves_no_words(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Here", description="x"))
    await taken_in(desk, ticket.id)
    await desk.as_owner("delete from messages")
    await desk.as_owner("delete from tickets")
    assert await audiences(desk, "here") == set()
    assert await taken_in(desk, ticket.id) == 0


async def test_the_words_of_notes_are_behind_the_wall(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Mine", description="x"))
    await act(desk.agent, note, ticket.id, NewMessage(content="Zanzibar"))
    await taken_in(desk, ticket.id)
    for who, seen in ((desk.customer, ["customers"]), (desk.other_customer, []), (desk.agent, ["customers", "staff"])):
        async with reading_as(who) as reading:
            rows = await reading.rows("select audience from ticket_words order by audience")
        assert [row["audience"] for row in rows] == seen


async def test_an_older_desks_tickets_are_taken_in_from_the_newest_on(desk: Desk) -> None:
    for number in range(5):
        await act(desk.customer, open_ticket, NewTicket(subject=f"Number{number}", description="x"))
    await desk.as_owner(
        "insert into search_backlog (workspace_id, below) values ($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff')",
        desk.system.workspace_id,
    )
    steps = []
    for _ in range(4):
        async with acting_as(desk.system) as tx:
            steps.append(await search.take_in_backlog(tx, 2))
        if len(steps) == 1:
            assert await audiences(desk, "number4")
            assert not await audiences(desk, "number0")
    assert [(step.done, step.is_finished) for step in steps] == [(2, False), (4, False), (5, False), (5, True)]
    assert await audiences(desk, "number0")
    async with acting_as(desk.system) as tx:
        assert (await search.take_in_backlog(tx, 2)).is_finished


WANTED = (
    "'printer'", "'number4' | 'number1'", "'pri':*", "'printer' & !'number2'", "'printer' <-> 'number3'", "'none'"
)  # fmt: skip
RANGES = """
    select relname from pg_class where relname like 'ticket_words_%' and relname <> 'ticket_words_pkey' order by relname
"""


async def newest(desk: Desk, most: int) -> list[list[UUID]]:
    async with reading_as(desk.agent) as reading:
        return [
            [row["ticket_id"] for row in await reading.rows(
                "select ticket_id from searched_tickets($1::text::tsquery, $2)", wanted, most
            )] for wanted in WANTED
        ]  # fmt: skip


async def test_a_divided_index_finds_the_same_and_the_newest_first(desk: Desk) -> None:
    tickets = []
    for number in range(7):
        ticket = await act(desk.customer, open_ticket, NewTicket(subject=f"Printer Number{number}", description="x"))
        tickets.append(ticket.id)
    await taken_in(desk, *tickets)
    every, three = await newest(desk, 100), await newest(desk, 3)
    assert every[0] == tickets[::-1]
    assert three == [found[:3] for found in every]
    assert [row[0] for row in await desk.as_owner(RANGES)] == ["ticket_words_000000000000_ffffffffffff"]
    while await everywhere.divide_words(2):
        assert await newest(desk, 100) == every, "nothing is lost halfway"
    names = [row["relname"] for row in await desk.as_owner(RANGES)]
    assert len(names) == 3, "two ranges of two, and the last one, which still grows"
    assert [name[13:25] for name in names[1:]] == [name[26:] for name in names[:-1]], "each begins where one ends"
    assert (await newest(desk, 100), await newest(desk, 3)) == (every, three)
    await act(desk.agent, note, tickets[0], NewMessage(content="Zanzibar"))
    late = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="Number4"))
    await taken_in(desk, tickets[0], late.id)
    assert (await newest(desk, 100))[:2] == [[late.id, *every[0]], [late.id, *every[1]]]
    assert await audiences(desk, "zanzibar") == {"staff"}
    await desk.as_owner("delete from messages where ticket_id = $1", tickets[6])
    await desk.as_owner("delete from tickets where id = $1", tickets[6])
    assert (await newest(desk, 2))[0] == [late.id, tickets[5]]


async def test_an_index_that_cannot_be_had_is_divided_another_time(desk: Desk) -> None:
    for number in range(4):
        ticket = await act(desk.customer, open_ticket, NewTicket(subject=f"Number{number}", description="x"))
        await taken_in(desk, ticket.id)
    async with acting_as(desk.system) as tx:
        await tx.value("select pg_advisory_xact_lock(hashtextextended('ranges of words', 42))")
        assert not await everywhere.divide_words(1), "another worker is at it"
    assert await everywhere.divide_words(1)
