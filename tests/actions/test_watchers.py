"""Watching: who may, who hears of what, and what the trail tells of it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.actions.watchers import unwatch, watch
from deskhand.queries.contract import ask
from deskhand.queries.deliveries import of_ticket, why
from deskhand.queries.watchers import watchers_of
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.ticket import Ticket
from tests.actions.test_replies import trail
from tests.database import Desk, person
from tests.flows.test_walk import work


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="It stopped."))


async def names(desk: Desk, ticket_id: UUID) -> list[str]:
    return [one.name for one in await ask(desk.agent, watchers_of, ticket_id)]


async def test_agents_watch_and_hear_of_what_is_written_but_not_of_notes(desk: Desk, ticket: Ticket) -> None:
    await act(desk.admin, change_ticket, ticket.id, TicketChange(assignee_id=desk.other_agent.user_id))
    assert await act(desk.agent, watch, ticket.id, desk.agent.user_id)
    assert not await act(desk.agent, watch, ticket.id, desk.agent.email), "once is enough"
    assert await act(desk.agent, watch, ticket.id, desk.admin.email)
    assert await names(desk, ticket.id) == ["Ada Admin", "Maya Okafor"]
    assert [(one["name"], one["changes"]) for one in (await trail(desk, ticket.id))[-2:]] == [
        ("ticket.watcher.added", {"watcher": [None, "Maya Okafor"]}),
        ("ticket.watcher.added", {"watcher": [None, "Ada Admin"]}),
    ]
    await act(desk.admin, note, ticket.id, NewMessage(content="CANARY"))
    await act(desk.customer, reply, ticket.id, NewMessage(content="Still."))
    await act(desk.admin, reply, ticket.id, NewMessage(content="Looking."))
    await work(desk)
    told = [
        (one.recipient, one.state, one.reason)
        for one in await ask(desk.agent, of_ticket, ticket.id)
        if one.notification_type == "ticket_comment" and one.recipient in {desk.agent.email, desk.admin.email}
    ]
    assert sorted(told, key=str) == sorted([
        (desk.agent.email, "delivered", None), (desk.admin.email, "delivered", None),
        (desk.agent.email, "delivered", None), (desk.admin.email, "suppressed", "own_act"),
    ], key=str)  # fmt: skip
    steps = [step for one in await ask(desk.agent, why, ticket.id, desk.agent.user_id) for step in one.trace]
    assert "is somebody who watches the ticket" in {step.because for step in steps}
    assert await desk.value("select count(*) from deliveries where message like '%CANARY%'") == 0
    assert await act(desk.admin, unwatch, ticket.id, desk.agent.user_id)
    assert not await act(desk.agent, unwatch, ticket.id, desk.agent.user_id)
    assert (await trail(desk, ticket.id))[-1]["changes"] == {"watcher": ["Maya Okafor", None]}


async def test_customers_watch_what_they_can_see_when_an_agent_adds_them(desk: Desk, ticket: Ticket) -> None:
    colleague = await person(
        desk.system, "kim@halcyon.test", name="Kim Colleague", organization_id=desk.customer.organization_id
    )
    for who in (colleague, desk.other_customer):
        with pytest.raises(Invalid, match="cannot see this ticket"):
            await act(desk.agent, watch, ticket.id, who.email)
    await desk.as_owner("update organizations set shares_tickets = true")
    colleague = replace(colleague, organization_id=desk.customer.organization_id, shares_tickets=True)
    for who in (colleague, desk.customer):
        with pytest.raises(Forbidden):
            await act(who, watch, ticket.id, who.user_id)
    assert await act(desk.agent, watch, ticket.id, colleague.email)
    assert await act(desk.agent, watch, ticket.id, desk.agent.email)
    assert [one.name for one in await ask(colleague, watchers_of, ticket.id)] == ["Kim Colleague"]
    assert await ask(desk.customer, watchers_of, ticket.id) == []
    await act(desk.agent, reply, ticket.id, NewMessage(content="Looking."))
    await desk.as_owner("update organizations set shares_tickets = false")
    await work(desk)
    (row,) = await desk.as_owner("select state, reason from deliveries where recipient = $1", colleague.email)
    assert tuple(row) == ("suppressed", "out_of_sight")
    with pytest.raises(Forbidden):
        await act(colleague, unwatch, ticket.id, desk.agent.user_id)
    assert await act(colleague, unwatch, ticket.id, colleague.user_id)
    assert await names(desk, ticket.id) == ["Maya Okafor"]


async def test_what_cannot_be_is_refused_by_name(desk: Desk, ticket: Ticket) -> None:
    await desk.as_owner("update users set is_active = false where id = $1", desk.other_agent.user_id)
    for who in (uuid4(), "nobody@desk.test", desk.other_agent.email):
        with pytest.raises(Invalid, match="not an active user") as refused:
            await act(desk.agent, watch, ticket.id, who)
        assert set(refused.value.fields) == {"watcher"}
    for act_of in (watch, unwatch):
        with pytest.raises(NotFound):
            await act(desk.agent, act_of, uuid4(), desk.agent.user_id)
    with pytest.raises(NotFound):
        await act(desk.agent, unwatch, ticket.id, uuid4())
    with pytest.raises(NotFound):
        await act(desk.other_customer, unwatch, ticket.id, desk.other_customer.user_id)
