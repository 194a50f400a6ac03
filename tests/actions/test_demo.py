"""The people of the demo, made all or none, and what clearing leaves."""

from __future__ import annotations

from uuid import UUID

import pytest

from deskhand.actions.contract import act
from deskhand.actions.demo import Client, Figure, clear_demo, make_people
from deskhand.actions.replies import NewMessage, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.access import Person, Role
from deskhand.rules.errors import Conflict
from deskhand.rules.ticket import Source
from tests.database import Desk

CLIENTS = [Client("acme", "Acme", priority_client=True)]
FIGURES = [
    Figure("ann", "ann@acme.example", "Ann", "Lee", Role.CUSTOMER, "acme"),
    Figure("bob", "bob@desk.example", "Bob", "Ray", Role.AGENT),
]
DEMO = NewTicket(subject="Made up", description="x", source=Source.DEMO)


async def people(desk: Desk) -> dict[str, Person]:
    return await act(desk.system, make_people, CLIENTS, FIGURES)


async def test_people_act_as_what_they_were_made(desk: Desk) -> None:
    made = await people(desk)
    ticket = await act(made["ann"], open_ticket, DEMO)
    assert ticket.organization_id == made["ann"].organization_id
    assert (await act(made["bob"], reply, ticket.id, NewMessage(content="Looking."))).ticket.assignee_id is not None
    rows = await desk.as_owner("select email from users where is_demo order by email")
    assert [row["email"] for row in rows] == ["ann@acme.example", "bob@desk.example"]


async def test_a_second_time_leaves_nothing_behind(desk: Desk) -> None:
    await people(desk)
    before = await desk.value("select count(*) from organizations")
    with pytest.raises(Conflict, match="deskhand demo --clear"):
        await people(desk)
    assert await desk.value("select count(*) from organizations") == before


async def test_people_whom_real_tickets_name_stay(desk: Desk) -> None:
    made = await people(desk)
    real = await act(desk.customer, open_ticket, NewTicket(subject="Real", description="x"))
    await act(desk.agent, change_ticket, real.id, TicketChange(assignee_id=made["bob"].user_id))
    demo = await act(made["ann"], open_ticket, DEMO)
    followed = await act(desk.agent, change_ticket, demo.id, TicketChange(status="cancelled"))
    follow_up = await act(made["ann"], reply, followed.id, NewMessage(content="Again."))
    assert follow_up.ticket.follow_up_of_id == demo.id
    assert await act(desk.system, clear_demo) == 1
    rows = await desk.as_owner("select email from users where is_demo order by email")
    assert [row["email"] for row in rows] == ["ann@acme.example", "bob@desk.example"]
    kept = await desk.as_owner("select id, follow_up_of_id from tickets order by id")
    assert [tuple(row) for row in kept] == [(real.id, None), (follow_up.ticket.id, None)]


async def test_the_audit_log_stays(desk: Desk) -> None:
    demo = await act((await people(desk))["ann"], open_ticket, DEMO)
    await act(desk.system, clear_demo)
    assert isinstance(demo.id, UUID)
    assert await desk.value("select count(*) from events where ticket_id = $1", demo.id) == 1
    assert await desk.as_owner("select 1 from users where is_demo") == []
    assert await desk.as_owner("select 1 from organizations where is_demo") == []
