"""Warnings, breaches and the steps of a policy: each raised once, and done."""

from __future__ import annotations

from msgspec import structs

from deskhand.actions.clocks import check_clocks, wind_backlog
from deskhand.actions.contract import act
from deskhand.actions.escalation import raise_due
from deskhand.actions.tickets import TicketChange, change_ticket
from deskhand.actions.users import deactivate
from deskhand.rules.sla.step import Step
from deskhand.rules.ticket import Priority, Ticket
from deskhand.store import clocks
from deskhand.store.db import acting_as
from tests.actions.test_clocks import check, kept, later, opened
from tests.database import Desk
from tests.reactions.test_notify import plan_all

TOLD = """
    select array_agg(distinct u.role || ' ' || d.notification_type || ' ' || (d.reason is null))
    from deliveries d join users u on u.id = d.user_id where d.notification_type like 'sla%'
"""


async def raised(desk: Desk) -> list[tuple[str, str, str | None]]:
    rows = await desk.as_owner(
        "select name, payload ->> 'target' as target, payload ->> 'cause' as cause from events "
        "where name like 'ticket.sla.%' order by id"
    )
    return [(row["name"], row["target"], row["cause"]) for row in rows]


async def due(desk: Desk, ticket: Ticket) -> tuple[int, int]:
    found = await act(desk.system, raise_due, [ticket.id])
    return found.warnings, found.breaches


async def test_warnings_and_breaches_are_raised_at_their_moments_and_once(desk: Desk) -> None:
    ticket = await opened(desk)
    assert await due(desk, ticket) == (0, 0)
    told = []
    for after in (3, 3.5, 4, 5, 18, 24, 30):
        with later(after):
            told += [await due(desk, ticket), await due(desk, ticket)]
    assert told[::2] == [(1, 0), (0, 0), (0, 1), (0, 0), (1, 0), (0, 1), (0, 0)]
    assert set(told[1::2]) == {(0, 0)}
    assert await raised(desk) == [
        ("ticket.sla.warning", "first_response", None), ("ticket.sla.breached", "first_response", "time"),
        ("ticket.sla.warning", "resolution", None), ("ticket.sla.breached", "resolution", "time"),
    ]  # fmt: skip
    assert (await kept(desk, ticket.id))["next_sla_at"] is None
    with later(30):
        await check(desk)


async def test_a_breach_by_a_change_says_so_and_a_held_ticket_is_left_for_the_next_round(desk: Desk) -> None:
    ticket = await opened(desk)
    with later(2):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="critical"))
        async with acting_as(desk.system) as tx:
            assert await clocks.hold_due(tx, [ticket.id]) == [ticket.id]
            assert await due(desk, ticket) == (0, 0)
        assert await due(desk, ticket) == (0, 1)
    assert await raised(desk) == [("ticket.sla.breached", "first_response", "priority")]


async def with_steps(desk: Desk, *steps: Step) -> None:
    async with acting_as(desk.system) as tx:
        policy_id, number, policy = await clocks.latest_policy(tx)
        await clocks.add_version(tx, policy_id, structs.replace(policy, steps=steps), number=number + 1)
    while not (await act(desk.system, wind_backlog, 10)).is_finished:
        pass


async def trail(desk: Desk, ticket: Ticket) -> list[tuple[str, str | None]]:
    rows = await desk.as_owner(
        "select name, payload ->> 'reason' as reason from events where ticket_id = $1 order by id", ticket.id
    )
    return [(row["name"], row["reason"]) for row in rows[1:]]


async def test_a_step_does_what_it_says_before_and_after_the_due_moment(desk: Desk) -> None:
    agent, admin = desk.agent.user_id, desk.admin.user_id
    await with_steps(
        desk,
        Step(percent=50, targets=("first_response",), priority=Priority.URGENT, watchers=(admin,)),
        Step(minutes=-30, targets=("first_response",), assignee_id=agent, people=(admin,), tells_assignee=False),
    )
    ticket = await opened(desk)  # 4 h; 2 h from then on
    with later(2):
        found = await act(desk.system, raise_due, [ticket.id])
        assert (found.warnings, found.breaches, found.escalations) == (1, 0, 0)
        row = await kept(desk, ticket.id)
        assert (row["priority"], row["priority_reason"]) == ("urgent", "Step “50%” of the policy.")
        assert await due(desk, ticket) == (0, 1), "the higher priority has made it late"
        assert await due(desk, ticket) == (0, 0)
    with later(2.5):
        found = await act(desk.system, raise_due, [ticket.id])
        assert (found.breaches, found.escalations) == (0, 1)
        assert (await kept(desk, ticket.id))["assignee_id"] == agent
        assert (await act(desk.system, raise_due, [ticket.id])).tickets == 0
        await check(desk)
        await plan_all(desk)
    assert await trail(desk, ticket) == [
        ("ticket.updated", "Step “50%” of the policy"), ("ticket.watcher.added", None), ("ticket.sla.warning", None),
        ("ticket.sla.breached", None), ("ticket.assigned", "Step “-30m” of the policy"), ("ticket.sla.escalated", None),
    ]  # fmt: skip
    assert await desk.value(TOLD) == ["admin sla_breach true", "agent sla_breach true", "agent sla_warning true"]


async def test_what_cannot_be_done_is_said_and_keeps_nothing_else_from_being_done(desk: Desk) -> None:
    gone = desk.other_agent.user_id
    await with_steps(
        desk, Step(percent=50, priority=Priority.CRITICAL, assignee_id=gone, watchers=(gone, desk.agent.user_id))
    )
    await act(desk.admin, deactivate, gone)
    ticket = await opened(desk)
    with later(2):
        assert await due(desk, ticket) == (1, 0)
    row = await kept(desk, ticket.id)
    assert (row["priority"], row["assignee_id"]) == ("critical", None)
    told = dict(await trail(desk, ticket))
    assert "ticket.watcher.added" in told
    assert str(told["ticket.sla.warning"]).startswith("It could not be done: assigneeId:")


async def test_a_new_version_raises_no_step_that_is_over(desk: Desk) -> None:
    ticket = await opened(desk)
    with later(2.5):
        await with_steps(desk, Step(percent=50), Step(percent=25))
        assert await due(desk, ticket) == (0, 0)
        await act(desk.agent, change_ticket, ticket.id, TicketChange(type="bug_report"))
        assert await due(desk, ticket) == (0, 0)
    with later(3):
        assert await due(desk, ticket) == (1, 0)


async def test_a_clock_that_jumps_ahead_and_back_raises_nothing_twice(desk: Desk) -> None:
    ticket = await opened(desk)
    with later(5):
        assert await due(desk, ticket) == (0, 1)
    assert await due(desk, ticket) == (0, 0), "the clock is right again"
    await act(desk.agent, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.system, check_clocks)
    while not (await act(desk.system, wind_backlog, 10)).is_finished:
        pass
    for after in (3, 4, 5):
        with later(after):
            assert await due(desk, ticket) == (0, 0)
    await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low"))
    with later(24):
        assert await due(desk, ticket) == (0, 1), "another due moment is another breach"
    assert [name for name, target, _ in await raised(desk) if target == "first_response"] == ["ticket.sla.breached"] * 2
