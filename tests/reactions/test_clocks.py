"""The watch over clocks: what is due and nothing else, once whatever happens to workers, and who hears of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from deskhand.actions import clocks as actions
from deskhand.actions.contract import act
from deskhand.actions.merges import merge, unmerge
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.app.timetable import TIMETABLE
from deskhand.app.wiring import reactions_by_name
from deskhand.app.worker import JobRounds
from deskhand.kit import clock
from deskhand.reactions import clocks
from tests.database import Desk

RAISED = (
    "select array_agg(name || ' ' || (payload ->> 'target') order by id) from events where name like 'ticket.sla.%'"
)
TOLD = """
    select u.email, d.notification_type as kind, coalesce(d.reason, d.state) as state
    from deliveries d join users u on u.id = d.user_id where d.notification_type like 'sla_%' order by 1, 2, d.id
"""


def later(hours: float) -> Any:
    return clock.moved(timedelta(hours=hours))


async def opened(desk: Desk, priority: str = "high") -> UUID:
    wanted = NewTicket(subject="Fire", description="Help", priority=priority)
    return (await act(desk.other_customer, open_ticket, wanted)).id


async def settled(rounds: int = 30) -> None:
    for _ in range(rounds):
        if not await clocks.watch_clocks():
            return
    raise AssertionError("the watch never rests")


async def test_what_is_due_is_raised_and_told_once_by_many_workers(desk: Desk) -> None:
    ticket_id = await opened(desk)
    await act(desk.agent, change_ticket, ticket_id, TicketChange(assignee_id=desk.agent.user_id))
    await settled()
    assert await desk.value(RAISED) is None
    with later(3):
        await asyncio.gather(*(settled() for _ in range(3)))
    with later(4):
        await asyncio.gather(*(settled() for _ in range(3)))
        await JobRounds(reactions_by_name())()
        told = [tuple(row) for row in await desk.as_owner(TOLD)]
    assert await desk.value(RAISED) == [
        "ticket.sla.warning first_response", "ticket.sla.breached first_response"
    ]  # fmt: skip
    assert told == [
        ("maya@desk.test", "sla_breach", "planned"), ("maya@desk.test", "sla_warning", "planned"),
        ("tom@desk.test", "sla_breach", "planned"),
    ]  # fmt: skip


async def test_what_was_raised_is_not_raised_again_by_a_merge_that_is_taken_back(desk: Desk) -> None:
    ticket_id, other_id = await opened(desk), await opened(desk, "low")
    with later(5):
        await settled()
        raised = await desk.value(RAISED)
        assert raised == ["ticket.sla.breached first_response"]
        await act(desk.agent, merge, other_id, [ticket_id])
        await settled()
    with later(6):
        await act(desk.agent, unmerge, ticket_id)
        await settled()
        assert await desk.value(RAISED) == raised


async def test_two_warnings_within_an_hour_are_told_as_one(desk: Desk) -> None:
    ticket_id = await opened(desk, "low")
    await act(desk.agent, change_ticket, ticket_id, TicketChange(assignee_id=desk.agent.user_id))
    with later(18):
        await settled()
    with later(18.5):
        # A version of the policy that makes the solution nearly due as well.
        await desk.as_owner(
            """insert into sla_policy_versions (workspace_id, policy_id, number, since, content)
            select v.workspace_id, v.policy_id, 2, $1,
                   jsonb_set(v.content, '{targets,resolution,low}', to_jsonb(24 * 60))
            from sla_policy_versions v join workspaces w on w.sla_policy_id = v.policy_id""",
            clock.now(),
        )
        await desk.as_owner("update workspaces set sla_book = sla_book + 1")
        await act(desk.system, actions.check_clocks)
        await settled()
        await JobRounds(reactions_by_name())()
    assert await desk.value(RAISED) == ["ticket.sla.warning first_response", "ticket.sla.warning resolution"]
    assert [row["state"] for row in await desk.as_owner(TOLD)] == ["planned", "told_lately"]


async def test_a_ticket_whose_clock_fails_keeps_no_other_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = await opened(desk), await opened(desk)
    await settled()
    await desk.as_owner("alter table tickets drop constraint tickets_priority_check")
    await desk.as_owner("alter table tickets disable trigger record_clock")
    await desk.as_owner("update tickets set priority = 'unheard of' where id = $1", broken)
    monkeypatch.setattr(clocks, "AT_ONCE", 10)
    with later(5):
        assert await clocks.watch_clocks() >= 1
        assert await desk.value("select ticket_id from events where name = 'ticket.sla.breached'") == sound
        due = await desk.value("select next_sla_at from tickets where id = $1", broken)
        assert isinstance(due, datetime)
        assert due > clock.now(), "what fails is left alone for a while"
        await act(desk.system, actions.check_clocks)
        await settled()
        assert await desk.value("select finished_at from clock_backlog") is not None, "and is passed over"
    with later(6):
        assert (await clocks.check_now()).tickets == 0


async def test_the_seeds_function_lists_what_should_be_heard_of(desk: Desk) -> None:
    with later(-5):
        late = await opened(desk)
    with later(-3.5):
        near = await opened(desk)
    await opened(desk)
    rows = await desk.as_owner("select * from get_tickets_needing_sla_notifications()")
    assert [(row["ticket_id"], row["notification_type"], row["target"]) for row in rows] == [
        (late, "sla_breach", "first_response"), (near, "sla_warning", "first_response"),
    ]  # fmt: skip


async def test_clocks_are_gone_through_once_a_day(desk: Desk) -> None:
    await opened(desk)
    await settled()
    entry = next(entry for entry in TIMETABLE if entry.name == "check_clocks")
    await entry.run(desk.system)
    assert await desk.value("select finished_at from clock_backlog") is None
    await settled()
    assert await desk.value("select done from clock_backlog") == 1
