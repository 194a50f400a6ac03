"""What customers read of their tickets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.portal import my_tickets, read_my_ticket
from deskhand.rules.access import Role
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import Filters
from deskhand.rules.ticket import Status
from tests.database import Desk, person


async def test_a_list_of_ones_own_the_newest_first(desk: Desk) -> None:
    for subject in ("one", "two", "three"):
        await act(desk.customer, open_ticket, NewTicket(subject=subject, description="x"))
    await act(desk.other_customer, open_ticket, NewTicket(subject="not mine", description="x"))
    page = await ask(desk.customer, my_tickets, Filters(), limit=2)
    assert ([row.subject for row in page.rows], page.total) == (["three", "two"], 3)
    rest = await ask(desk.customer, my_tickets, Filters(), cursor=page.next_cursor, limit=2)
    assert ([row.subject for row in rest.rows], rest.next_cursor) == (["one"], None)
    assert [row.subject for row in (await ask(desk.customer, my_tickets, Filters(), limit=2, page=2)).rows] == ["one"]


async def test_each_ticket_says_whose_turn_it_is(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    turns = []
    for step in ("open", "reply", "resolve"):
        if step == "reply":
            await act(desk.agent, reply, ticket.id, NewMessage(content="Try it."))
        elif step == "resolve":
            await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Done."))
        turns.append((await ask(desk.customer, read_my_ticket, ticket.id)).whose_turn)
    assert turns == ["us", "you", "nobody"]
    assert [
        row.whose_turn for row in (await ask(desk.customer, my_tickets, Filters(status=(Status.RESOLVED,)))).rows
    ] == ["nobody"]


async def test_a_ticket_shows_public_words_and_names_alone(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="Since 09:58."))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Try it."))
    before = await ask(desk.customer, read_my_ticket, ticket.id)
    await act(desk.agent, note, ticket.id, NewMessage(content="CANARY"))
    after = await ask(desk.customer, read_my_ticket, ticket.id)
    assert after == before
    assert [(message.author_name, message.mine, message.text) for message in after.messages] == [
        ("Dana Whitfield", True, "Since 09:58."), ("Maya Okafor", False, "Try it."),
    ]  # fmt: skip
    assert (after.assignee_name, after.moves) == ("Maya Okafor", ("close",))


async def test_others_tickets_do_not_exist(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    with pytest.raises(NotFound):
        await ask(desk.other_customer, read_my_ticket, ticket.id)


async def test_colleagues_share_tickets_when_an_admin_allows_it(desk: Desk) -> None:
    colleague = await person(
        desk.system, "rui@halcyon.test", Role.CUSTOMER, name="Rui Costa", organization_id=desk.customer.organization_id
    )
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    assert (await ask(colleague, my_tickets, Filters())).rows == []
    sharing = replace(colleague, shares_tickets=True)
    (row,) = (await ask(sharing, my_tickets, Filters())).rows
    assert (row.subject, row.requester_name) == ("sync", "Dana Whitfield")
    seen = await ask(sharing, read_my_ticket, ticket.id)
    assert [(message.author_name, message.mine) for message in seen.messages] == [("Dana Whitfield", False)]


async def test_a_stranger_may_cancel_nothing_and_the_requester_before_an_answer(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="sync", description="x"))
    assert (await ask(desk.customer, read_my_ticket, ticket.id)).moves == ("close", "cancel")
