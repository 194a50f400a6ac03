"""What the API gives: camelCase, documented, and to customers nothing of what is ours."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Struct

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.api import answers
from deskhand.queries.contract import ask
from deskhand.queries.portal import read_my_ticket
from deskhand.queries.ticket import read_ticket
from deskhand.rules.ticket import Ticket
from tests.database import Desk

OURS = {"priorityReason", "source", "assigneeId", "resolvedById", "organizationId", "activity", "requester", "assignee"}


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    """Return a ticket that somebody answered, noted something on, and closed."""
    opened = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped.\n\nTwice."))
    await act(desk.agent, reply, opened.id, NewMessage(content="Try again."))
    await act(desk.agent, note, opened.id, NewMessage(content="He is a VIP."))
    return await act(desk.agent, change_ticket, opened.id, TicketChange(status="resolved", resolution="Restarted."))


def plain(answer: Struct) -> dict[str, object]:
    found: dict[str, object] = msgspec.to_builtins(answer)
    return found


async def test_customers_and_agents_are_given_different_tickets(ticket: Ticket, desk: Desk) -> None:
    full, mine = plain(answers.for_agents(ticket)), plain(answers.for_customers(ticket))
    assert (full["assigneeId"], mine["assigned"]) == (str(desk.agent.user_id), True)
    assert not OURS & set(mine)
    assert set(mine) - {"assigned"} < set(full)
    assert all(mine[name] == full[name] for name in set(mine) - {"assigned"})
    assert full["resolvedById"] == str(desk.agent.user_id)


async def test_agents_are_given_notes_and_the_trail(ticket: Ticket, desk: Desk) -> None:
    view = answers.detail_for_agents(await ask(desk.agent, read_ticket, ticket.id))
    assert [message.internal for message in view.messages] == [False, False, True]
    assert [item.event for item in view.activity][-1] == "ticket.resolved"
    assert view.activity[-1].changes["status"] == ("waiting_customer", "resolved")
    assert (view.description, view.requester.email) == ("It stopped.\n\nTwice.", desk.customer.email)
    assert view.assignee is not None
    assert view.assignee.name == desk.agent.name
    assert (view.resolution, view.moves) == ("Restarted.", ["close", "reopen"])


async def test_customers_are_given_the_public_side(ticket: Ticket, desk: Desk) -> None:
    view = answers.detail_for_customers(await ask(desk.customer, read_my_ticket, ticket.id))
    assert [message.content for message in view.messages] == ["It stopped.\n\nTwice.", "Try again."]
    assert {message.author_id for message in view.messages} == {None}
    assert (view.requester_name, view.assignee_name) == (desk.customer.name, desk.agent.name)
    assert "VIP" not in msgspec.json.encode(view).decode()
    assert not OURS & set(plain(view))


@pytest.mark.parametrize(
    "kind", [kind for kind in vars(answers).values() if isinstance(kind, type) and issubclass(kind, answers.Answer)]
)
def test_keys_are_camel_case(kind: type[answers.Answer]) -> None:
    assert all("_" not in name and name[:1].islower() for name in kind.__struct_encode_fields__)
