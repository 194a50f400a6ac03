"""Held replies go out by themselves: once, in order, in their writer's name, or back to the writer with the reason."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from deskhand.actions import drafts
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.users import change_user, deactivate
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.queries import portal
from deskhand.queries.contract import ask
from deskhand.queries.ticket import TicketView, read_ticket
from deskhand.rules.draft import LEFT_UNSENT, LEFT_UNSENT_AND_UNSOLVED
from deskhand.rules.ticket import Ticket
from deskhand.rules.users import UserChange
from tests.database import Desk

DUE = "update jobs set due_at = now() where reaction = 'replies.release_reply'"


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))


async def send(desk: Desk, ticket: Ticket, content: str, *, resolves: bool = False) -> drafts.Sent:
    return await act(desk.agent, drafts.send, ticket.id, NewMessage(content=content, resolves=resolves))


async def work(desk: Desk) -> TicketView:
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass
    found = await desk.value("select id from tickets limit 1")
    return await ask(desk.agent, read_ticket, found)  # type: ignore[arg-type]  # an id


async def test_a_reply_waits_for_its_time_and_then_goes_out_in_its_writers_name(desk: Desk, ticket: Ticket) -> None:
    await send(desk, ticket, "First.")
    await send(desk, ticket, "Second.")
    view = await work(desk)
    assert (len(view.messages), len(view.held)) == (1, 2)
    public = await ask(desk.customer, portal.read_my_ticket, ticket.id)
    assert (len(public.messages), public.status, public.version) == (1, "open", 1), "customers see no trace of it"
    told = "select count(*) from deliveries where notification_type = 'ticket_comment'"
    assert await desk.value(told) == 0
    await desk.as_owner(DUE)
    view = await work(desk)
    assert [(m.text, m.author and m.author.name) for m in view.messages[1:]] == [
        ("First.", "Maya Okafor"), ("Second.", "Maya Okafor"),
    ]  # fmt: skip
    assert (view.status, view.assignee and view.assignee.name, view.drafts) == ("waiting_customer", "Maya Okafor", ())
    assert await desk.value(told + " and recipient = 'dana@halcyon.test'") == 2


async def test_what_was_taken_back_never_goes_out(desk: Desk, ticket: Ticket) -> None:
    sent = await send(desk, ticket, "Not this.")
    await act(desk.agent, drafts.take_back, sent.id)
    await desk.as_owner(DUE)
    view = await work(desk)
    assert (len(view.messages), [one.content for one in view.drafts]) == (1, ["Not this."])
    assert await desk.value("select count(*) from jobs") == 0


async def test_taking_back_and_going_out_at_once_have_one_winner(desk: Desk, ticket: Ticket) -> None:
    for number in range(8):
        sent = await send(desk, ticket, f"Words {number}.")
        went, back = await asyncio.gather(
            act(desk.agent, drafts.release, sent.id), act(desk.agent, drafts.take_back, sent.id),
            return_exceptions=True,
        )  # fmt: skip
        assert not isinstance(went, BaseException)
        view = await ask(desk.agent, read_ticket, ticket.id)
        out = any(f"Words {number}." in message.text for message in view.messages)
        kept = any(f"Words {number}." in draft.content for draft in view.drafts)
        assert (out, kept) == (isinstance(back, BaseException), not isinstance(back, BaseException))


async def test_a_reply_that_cannot_go_out_is_given_back(desk: Desk, ticket: Ticket) -> None:
    await send(desk, ticket, "Restart it.", resolves=True)
    await act(desk.other_agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="Restarted."))
    await desk.as_owner(DUE)
    view = await work(desk)
    draft = view.draft_of("reply")
    assert draft is not None
    assert (draft.content, draft.unsent_reason) == (
        "Restart it.", "The ticket is resolved already, and its resolution stays as it is.",
    )  # fmt: skip
    assert len(view.messages) == 1


async def test_what_somebody_wrote_who_was_shut_out_stands_on_the_ticket_as_a_note(desk: Desk, ticket: Ticket) -> None:
    """Nothing goes out in their name, and nothing is lost: not even where the ticket is another team's meanwhile."""
    await send(desk, ticket, "Restart it.", resolves=True)
    await act(desk.admin, deactivate, desk.agent.user_id)
    for team, member in ((b"1", desk.agent), (b"2", desk.other_agent)):
        await desk.as_owner(
            "with team as (insert into teams (workspace_id, id, name, created_at) select id, $1::uuid, $1::text, now() "
            "from workspaces returning *) insert into team_members select workspace_id, id, $2, now() from team",
            str(UUID(bytes=team * 16)), member.user_id,
        )  # fmt: skip
    await desk.as_owner("update tickets set team_id = $1", UUID(bytes=b"2" * 16))
    view = await released(desk, ticket)
    assert [(one.internal, one.text) for one in view.messages[1:]] == [
        (True, f"{LEFT_UNSENT_AND_UNSOLVED}\n\nRestart it."),
    ]  # fmt: skip
    assert view.status == "open"
    assert await desk.value("select count(*) from drafts") == 0
    assert len((await ask(desk.customer, portal.read_my_ticket, ticket.id)).messages) == 1


async def test_a_reply_of_somebody_who_became_a_customer_does_not_go_out_either(desk: Desk, ticket: Ticket) -> None:
    await send(desk, ticket, "Restart it.")
    await act(desk.admin, change_user, desk.agent.user_id, UserChange(role="customer"))
    view = await released(desk, ticket)
    assert [(one.internal, one.text) for one in view.messages[1:]] == [
        (True, f"{LEFT_UNSENT}\n\nRestart it."),
    ]  # fmt: skip


async def released(desk: Desk, ticket: Ticket) -> TicketView:
    """Let what waits go out, and return the ticket as admins see it."""
    await desk.as_owner(DUE)
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass
    return await ask(desk.admin, read_ticket, ticket.id)
