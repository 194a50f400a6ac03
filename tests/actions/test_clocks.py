"""Clocks beside tickets: every act winds them as a replay would, older tickets are wound bit by bit, nothing twice."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from deskhand.actions import clocks as actions
from deskhand.actions.binned import delete_ticket, restore_ticket
from deskhand.actions.bulk_changes import change_many, undo_many
from deskhand.actions.contract import act
from deskhand.actions.escalation import raise_due
from deskhand.actions.merges import merge, unmerge
from deskhand.actions.organizations import OrganizationChange, change_organization
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.splits import split
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.rules.bulk import Wanted
from deskhand.rules.sla.clock import History
from deskhand.rules.sla.policy import Target
from deskhand.rules.sla.watch import watch
from deskhand.rules.ticket import Priority, Ticket
from deskhand.store import clocks
from deskhand.store.db import reading_as
from tests.database import Desk

KEPT = """
    select t.*, (select count(*) from clock_events c where c.ticket_id = t.id) as events from tickets t where t.id = $1
"""


async def kept(desk: Desk, ticket_id: UUID) -> Any:
    (row,) = await desk.as_owner(KEPT, ticket_id)
    return row


async def opened(desk: Desk, priority: str = "high", **rest: Any) -> Ticket:
    wanted = NewTicket(subject="Printer", description="It burns.", priority=priority, **rest)
    return await act(rest.pop("by", desk.other_customer), open_ticket, wanted)


async def check(desk: Desk) -> None:
    """Compare what is kept beside every ticket with what its history says."""
    async with reading_as(desk.system) as reading:
        ids = [row["id"] for row in await reading.rows("select id from tickets")]
        for one in await clocks.kept(reading, ids):
            book = await clocks.book(reading, one.terms.book)
            past = tuple((each.until, each.state) for each in one.past)
            told = History(opened_at=one.opened_at, answered_at=one.answered_at, state=one.state, past=past)
            found = watch(told, book, now=reading.now, raised=one.raised)
            row = await kept(desk, one.id)
            due = found.first_response_due_at, found.resolution_due_at, found.next_at
            assert (row["first_response_due_at"], row["sla_due_at"], row["next_sla_at"]) == due
            assert (row["sla_nearest_at"], row["sla_target"]) == (found.chip.due_at or clocks.NEVER, found.chip.target)
            assert (row["sla_standing"], row["sla_left"]) == (found.chip.standing, found.chip.left)


def later(hours: float) -> Any:
    return clock.moved(timedelta(hours=hours))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


async def test_a_new_ticket_has_its_due_moments_and_a_priority_client_half_of_them(desk: Desk) -> None:
    ticket = await opened(desk)
    assert (ticket.first_response_due_at, ticket.sla_due_at) == (
        ticket.created_at + hours(4), ticket.created_at + hours(24)
    )  # fmt: skip
    row = await kept(desk, ticket.id)
    assert (row["sla_target"], row["sla_standing"], row["next_sla_at"], row["events"]) == (
        "first_response", "running", ticket.created_at + hours(3), 0
    )  # fmt: skip
    with later(7):
        again = await opened(desk)
        assert again.sla_due_at == again.created_at + hours(24)
        await check(desk)
    halved = await act(desk.customer, open_ticket, NewTicket(subject="Fire", description="Help", priority="low"))
    assert halved.sla_due_at == halved.created_at + hours(36)
    # This process knows the terms by now; that they change behind its back costs one more statement, once.
    await desk.as_owner("update organizations set is_priority_client = false")
    await desk.as_owner("update workspaces set sla_book = sla_book + 1")
    whole = await act(desk.customer, open_ticket, NewTicket(subject="Fire", description="Help", priority="low"))
    assert whole.sla_due_at == whole.created_at + hours(72)
    assert (await kept(desk, whole.id))["sla_due_at"] == whole.sla_due_at
    with later(7):
        await check(desk)


async def test_replies_moves_and_priorities_wind_the_clocks(desk: Desk) -> None:
    ticket = await opened(desk)
    with later(1):
        answered = (await act(desk.agent, reply, ticket.id, NewMessage(content="Unplug it."))).ticket
        row = await kept(desk, ticket.id)
        assert (row["sla_standing"], row["sla_target"], row["next_sla_at"]) == ("paused", "resolution", None)
        assert row["first_response_at"] < row["first_response_due_at"] == answered.first_response_due_at
        await check(desk)
    with later(11):
        back = (await act(desk.other_customer, reply, ticket.id, NewMessage(content="It still burns."))).ticket
        assert back.sla_due_at is not None
        assert back.sla_due_at - ticket.created_at - hours(34) < timedelta(seconds=30)
        await check(desk)
    with later(12):
        raised = await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="critical"))
        assert raised.sla_due_at is not None
        assert raised.sla_due_at - ticket.created_at - hours(14) < timedelta(seconds=30)
        await check(desk)
        resolved = TicketChange(status="resolved", resolution="Water.")
        await act(desk.agent, change_ticket, ticket.id, resolved)
        assert (await kept(desk, ticket.id))["sla_standing"] == "met"
    with later(40):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="waiting_support"))
        await act(desk.agent, reply, ticket.id, NewMessage(content="Again.", resolves=True))
        await check(desk)
    with later(41):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="waiting_support"))
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="cancelled"))
        row = await kept(desk, ticket.id)
        assert (row["sla_target"], row["next_sla_at"], row["sla_due_at"]) == (None, None, None)
        await check(desk)


async def test_merges_splits_bulk_changes_and_the_bin_wind_the_clocks(desk: Desk) -> None:
    first, second = await opened(desk), await opened(desk, "low")
    with later(2):
        await act(desk.other_customer, reply, first.id, NewMessage(content="By the way, the cellar is wet."))
        await act(desk.agent, merge, first.id, [second.id])
        assert (await kept(desk, second.id))["sla_policy_id"] is None
        await check(desk)
        await act(desk.agent, unmerge, second.id)
        assert (await kept(desk, second.id))["sla_due_at"] is not None
        await check(desk)
        messages = await desk.as_owner("select id from messages where ticket_id = $1 and not is_opening", first.id)
        parted = await act(desk.agent, split, first.id, messages[0]["id"], subject="Wet cellar")
        assert parted.sla_due_at is not None
        begun = await act(desk.agent, change_many, [first.id, second.id], Wanted(priority="critical"))
        await check(desk)
        await act(desk.agent, undo_many, begun.id)
        await check(desk)
        await act(desk.admin, delete_ticket, first.id)
    with later(99):
        await act(desk.admin, restore_ticket, first.id)
        await check(desk)


async def test_a_client_that_gains_priority_has_all_its_clocks_wound_again(desk: Desk) -> None:
    organization_id = desk.customer.organization_id
    assert organization_id is not None
    ticket = await act(desk.customer, open_ticket, NewTicket(subject="Fire", description="Help", priority="high"))
    with later(1):
        lost = OrganizationChange(is_priority_client=False)
        await act(desk.admin, change_organization, organization_id, lost, seal=str.encode)
        assert (await act(desk.system, actions.wind_backlog, 1)).done == 1
        assert (await act(desk.system, actions.wind_backlog, 1)).is_finished
        row = await kept(desk, ticket.id)
        assert (row["sla_due_at"], row["sla_halved"], row["events"]) == (ticket.created_at + hours(24), False, 1)
        await check(desk)


async def test_tickets_that_were_there_before_get_their_clocks_from_their_trails(desk: Desk) -> None:
    ticket = await opened(desk)
    with later(1):
        await act(desk.agent, reply, ticket.id, NewMessage(content="Unplug it."))
    with later(5):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low"))
        await act(desk.other_customer, reply, ticket.id, NewMessage(content="Well."))
    before = await kept(desk, ticket.id)
    unwound = """update tickets set sla_book = 0, sla_policy_id = null, sla_due_at = null, next_sla_at = null,
        first_response_due_at = null, sla_target = null"""
    await desk.as_owner("alter table tickets disable trigger record_clock")
    await desk.as_owner(unwound)
    await desk.as_owner("delete from clock_events")
    await desk.as_owner("update clock_backlog set finished_at = null, below = 'ffffffff-ffff-ffff-ffff-ffffffffffff'")
    await desk.as_owner("alter table tickets enable trigger record_clock")
    with later(6):
        assert (await act(desk.system, actions.wind_backlog, 10)).done >= 1
        after = await kept(desk, ticket.id)
        for name in ("sla_due_at", "first_response_due_at", "next_sla_at", "sla_target", "version", "updated_at"):
            assert after[name] == before[name], name
        await check(desk)
        await act(desk.system, actions.check_clocks)
        await act(desk.system, actions.wind_backlog, 10)
    assert (await kept(desk, ticket.id))["events"] == after["events"]


async def test_a_ticket_without_clocks_gets_them_with_its_next_change(desk: Desk) -> None:
    ticket = await opened(desk)
    await desk.as_owner("update tickets set sla_book = 0, sla_due_at = null where id = $1", ticket.id)
    with later(1):
        await act(desk.agent, change_ticket, ticket.id, TicketChange(priority="low"))
    row = await kept(desk, ticket.id)
    assert (row["sla_due_at"], row["events"]) == (ticket.created_at + hours(72), 1)


async def test_minutes_from_outside_are_a_version_of_the_policy(desk: Desk) -> None:
    ticket = await opened(desk)
    with later(1):
        given = {Target.FIRST_RESPONSE: {Priority.HIGH: 90}}
        assert await act(desk.system, actions.override_minutes, given)
        assert not await act(desk.system, actions.override_minutes, given)
        while not (await act(desk.system, actions.wind_backlog, 10)).is_finished:
            pass
        row = await kept(desk, ticket.id)
        assert row["first_response_due_at"] == ticket.created_at + hours(1.5)
        again = await opened(desk)
        assert (again.first_response_due_at, again.sla_due_at) == (
            again.created_at + hours(1.5), again.created_at + hours(24)
        )  # fmt: skip
        await check(desk)
    with later(3):
        await act(desk.system, raise_due, [ticket.id])
        assert await desk.value("select name from events where name like 'ticket.sla.%'") == "ticket.sla.breached"
        assert await act(desk.system, actions.override_minutes, {})
        third = await opened(desk)
        assert third.first_response_due_at == third.created_at + hours(4)
    changed = "select payload -> 'changes' from events where name = 'workspace.changed' order by id"
    told = [row[0] for row in await desk.as_owner(changed)]
    assert [json.loads(one) for one in told] == [
        {"sla_first_response_high": ["240", "90"]}, {"sla_first_response_high": ["90", "240"]},
    ]  # fmt: skip
