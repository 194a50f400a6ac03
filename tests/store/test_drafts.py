"""Rows of drafts: one that is being written for each field, any number on their way, and none after its ticket."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.store import drafts
from deskhand.store.db import acting_as
from tests.database import Desk


async def test_a_field_has_one_draft_and_many_replies_may_be_on_their_way(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    me = desk.agent.user_id
    async with acting_as(desk.agent) as tx:
        begun = await drafts.begin(tx, ticket.id, "reply", by=me, content="a", seen=None)
        assert begun is not None
        assert await drafts.begin(tx, ticket.id, "reply", by=me, content="b", seen=None) is None
        assert await drafts.begin(tx, ticket.id, "note", by=me, content="b", seen=None) is not None
        until = tx.now + timedelta(seconds=10)
        held = [
            await drafts.hold(tx, ticket.id, by=me, content=words, seen=None, resolves=False, until=until)
            for words in ("c", "d")
        ]
        assert await drafts.written(tx, ticket.id, "reply", by=me) == begun
        found = await drafts.by_id(tx, held[0])
        assert found is not None
        assert (found.content, found.due_at) == ("c", until)
    async with acting_as(desk.other_agent) as tx:
        assert await drafts.by_id(tx, held[0]) is None


async def test_drafts_go_with_their_ticket(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))
    async with acting_as(desk.agent) as tx:
        await drafts.begin(tx, ticket.id, "note", by=desk.agent.user_id, content="a", seen=None)
    await desk.as_owner("delete from messages")
    await desk.as_owner("delete from tickets")
    assert await desk.value("select count(*) from drafts") == 0
