"""Words of tickets: written anew from what they say, notes apart, and the backlog taken in bit by bit."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import search
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
