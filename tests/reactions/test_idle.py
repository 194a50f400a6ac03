"""Idle tickets are told of and closed by the desk, and agents hear of customers who wait; each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.workspace import change_workspace
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.idle import idle_tickets, unanswered_tickets
from deskhand.queries.ticket import read_ticket
from deskhand.reactions.deliver import Deliverer
from deskhand.reactions.idle import WAIT, close_inactive, remind_of_replies
from deskhand.rules.ticket import Status, Ticket
from deskhand.rules.workspace import ProfileChange
from tests.database import Desk

_TOLD = "select recipient, message from deliveries where notification_type = $1 and state not in ('suppressed')"


async def opened(desk: Desk, subject: str) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject=subject, description="It stopped."))


async def told(desk: Desk, kind: str) -> list[tuple[str, str | None]]:
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass
    sender = Deliverer(open_channels(desk.settings), sender="s@desk.test")
    while await sender.deliver_due(100):
        pass
    await sender.close()
    return [(row["recipient"], row["message"]) for row in await desk.as_owner(_TOLD, kind)]


async def statuses(desk: Desk) -> dict[str, str]:
    return {row["subject"]: row["status"] for row in await desk.as_owner("select subject, status from tickets")}


async def test_idle_tickets_are_told_of_then_closed_unless_their_customer_writes(desk: Desk) -> None:
    silent, talking, resolved, asleep, ours = [
        await opened(desk, name) for name in ("silent", "talking", "resolved", "asleep", "ours")
    ]
    for ticket in (silent, talking, asleep):
        await act(desk.agent, reply, ticket.id, NewMessage(content="Does it work?"))
    await act(desk.agent, change_ticket, resolved.id, TicketChange(status="resolved", resolution="Restarted."))
    await act(desk.agent, change_ticket, asleep.id, TicketChange(snoozed_until=clock.now() + timedelta(days=90)))
    with clock.moved(timedelta(days=4, hours=23)):
        assert await close_inactive(desk.system, desk.settings) == "0 closed, 0 told"
    with clock.moved(timedelta(days=5, hours=1)):
        assert await close_inactive(desk.system, desk.settings) == "0 closed, 3 told"
        assert await close_inactive(desk.system, desk.settings) == "0 closed, 0 told"
        mails = await told(desk, "auto_close_warning")
        assert [recipient for recipient, _ in mails] == [desk.customer.email] * 3
        day = clock.now() + timedelta(days=2)
        assert f"{day:%B} {day.day}, {day.year}" in str(mails[0][1])
        await act(desk.customer, reply, talking.id, NewMessage(content="No, it does not."))
    with clock.moved(timedelta(days=6, hours=23)):
        assert await close_inactive(desk.system, desk.settings) == "0 closed, 0 told"
    with clock.moved(timedelta(days=7, hours=2)):
        assert await close_inactive(desk.system, desk.settings) == "2 closed, 0 told"
    assert await statuses(desk) == {
        "silent": "closed", "talking": "waiting_support", "resolved": "closed", "asleep": "waiting_customer",
        "ours": "open",
    }  # fmt: skip
    last = (await ask(desk.admin, read_ticket, silent.id)).activity[-1]
    assert (last.name, last.actor_name, last.reason) == ("ticket.closed", "Deskhand", "Nobody wrote for 7 days.")
    assert last.changes["status"] == ("waiting_customer", "closed")
    with clock.moved(timedelta(days=400)):
        assert await close_inactive(desk.system, desk.settings) == "0 closed, 0 told"
    assert (await statuses(desk))["ours"] == "open"
    assert ours.status is Status.OPEN


async def test_a_warning_that_came_too_late_is_not_sent_and_a_workspace_may_say_otherwise(desk: Desk) -> None:
    ticket = await opened(desk, "silent")
    await act(desk.agent, reply, ticket.id, NewMessage(content="Does it work?"))
    await act(desk.admin, change_workspace, ProfileChange(auto_close_days=3, auto_close_warning_days=1))
    with clock.moved(timedelta(days=2)):
        assert await close_inactive(desk.system, desk.settings) == "0 closed, 1 told"
        await act(desk.customer, reply, ticket.id, NewMessage(content="No."))
        assert await told(desk, "auto_close_warning") == []
    reasons = await desk.as_owner("select reason from deliveries where notification_type = 'auto_close_warning'")
    assert [row["reason"] for row in reasons] == ["answered"]
    await act(desk.admin, change_workspace, ProfileChange(auto_close_days=0))
    assert await close_inactive(desk.system, desk.settings) == "set to close nothing"
    await act(desk.admin, change_workspace, ProfileChange(auto_close_days=None, auto_close_warning_days=None))
    never = replace(desk.settings, auto_close_days=0)
    assert await close_inactive(desk.system, never) == "set to close nothing"


async def test_an_agent_is_reminded_once_for_each_wait(desk: Desk) -> None:
    held, _free = await opened(desk, "held"), await opened(desk, "free")
    await act(desk.agent, change_ticket, held.id, TicketChange(assignee_id=desk.agent.user_id))
    assert await remind_of_replies(desk.system) == "0 reminded"
    with clock.moved(WAIT + timedelta(minutes=1)):
        assert await remind_of_replies(desk.system) == "1 reminded"
        assert await remind_of_replies(desk.system) == "0 reminded"
        ((recipient, words),) = await told(desk, "pending_response")
        assert recipient == desk.agent.email
        assert "Dana Whitfield wrote about “held” more than four hours ago" in str(words)
        await act(desk.agent, reply, held.id, NewMessage(content="Soon."))
        await act(desk.customer, reply, held.id, NewMessage(content="When?"))
        assert await remind_of_replies(desk.system) == "0 reminded"
    with clock.moved(2 * WAIT + timedelta(minutes=2)):
        assert await remind_of_replies(desk.system) == "1 reminded"


async def test_pages_of_keys_follow_one_another(desk: Desk) -> None:
    for number in range(5):
        ticket = await opened(desk, str(number))
        await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    until, after, seen = clock.now() + timedelta(days=1), None, []
    while found := await ask(desk.system, unanswered_tickets, until=until, after=after, most=2):
        seen += [one.id for one in found]
        after = found[-1]
    assert len(seen) == len(set(seen)) == 5
    for one in seen:
        await act(desk.agent, reply, one, NewMessage(content="So?"))
    first = await ask(desk.system, idle_tickets, Status.WAITING_CUSTOMER, until=until, told=False, most=3)
    rest = await ask(
        desk.system, idle_tickets, Status.WAITING_CUSTOMER, until=until, told=False, after=first[-1], most=3
    )
    assert [one.id for one in first + rest] == seen
