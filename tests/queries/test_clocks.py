"""The replay of a ticket's clocks: one reading, what changed by whom, and the same clocks on the ticket's page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.kit import clock
from deskhand.kit.ids import new_id
from deskhand.queries.clocks import read_clock
from deskhand.queries.contract import ask
from deskhand.queries.ticket import read_ticket
from deskhand.rules.errors import Forbidden, NotFound
from deskhand.rules.sla.account import Turn
from deskhand.rules.sla.clock import Cause, Standing
from deskhand.rules.sla.policy import Target
from deskhand.rules.sla.replay import Kind
from tests.database import Desk

HOUR = timedelta(hours=1)


async def test_a_replay_says_what_happened_and_who_did_it(desk: Desk) -> None:
    with clock.moved(-6 * HOUR):
        ticket = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x", priority="low"))
    with clock.moved(-5 * HOUR):
        await act(desk.agent, reply, ticket.id, NewMessage(content="Which one?"))
    with clock.moved(-2 * HOUR):
        await act(desk.customer, reply, ticket.id, NewMessage(content="That one."))
    with clock.moved(-HOUR):
        await act(desk.admin, change_ticket, ticket.id, TicketChange(priority="critical"))
    replay = await ask(desk.agent, read_clock, ticket.id)
    first, resolution = replay.accounts
    assert (first.target, [line.interval.kind for line in first.lines]) == (Target.FIRST_RESPONSE, [Kind.RUNNING])
    assert [(line.interval.kind, line.turns) for line in resolution.lines] == [
        (Kind.RUNNING, ()), (Kind.PAUSED, (Turn.STATUS,)), (Kind.RUNNING, (Turn.STATUS,)),
        (Kind.RUNNING, (Turn.PRIORITY,)),
    ]  # fmt: skip
    cuts = [replay.cut_at(line.interval.since) for line in resolution.lines[1:]]
    assert [cut and cut.who for cut in cuts] == [desk.agent.name, desk.customer.name, desk.admin.name]
    assert resolution.wall == replay.at - ticket.created_at
    assert set(replay.policies.values()) == {"Standard", "Accelerated"}
    view = await ask(desk.agent, read_ticket, ticket.id)
    assert [(one.target, one.standing) for one in view.clocks] == [
        (Target.FIRST_RESPONSE, Standing.MET), (Target.RESOLUTION, Standing.RUNNING)
    ]  # fmt: skip
    assert view.clocks[1].due_at == view.sla_due_at
    await desk.as_owner("update tickets set sla_book = 0, sla_policy_id = null")
    await desk.as_owner("delete from clock_events")
    unwound = (await ask(desk.agent, read_clock, ticket.id)).accounts[1]
    assert [line.turns for line in unwound.lines] == [line.turns for line in resolution.lines]
    assert [line.cause for line in unwound.lines] == [None, None, None, Cause.PRIORITY]
    with pytest.raises(NotFound):
        await ask(desk.agent, read_clock, new_id())
    with pytest.raises(Forbidden):
        await ask(desk.customer, read_clock, ticket.id)
