"""Links: seen from both ends, told on both, no circles, and only where both tickets are seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.ticket_links import link, unlink
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.queries.ticket_links import links_of
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.ticket import REOPEN_WINDOW, Ticket
from tests.actions.test_replies import row, trail
from tests.database import Desk


async def opened(desk: Desk, count: int) -> list[Ticket]:
    wanted = NewTicket(subject="Sync", description="It stopped.")
    return [await act(desk.customer, open_ticket, wanted) for _ in range(count)]


async def seen(desk: Desk, ticket_id: UUID) -> list[tuple[str, str]]:
    return [(one.relation, one.number) for one in await ask(desk.agent, links_of, ticket_id)]


async def test_each_relation_is_seen_and_told_at_both_ends_and_taken_back(desk: Desk) -> None:
    one, other = await opened(desk, 2)
    for relation, opposite in (
        ("parent", "child"), ("duplicate_of", "duplicated_by"), ("caused_by", "causes"), ("followed_by", "follow_up_of")
    ):  # fmt: skip
        for _ in range(2):
            assert await act(desk.agent, link, one.id, relation.upper(), other=f" {other.number}") == other.id
        assert await seen(desk, one.id) == [(relation, other.number)]
        assert await seen(desk, other.id) == [(opposite, one.number)]
        told = [(await trail(desk, ticket.id))[-1] for ticket in (one, other)]
        assert told == [
            {"name": "ticket.linked", "relation": relation, "other_id": str(other.id)},
            {"name": "ticket.linked", "relation": opposite, "other_id": str(one.id)},
        ]
        await act(desk.agent, unlink, other.id, opposite, other_id=one.id)
        assert await seen(desk, one.id) == await seen(desk, other.id) == []
        assert (await trail(desk, one.id))[-1]["name"] == "ticket.unlinked"
        with pytest.raises(NotFound):
            await act(desk.agent, unlink, one.id, relation, other_id=other.id)
    assert len([event for event in await trail(desk, one.id) if event["name"] == "ticket.linked"]) == 4, "once each"
    assert (await row(desk, one.id))["version"] == 1, "links are not the customer's to count"


async def test_parents_close_no_circle_also_when_two_try_at_once(desk: Desk) -> None:
    top, middle, low = await opened(desk, 3)
    await act(desk.agent, link, low.id, "parent", other=middle.id)
    await act(desk.agent, link, top.id, "child", other=middle.id)
    with pytest.raises(Conflict, match="stands below"):
        await act(desk.agent, link, top.id, "parent", other=low.id)
    with pytest.raises(Conflict, match="has a parent already"):
        await act(desk.agent, link, low.id, "parent", other=top.id)
    with pytest.raises(Invalid, match="another ticket"):
        await act(desk.agent, link, top.id, "parent", other=top.id)
    one, other = await opened(desk, 2)
    outcomes = await asyncio.gather(
        act(desk.agent, link, one.id, "parent", other=other.id),
        act(desk.other_agent, link, other.id, "parent", other=one.id),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "UUID"]


async def test_a_ticket_follows_one_older_one(desk: Desk) -> None:
    old, other, new = await opened(desk, 3)
    with pytest.raises(Conflict, match="is older than"):
        await act(desk.agent, link, old.id, "follow_up_of", other=new.id)
    await act(desk.agent, link, new.id, "follow_up_of", other=old.id)
    with pytest.raises(Conflict, match="follows another ticket already"):
        await act(desk.agent, link, new.id, "follow_up_of", other=other.id)
    assert (await row(desk, new.id))["follow_up_of_id"] == str(old.id)


async def test_a_reply_long_after_closing_opens_a_linked_follow_up(desk: Desk) -> None:
    (old,) = await opened(desk, 1)
    await act(desk.agent, change_ticket, old.id, TicketChange(status="closed"))
    long_ago = clock.now() - REOPEN_WINDOW - timedelta(hours=1)
    await desk.as_owner("update tickets set closed_at = $1", long_ago)
    written = await act(desk.customer, reply, old.id, NewMessage(content="Again."))
    assert await seen(desk, old.id) == [("followed_by", written.ticket.number)]
    assert await seen(desk, written.ticket.id) == [("follow_up_of", old.number)]
    told = (await trail(desk, old.id))[-1]
    assert told == {"name": "ticket.linked", "relation": "followed_by", "other_id": str(written.ticket.id)}


async def test_a_link_is_seen_by_who_sees_both_tickets(desk: Desk) -> None:
    one, other = await opened(desk, 2)
    await desk.as_owner(
        "with team as (insert into teams (workspace_id, id, name, created_at) "
        "select $1, n.id, n.name, now() from unnest($2::uuid[], array['Ours', 'Theirs']) n (id, name) returning id), "
        "member as (insert into team_members (workspace_id, team_id, user_id, created_at) values ($1, $3, $4, now())) "
        "update tickets set team_id = $5 where id = $6",
        desk.system.workspace_id, [ours := uuid4(), theirs := uuid4()], ours, desk.agent.user_id, theirs, other.id,
    )  # fmt: skip
    await act(desk.admin, link, one.id, "duplicate_of", other=other.id)
    bound = replace(desk.agent, team_ids=frozenset({ours}))
    assert await ask(bound, links_of, one.id) == []
    event = (await ask(bound, read_ticket, one.id)).activity[-1]
    assert (event.name, event.relation, event.other) == ("ticket.linked", "duplicate_of", None)
    assert (await ask(desk.admin, read_ticket, one.id)).activity[-1].other == (other.id, other.number)
    for refused in (other.number, other.id):
        with pytest.raises((Invalid, NotFound)) as error:
            await act(bound, link, one.id, "causes", other=refused)
        assert other.subject not in str(error.value)
    for question in (links_of, read_ticket):
        with pytest.raises(Forbidden):
            await ask(desk.customer, question, one.id)
    with pytest.raises(Forbidden):
        await act(desk.customer, link, one.id, "causes", other=other.id)


async def test_what_is_no_relation_and_no_number_is_refused(desk: Desk) -> None:
    (one,) = await opened(desk, 1)
    for relation, other, field in (
        ("enemy", one.id, "relation"),
        ("split_from", one.id, "relation"),
        ("child", "x", "ticket"),
    ):
        with pytest.raises(Invalid) as refused:
            await act(desk.agent, link, one.id, relation, other=other)
        assert set(refused.value.fields) == {field}
