"""What trying a rule asks of the past: the next events, stories of tickets, and what names stand for."""

from __future__ import annotations

from uuid import uuid4

from deskhand.actions.backtests import try_rule
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import TicketChange, change_ticket
from deskhand.kit import clock
from deskhand.queries.backtest_facts import claimed_backtest, ground, next_events, past_of, stories
from deskhand.queries.contract import ask
from tests.database import Desk
from tests.reactions.test_automation import opened
from tests.rules.automation.test_rule import REFUNDS


async def test_events_come_in_their_order_with_the_story_of_their_tickets(desk: Desk) -> None:
    tickets = [await opened(desk) for _ in range(3)]
    await act(desk.agent, note, tickets[0], NewMessage(content="Look."))
    await act(desk.agent, reply, tickets[0], NewMessage(content="Hello."))
    await act(desk.agent, change_ticket, tickets[0], TicketChange(priority="low"))
    asked = await act(desk.admin, try_rule, REFUNDS)
    one = await ask(desk.system, claimed_backtest, asked.id)
    assert one is not None
    assert await ask(desk.system, claimed_backtest, uuid4()) is None
    first = await ask(desk.system, next_events, one, most=2)
    whole = await ask(desk.system, next_events, one, most=3)
    assert (len(first.event_ids), first.is_last, whole.is_last) == (2, False, True)
    assert whole.event_ids[:2] == first.event_ids
    story = (await ask(desk.system, stories, tickets))[tickets[0]]
    assert [(step.name, step.is_message, step.is_said) for step in story] == [
        ("ticket.created", False, True), ("ticket.note.added", False, False), ("ticket.message.added", True, True),
        ("ticket.updated", False, False),
    ]  # fmt: skip
    assert story[-1].changes == {"priority": ("medium", "low")}
    past = await ask(desk.system, past_of, one, tickets, event_ids=whole.event_ids, since=clock.now())
    assert (past.chains, past.acts) == ({}, {})


async def test_a_name_that_two_people_have_stands_for_neither(desk: Desk) -> None:
    found = await ask(desk.system, ground)
    assert found.names.assignee["Maya Okafor"] == str(desk.agent.user_id)
    assert "ticket.subject" in found.kinds
    await desk.as_owner(
        "update users set first_name = 'Maya', last_name = 'Okafor' where id = $1", desk.other_agent.user_id
    )
    assert "Maya Okafor" not in (await ask(desk.system, ground)).names.assignee
