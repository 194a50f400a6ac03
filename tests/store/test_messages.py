"""Rows of messages, and what each leaves on its ticket."""

from __future__ import annotations

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.rules.ticket import Source, Status, Ticket
from deskhand.store import messages
from deskhand.store.db import acting_as
from deskhand.store.messages import Effect, Message
from tests.database import Desk

TRACES = "select to_jsonb(t)::text from tickets t"


def words(desk: Desk, *, internal: bool = False) -> Message:
    return Message(
        author_id=desk.agent.user_id, author_kind="agent", is_internal=internal, reply_to_id=None, source=Source.API,
        html="<p>x</p>", body="x", preview="x",
    )  # fmt: skip


async def opened(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="s", description="d"))


async def test_a_note_leaves_no_trace_on_its_ticket(desk: Desk) -> None:
    ticket = await opened(desk)
    before = await desk.value(TRACES)
    effect = Effect(status=ticket.status, assignee_id=None, first_response_at=None)
    async with acting_as(desk.agent) as tx:
        await messages.add(tx, ticket, words(desk, internal=True), effect=effect)
    assert await desk.value(TRACES) == before
    assert await desk.value("select count(*) from messages") == 2


async def test_a_public_message_and_what_it_makes_of_its_ticket_are_one_statement(desk: Desk) -> None:
    ticket = await opened(desk)
    async with acting_as(desk.agent) as tx:
        effect = Effect(status=Status.WAITING_CUSTOMER, assignee_id=desk.agent.user_id, first_response_at=tx.now)
        await messages.add(tx, ticket, words(desk), effect=effect)
        now = tx.now
    (row,) = await desk.as_owner(
        "select version, message_count, status, assignee_id, first_response_at, updated_at, last_message_at, "
        "last_message_by, last_message_preview from tickets"
    )
    assert tuple(row) == (2, 2, "waiting_customer", desk.agent.user_id, now, now, now, "agent", "x")


async def test_reopening_takes_the_end_away(desk: Desk) -> None:
    ticket = await opened(desk)
    await desk.as_owner(
        "update tickets set status = 'closed', closed_at = now(), resolved_at = now(), resolution = 'r', "
        "resolved_by_id = $1",
        desk.agent.user_id,
    )
    async with acting_as(desk.customer) as tx:
        effect = Effect(status=Status.OPEN, assignee_id=None, first_response_at=None, reopens=True)
        message = Message(
            author_id=desk.customer.user_id, author_kind="customer", is_internal=False, reply_to_id=None,
            source=Source.WEB, html="", body="again", preview="again",
        )  # fmt: skip
        await messages.add(tx, ticket, message, effect=effect)
    (row,) = await desk.as_owner("select status, closed_at, resolved_at, resolution, resolved_by_id from tickets")
    assert tuple(row) == ("open", None, None, None, None)


async def test_places_of_messages(desk: Desk) -> None:
    ticket, other = await opened(desk), await opened(desk)
    effect = Effect(status=ticket.status, assignee_id=None, first_response_at=None)
    async with acting_as(desk.agent) as tx:
        seen = await tx.value("select id from messages where ticket_id = $1", ticket.id)
        note = await messages.add(tx, ticket, words(desk, internal=True), effect=effect)
        assert await messages.is_of_ticket(tx, note, ticket.id, and_public=False)
        assert not await messages.is_of_ticket(tx, note, ticket.id, and_public=True)
        assert not await messages.is_of_ticket(tx, note, other.id, and_public=False)
        assert not await messages.has_newer_public(tx, ticket.id, after=seen, by_others_than=None)
        await messages.add(tx, ticket, words(desk), effect=effect)
        assert await messages.has_newer_public(tx, ticket.id, after=seen, by_others_than=desk.customer.user_id)
        assert not await messages.has_newer_public(tx, ticket.id, after=seen, by_others_than=desk.agent.user_id)
