"""Deleting, restoring, and erasing after the bin's time."""

from __future__ import annotations

from uuid import UUID

import pytest

from deskhand.actions.attachments import Attached
from deskhand.actions.binned import delete_ticket, erase_ticket, restore_ticket
from deskhand.actions.contract import act
from deskhand.actions.drafts import Draft, save
from deskhand.actions.ratings import rate
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.rules.errors import Conflict, Forbidden, Gone, NotFound
from deskhand.rules.ticket import Ticket
from tests.database import Desk
from tests.reactions.test_notify import plan_all

LATE = "update tickets set deleted_at = deleted_at - interval '31 days' where deleted_at is not null"
HANGING = """
    select (select count(*) from messages where ticket_id = $1) + (select count(*) from deliveries where ticket_id = $1)
        + (select count(*) from drafts where ticket_id = $1) + (select count(*) from ratings where ticket_id = $1)
        + (select count(*) from ticket_tags where ticket_id = $1) + (select count(*) from tickets where id = $1)
"""


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    return await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="x"))


async def test_admins_delete_and_restore_and_everybody_else_is_refused(desk: Desk, ticket: Ticket) -> None:
    await plan_all(desk)
    for who in (desk.agent, desk.customer):
        with pytest.raises(Forbidden):
            await act(who, delete_ticket, ticket.id)
    with pytest.raises(Conflict):
        await act(desk.admin, delete_ticket, ticket.id, version=99)
    await act(desk.admin, delete_ticket, ticket.id, version=ticket.version, reason="Twice.")
    states = await desk.as_owner("select distinct state, reason from deliveries where state <> 'suppressed'")
    assert [tuple(row) for row in states] == [("superseded", "deleted")]
    for who in (desk.customer, desk.agent, desk.admin):
        with pytest.raises(Gone, match=ticket.number):
            await act(who, reply, ticket.id, NewMessage(content="Hello?"))
    with pytest.raises(NotFound):
        await act(desk.other_customer, reply, ticket.id, NewMessage(content="Hello?"))
    with pytest.raises(Gone):
        await act(desk.admin, delete_ticket, ticket.id)
    with pytest.raises(Forbidden):
        await act(desk.agent, restore_ticket, ticket.id)
    await act(desk.admin, restore_ticket, ticket.id)
    with pytest.raises(NotFound):
        await act(desk.admin, restore_ticket, ticket.id)
    await act(desk.customer, reply, ticket.id, NewMessage(content="Here I am."))
    told = await desk.as_owner(
        "select name, actor_name, payload from events where name ~ 'deleted|restored' order by id"
    )
    assert [row["name"] for row in told] == ["ticket.deleted", "ticket.restored"]
    assert "Twice." in str(told[0]["payload"])


async def test_after_its_time_a_ticket_goes_with_all_that_hangs_on_it_and_the_audit_event_stays(
    desk: Desk, ticket: Ticket
) -> None:
    await act(desk.agent, reply, ticket.id, NewMessage(content="CANARY answer"))
    first = await desk.value("select id from messages where ticket_id = $1 order by id limit 1", ticket.id)
    assert isinstance(first, UUID)
    await act(desk.agent, note, ticket.id, NewMessage(content="CANARY note", reply_to=first, attached=Attached()))
    await act(desk.agent, save, ticket.id, Draft(kind="reply", content="CANARY draft"))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="CANARY"))
    await act(desk.customer, rate, ticket.id, marks=3, comment="CANARY rating")
    await plan_all(desk)
    kept = await act(desk.customer, open_ticket, NewTicket(subject="Follows", description="x"))
    young = await act(desk.customer, open_ticket, NewTicket(subject="Young", description="x"))
    await desk.as_owner("update tickets set follow_up_of_id = $1 where id = $2", ticket.id, kept.id)
    await act(desk.admin, delete_ticket, ticket.id)
    assert await act(desk.system, erase_ticket) is None, "not before its time"
    await desk.as_owner(LATE)
    await act(desk.admin, delete_ticket, young.id)
    assert await act(desk.system, erase_ticket) == ticket.id
    assert await act(desk.system, erase_ticket, ticket.id) is None
    assert await desk.value(HANGING, ticket.id) == 0
    assert await desk.value("select count(*) from tickets where follow_up_of_id is not null") == 0
    story = await desk.as_owner("select name, payload::text from events where ticket_id = $1 order by id", ticket.id)
    assert [row["name"] for row in story][-2:] == ["ticket.deleted", "ticket.erased"]
    assert story[0]["name"] == "ticket.created"
    assert "CANARY" not in str(story)
    assert "Sync" not in str(story)
    assert ticket.number in story[-1]["payload"]


async def test_nobody_takes_the_story_of_a_ticket_that_is_there(desk: Desk, ticket: Ticket) -> None:
    from deskhand.store.db import acting_as  # noqa: PLC0415 (raw SQL, as if a check of ours were forgotten)

    async with acting_as(desk.admin) as tx:
        await tx.value("select erase_story($1)", ticket.id)
    assert "Sync" in str(await desk.value("select payload::text from events where name = 'ticket.created'"))
