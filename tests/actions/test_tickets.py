"""Opening and changing tickets, on a real database."""

from __future__ import annotations

import asyncio
import re
from uuid import uuid4

import pytest
from msgspec import UNSET

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.ticket import Status, Ticket
from tests.database import Desk


async def opened(desk: Desk, **fields: str) -> Ticket:
    wanted = NewTicket(**{"subject": "The sync stopped", "description": "Since 09:58.", **fields})  # type: ignore[arg-type]
    return await act(desk.customer, open_ticket, wanted)


async def test_a_ticket_its_message_event_and_jobs_are_written_together(desk: Desk) -> None:
    ticket = await opened(desk, priority="HIGH", type="technical-issue")
    assert re.fullmatch(r"\d{4}-\d{2}-00001", ticket.number)
    assert (ticket.status, ticket.priority, ticket.type) == ("open", "high", "technical_issue")
    assert ticket.organization_id == desk.customer.organization_id
    row = (await desk.as_owner("select body, author_kind, visibility from messages where ticket_id = $1", ticket.id))[0]
    assert tuple(row) == ("Since 09:58.", "customer", "public")
    assert (
        await desk.value("select count(*) from events where ticket_id = $1 and name = 'ticket.created'", ticket.id) == 1
    )
    assert await desk.value("select count(*) from jobs where reaction = 'notify.plan_notifications'") == 1


async def test_a_refused_ticket_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        await act(
            desk.customer, open_ticket,
            NewTicket(subject=" ", description="\x00", priority="blazing", type="x", requester_email="no"),
        )  # fmt: skip
    assert set(refused.value.fields) == {"subject", "description", "priority", "type", "requesterEmail"}
    assert await desk.value("select count(*) from tickets") == 0
    assert await desk.value("select count(*) from events where ticket_id is not null") == 0


@pytest.mark.parametrize("description", ["<p> </p>", "<script>alert(1)</script>", "<img src=x>"])
async def test_html_that_says_nothing_is_no_description(desk: Desk, description: str) -> None:
    with pytest.raises(Invalid) as refused:
        await act(desk.customer, open_ticket, NewTicket(subject="x", description=description, is_html=True))
    assert refused.value.fields == {"description": "must not be empty"}


async def test_numbers_are_unique_and_rise_under_concurrency(desk: Desk) -> None:
    tickets = await asyncio.gather(*[opened(desk) for _ in range(40)])
    sequence = sorted(int(ticket.number.rsplit("-", 1)[1]) for ticket in tickets)
    assert len(set(sequence)) == 40
    assert (await opened(desk)).number > max(ticket.number for ticket in tickets)


async def test_agents_open_for_others_and_make_unknown_requesters(desk: Desk) -> None:
    wanted = NewTicket(subject="By phone", description="Called at noon.", requester_email="New@Person.test")
    ticket = await act(desk.agent, open_ticket, wanted)
    email = await desk.value("select email from users where id = $1", ticket.requester_id)
    assert email == "new@person.test"
    with pytest.raises(Forbidden):
        await act(desk.customer, open_ticket, wanted)


async def test_foreign_ids_name_their_field(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        await act(desk.agent, open_ticket, NewTicket(subject="a", description="b", requester_id=uuid4()))
    assert set(refused.value.fields) == {"requesterId"}
    ticket = await opened(desk)
    with pytest.raises(Invalid) as refused:
        await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.customer.user_id))
    assert set(refused.value.fields) == {"assigneeId"}
    with pytest.raises(NotFound):
        await act(desk.agent, change_ticket, uuid4(), TicketChange(subject="x"))


async def test_assigning_starts_the_work_and_unassigning_ends_it(desk: Desk) -> None:
    ticket = await opened(desk)
    taken = await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    assert (taken.status, taken.assignee_id, taken.version) == ("in_progress", desk.agent.user_id, 2)
    given_back = await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=None))
    assert (given_back.status, given_back.assignee_id) == ("open", None)


async def test_an_old_version_changes_nothing(desk: Desk) -> None:
    ticket = await opened(desk)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low", version=1))
    with pytest.raises(Conflict, match="version 1"):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="high", version=1))
    assert await desk.value("select priority from tickets") == "low"


async def test_one_change_tells_one_event_with_its_whole_trail(desk: Desk) -> None:
    ticket = await opened(desk)
    wanted = TicketChange(priority="urgent", status="resolved", resolution="Restarted it.")
    resolved = await act(desk.agent, change_ticket, ticket.id, wanted)
    assert (resolved.status, resolved.resolution, resolved.resolved_by_id) == (
        Status.RESOLVED, "Restarted it.", desk.agent.user_id,
    )  # fmt: skip
    rows = await desk.as_owner(
        "select name, payload::text as payload from events where ticket_id = $1 order by id", ticket.id
    )
    assert [row["name"] for row in rows] == ["ticket.created", "ticket.resolved"]
    assert '"priority": ["high", "urgent"]' in rows[1]["payload"]


async def test_resolving_needs_words_and_illegal_moves_name_the_legal_ones(desk: Desk) -> None:
    ticket = await opened(desk)
    with pytest.raises(Invalid, match="resolution"):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved"))
    with pytest.raises(Conflict) as refused:
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="waiting_customer"))
    assert refused.value.allowed == ("resolved (resolve)", "closed (close)", "cancelled (cancel)")


async def test_customers_close_and_reopen_their_own_and_change_nothing_else(desk: Desk) -> None:
    ticket = await opened(desk)
    closed = await act(desk.customer, change_ticket, ticket.id, TicketChange(status="closed"))
    assert closed.status is Status.CLOSED
    reopened = await act(desk.customer, change_ticket, ticket.id, TicketChange(status="open"))
    assert (reopened.status, reopened.closed_at) == (Status.OPEN, None)
    with pytest.raises(Forbidden):
        await act(desk.customer, change_ticket, ticket.id, TicketChange(priority="critical"))
    with pytest.raises(NotFound):
        await act(desk.other_customer, change_ticket, ticket.id, TicketChange(status="closed"))


async def test_customers_cancel_only_before_the_first_answer(desk: Desk) -> None:
    ticket = await opened(desk)
    await act(desk.agent, reply, ticket.id, NewMessage(content="Looking."))
    with pytest.raises(Conflict):
        await act(desk.customer, change_ticket, ticket.id, TicketChange(status="cancelled"))


async def test_a_change_of_nothing_is_no_event(desk: Desk) -> None:
    ticket = await opened(desk)
    same = await act(
        desk.agent, change_ticket, ticket.id, TicketChange(subject=ticket.subject, status="open", type=UNSET)
    )
    assert same.version == 1
    assert await desk.value("select count(*) from events where ticket_id = $1", ticket.id) == 1
