"""Running a rule: on the ticket as it was seen, once, and in a version that still holds."""

from __future__ import annotations

from msgspec.structs import replace

from deskhand.actions.automation import RuleChange, add_rule, change_rule
from deskhand.actions.automation_runs import Order, Outcome, end_wait, let_wait, note_failure, run_rule
from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.kit import clock
from deskhand.rules.automation.rule import Effects
from tests.database import Desk
from tests.rules.automation.test_rule import REFUNDS


async def test_an_order_counts_for_what_was_seen_and_once(desk: Desk) -> None:
    rule = await act(desk.admin, add_rule, REFUNDS, is_active=True)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Refund", description="x", priority="low"))
    event_id = ticket.id
    order = Order(
        rule=rule, ticket_id=ticket.id, ticket_version=ticket.version, event_id=event_id, event="ticket.created"
    )
    assert await act(desk.system, run_rule, replace(order, ticket_version=7)) is Outcome.MOVED_ON
    closing = replace(REFUNDS, effects=Effects(status="resolved", text="{{ requester.first_name }}: solved."))
    newer = await act(desk.admin, change_rule, rule.id, RuleChange(content=closing))
    assert await act(desk.system, run_rule, order) is Outcome.MOVED_ON
    order = replace(order, rule=newer)
    assert await act(desk.system, run_rule, order) is Outcome.RAN
    assert await desk.value("select resolution from tickets") == "Dana: solved."
    assert await desk.value("select count(*) from messages") == 1
    solved = replace(order, ticket_version=ticket.version + 1)
    assert await act(desk.system, run_rule, solved) is Outcome.DONE_BEFORE
    await act(desk.system, note_failure, solved, why="It came too late.")
    assert await desk.value("select array_agg(outcome) from automation_runs") == ["ran"]
    await act(desk.admin, change_rule, rule.id, RuleChange(is_active=False))
    assert await act(desk.system, run_rule, replace(solved, event_id=rule.id)) is Outcome.DONE_BEFORE


async def test_a_moment_of_what_was_judged_is_not_set_again(desk: Desk) -> None:
    rule = await act(desk.admin, add_rule, REFUNDS, is_active=True)
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Refund", description="x"))
    waiting = [(rule.id, clock.now())]
    await act(desk.system, let_wait, waiting, ticket_id=ticket.id, event_id=ticket.id)
    assert await act(desk.system, end_wait, rule.id, ticket.id, event_id=ticket.id)
    order = Order(rule=rule, ticket_id=ticket.id, ticket_version=1, event_id=ticket.id, event="ticket.created")
    await act(desk.system, run_rule, order)
    await act(desk.system, let_wait, waiting, ticket_id=ticket.id, event_id=ticket.id)
    assert not await act(desk.system, end_wait, rule.id, ticket.id, event_id=ticket.id)
