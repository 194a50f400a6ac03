"""Rows of tags: made on first use, renamed, merged, removed."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit.ids import new_id
from deskhand.rules.errors import Temporary
from deskhand.rules.tag import Tag
from deskhand.store import tags
from deskhand.store.db import acting_as
from tests.database import Desk


async def borne(desk: Desk) -> dict[str, int]:
    rows = await desk.as_owner(
        "select g.name, count(x.*) as tickets from tags g left join ticket_tags x on x.tag_id = g.id group by g.name"
    )
    return {row["name"]: row["tickets"] for row in rows}


async def id_of(desk: Desk, name: str) -> UUID:
    return await desk.value("select id from tags where name = $1", name)  # type: ignore[return-value]


async def test_tags_are_made_on_first_use_merged_and_removed(desk: Desk) -> None:
    ids = [
        (await act(desk.customer, open_ticket, NewTicket(subject=subject, description="d"))).id for subject in "ab"
    ]  # fmt: skip
    async with acting_as(desk.customer) as tx:
        await tags.put(tx, ids[0], ["sync", "login"], is_public=True)
    async with acting_as(desk.agent) as tx:
        await tags.put(tx, ids[0], ["log-in", "sync"], is_public=False)
        await tags.put(tx, ids[1], ["log-in"], is_public=False)
    assert await borne(desk) == {"sync": 1, "login": 1, "log-in": 2}
    assert await desk.value("select is_public from ticket_tags x join tags g on g.id = tag_id where name = 'sync'")
    async with acting_as(desk.admin) as tx:
        gone, kept = await id_of(desk, "log-in"), await id_of(desk, "login")
        await tags.hand_on(tx, gone, to=kept)
        assert await tags.begin_to_go(tx, gone, into=kept) == 2
        assert await tags.by_id(tx, gone) is await tags.by_name(tx, "log-in") is None
        assert await tags.going(tx, gone) == tags.Going(name="log-in", into="login")
        assert await tags.take_from_some(tx, gone, most=1) == [min(ids)]
        assert await tags.take_from_some(tx, gone, most=9) == [max(ids)]
        await tags.erase(tx, gone)
    assert await borne(desk) == {"sync": 1, "login": 2}
    assert [row["version"] for row in await desk.as_owner("select version from tickets")] == [2, 2]
    async with acting_as(desk.admin) as tx:
        await tags.take_off(tx, ids[1], ["login", "unknown"])
    assert await borne(desk) == {"sync": 1, "login": 1}


async def test_the_name_of_a_tag_that_goes_is_free_and_nobody_sees_it(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    async with acting_as(desk.customer) as tx:
        await tags.put(tx, ticket.id, ["sync"], is_public=True)
    async with acting_as(desk.admin) as tx:
        await tags.begin_to_go(tx, await id_of(desk, "sync"), into=None)
    for who in (desk.customer, desk.agent):
        assert (await act(who, change_ticket, ticket.id, TicketChange())).tags == ()
    async with acting_as(desk.agent) as tx:
        await tags.put(tx, ticket.id, ["sync"], is_public=False)
    assert (await act(desk.agent, change_ticket, ticket.id, TicketChange())).tags == ("sync",)
    assert await desk.value("select count(*) from tags where name = 'sync'") == 2


async def test_a_tag_reads_as_it_was_written(desk: Desk) -> None:
    made = Tag(id=new_id(), name="vip", colour="violet", description="Be quick.")
    async with acting_as(desk.admin) as tx:
        assert await tags.add(tx, made)
        assert not await tags.add(tx, replace(made, id=new_id()))
        assert await tags.add(tx, replace(made, id=new_id(), name="other"))
        assert await tags.rewrite(tx, replace(made, name="important"))
        assert await tags.by_id(tx, made.id) == replace(made, name="important")
    with pytest.raises(Temporary):  # what follows a refusal of the database is rolled back
        async with acting_as(desk.admin) as tx:
            assert not await tags.rewrite(tx, replace(made, name="other"))
