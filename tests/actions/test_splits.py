"""Splitting: the message moves whole, both tickets tell of it, and no note opens anything."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.merges import merge
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.splits import split
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.queries.ticket import read_ticket
from deskhand.queries.ticket_links import links_of
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from tests.actions.test_merges import texts
from tests.actions.test_replies import trail
from tests.database import Desk, person


async def test_a_message_with_its_files_opens_a_ticket(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="A", description="A opened", priority="high"))
    written = await act(desk.customer, reply, ticket.id, NewMessage(content="And the printer burns"))
    await act(desk.agent, reply, ticket.id, NewMessage(content="Looking"))
    await desk.as_owner(
        "insert into files (workspace_id, id, uploaded_by_id, message_id, name, size, media_type, digest, state, "
        "created_at) values ($1, gen_random_uuid(), $2, $3, 'fire.png', 1, 'image/png', sha256('x'), 'clean', now())",
        desk.system.workspace_id, desk.customer.user_id, written.id,
    )  # fmt: skip
    opened = await act(desk.agent, split, ticket.id, written.id, subject=" Printer ")
    assert (opened.subject, opened.priority, opened.status, opened.message_count) == ("Printer", "high", "open", 1)
    assert opened.requester_id == desk.customer.user_id
    assert await texts(desk, ticket.id) == ["A opened", "Looking"]
    view = await ask(desk.agent, read_ticket, opened.id)
    assert view.opening is not None
    assert (view.opening.text, [file.name for file in view.opening.files]) == ("And the printer burns", ["fire.png"])
    assert [(one.relation, one.number) for one in view.links] == [("split_from", ticket.number)]
    assert [one.relation for one in await ask(desk.agent, links_of, ticket.id)] == ["split_off"]
    assert [one["name"] for one in await trail(desk, opened.id)] == ["ticket.created", "ticket.split"]
    assert (await trail(desk, ticket.id))[-1] == {
        "name": "ticket.split", "relation": "split_off", "other_id": str(opened.id), "message_id": str(written.id),
    }  # fmt: skip
    assert [one.text for one in (await ask(desk.customer, read_my_ticket, opened.id)).messages] == [
        "And the printer burns"
    ]
    row = await desk.as_owner("select message_count, last_message_preview from tickets where id = $1", ticket.id)
    assert tuple(row[0]) == (2, "Looking")


async def test_a_ticket_is_whose_message_it_was(desk: Desk) -> None:
    await desk.as_owner("update organizations set shares_tickets = true")
    colleague = await person(
        desk.system, "kim@halcyon.test", name="Kim Colleague", organization_id=desk.customer.organization_id
    )
    colleague = replace(colleague, organization_id=desk.customer.organization_id, shares_tickets=True)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="A", description="A opened"))
    written = await act(colleague, reply, ticket.id, NewMessage(content="Mine"))
    opened = await act(desk.agent, split, ticket.id, written.id)
    assert (opened.subject, opened.requester_id) == ("A", colleague.user_id)
    assert opened.organization_id == desk.customer.organization_id


async def test_notes_openings_and_the_unknown_stay(desk: Desk) -> None:
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="A", description="A opened"))
    other = await act(desk.customer, open_ticket, NewTicket(subject="B", description="B opened"))
    hidden = await act(desk.agent, note, ticket.id, NewMessage(content="CANARY"))
    written = await act(desk.customer, reply, ticket.id, NewMessage(content="More"))
    opening = (await ask(desk.agent, read_ticket, ticket.id)).messages[0].id
    for message_id, why in ((hidden.id, "internal note"), (opening, "was opened with")):
        with pytest.raises(Invalid, match=why):
            await act(desk.agent, split, ticket.id, message_id)
    with pytest.raises(Invalid, match="subject: is 256 characters long"):
        await act(desk.agent, split, ticket.id, written.id, subject="x" * 256)
    for ticket_id, message_id in ((ticket.id, uuid4()), (other.id, written.id)):
        with pytest.raises(NotFound):
            await act(desk.agent, split, ticket_id, message_id)
    with pytest.raises(Forbidden):
        await act(desk.customer, split, ticket.id, written.id)
    await act(desk.agent, merge, other.id, [ticket.id])
    with pytest.raises(Conflict, match="was merged"):
        await act(desk.agent, split, ticket.id, written.id)
    opened = await act(desk.agent, split, other.id, written.id)
    assert await texts(desk, opened.id) == ["More"]
