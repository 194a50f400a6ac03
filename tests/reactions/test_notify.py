"""Planning in batches, on a real database."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.reactions.contract import Happened
from deskhand.reactions.notify import plan_notifications
from deskhand.rules.access import Person
from deskhand.rules.ticket import Ticket
from deskhand.store import events
from deskhand.store.db import reading_as
from tests.database import Desk


async def opened(desk: Desk, *, by: Person | None = None) -> Ticket:
    return await act(by or desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))


async def happened(desk: Desk) -> list[Happened]:
    """Return all events of tickets as the worker hands them to reactions."""
    found = await desk.as_owner("select id from events where ticket_id is not null order by id")
    async with reading_as(desk.system) as reading:
        rows = await events.by_ids(reading, [row["id"] for row in found])
    return [
        Happened(
            workspace_id=desk.system.workspace_id, id=row.id, event=row.event, ticket_id=row.ticket_id,
            actor_id=row.actor_id, actor_name=row.actor_name, at=row.at,
        )
        for row in rows.values()
    ]  # fmt: skip


async def planned(desk: Desk) -> set[tuple[str, str, str, str | None]]:
    """Return recipient, type, state and reason of all deliveries."""
    rows = await desk.as_owner("select recipient, notification_type, state, reason from deliveries")
    return {(row[0], row[1], row[2], row[3]) for row in rows}


async def plan_all(desk: Desk) -> None:
    await plan_notifications(desk.system, await happened(desk))


async def test_a_new_ticket_reaches_requester_and_team(desk: Desk) -> None:
    await opened(desk)
    await plan_all(desk)
    assert await planned(desk) == {
        ("dana@halcyon.test", "ticket_created", "planned", None),
        ("maya@desk.test", "ticket_created", "planned", None),
        ("tom@desk.test", "ticket_created", "planned", None),
    }


async def test_a_reply_reaches_the_other_side_and_silence_is_written_with_its_reason(desk: Desk) -> None:
    ticket = await opened(desk)
    await act(desk.agent, reply, ticket.id, NewMessage(content="Try water."))
    await act(desk.customer, reply, ticket.id, NewMessage(content="It burns on."))
    await plan_all(desk)
    comments = {row for row in await planned(desk) if row[1] == "ticket_comment"}
    assert comments == {
        ("dana@halcyon.test", "ticket_comment", "planned", None),
        ("maya@desk.test", "ticket_comment", "suppressed", "own_act"),
        ("maya@desk.test", "ticket_comment", "planned", None),
        ("dana@halcyon.test", "ticket_comment", "suppressed", "own_act"),
    }
    traces = await desk.as_owner("select trace::text from deliveries")
    assert all('"because"' in row[0] for row in traces)


async def test_assigning_resolving_and_closing(desk: Desk) -> None:
    ticket = await opened(desk)
    await act(desk.admin, change_ticket, ticket.id, TicketChange(assignee_id=desk.agent.user_id))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="New toner."))
    await act(desk.agent, change_ticket, ticket.id, TicketChange(status="closed"))
    await plan_all(desk)
    told = await planned(desk)
    assert ("maya@desk.test", "ticket_assigned", "planned", None) in told
    assert ("dana@halcyon.test", "ticket_resolved", "planned", None) in told
    assert ("dana@halcyon.test", "ticket_closed", "suppressed", "told_resolved") in told
    assert not [row for row in told if row[0] == "tom@desk.test"]


async def test_a_note_is_told_to_nobody(desk: Desk) -> None:
    ticket = await opened(desk)
    await plan_all(desk)
    before = await planned(desk)
    await act(desk.agent, note, ticket.id, NewMessage(content="canary-5f1d"))
    await plan_all(desk)
    assert await planned(desk) == before


async def test_planning_again_changes_nothing(desk: Desk) -> None:
    await opened(desk)
    await plan_all(desk)
    first = await desk.as_owner("select id, state from deliveries order by id")
    await plan_all(desk)
    assert await desk.as_owner("select id, state from deliveries order by id") == first


async def test_preferences_of_person_organization_and_workspace_are_read(desk: Desk) -> None:
    await desk.as_owner(
        'update users set notification_preferences = \'{"email": {"ticket_created": false}}\' where email = $1',
        desk.agent.email,
    )
    await desk.as_owner('update organizations set notification_preferences = \'{"email": {"enabled": false}}\'')
    await desk.as_owner("update users set notification_preferences = '[3]' where email = $1", desk.other_agent.email)
    await opened(desk)
    await opened(desk, by=desk.other_customer)
    await plan_all(desk)
    assert await planned(desk) == {
        ("dana@halcyon.test", "ticket_created", "suppressed", "preference"),
        ("leo@brightline.test", "ticket_created", "planned", None),
        ("maya@desk.test", "ticket_created", "suppressed", "preference"),
        ("tom@desk.test", "ticket_created", "planned", None),
    }
    await desk.as_owner(
        'update workspaces set settings = \'{"notification_preferences": {"email": {"ticket_created": false}}}\''
    )
    await opened(desk, by=desk.other_customer)
    await plan_all(desk)
    assert ("leo@brightline.test", "ticket_created", "suppressed", "preference") in await planned(desk)


async def test_a_priority_client_s_deliveries_are_claimed_first(desk: Desk) -> None:
    await opened(desk)
    await opened(desk, by=desk.other_customer)
    await plan_all(desk)
    rows = await desk.as_owner("select recipient, priority from deliveries where recipient like '%.test' order by 2")
    ranks = {row[0]: row[1] for row in rows if row[0] in {desk.customer.email, desk.other_customer.email}}
    assert ranks == {desk.customer.email: 0, desk.other_customer.email: 3}


@pytest.mark.parametrize("none", [[], [None]])
async def test_what_concerns_no_ticket_is_passed_over(desk: Desk, none: Sequence[UUID | None]) -> None:
    await opened(desk)
    event = (await happened(desk))[0]
    batch = [
        Happened(
            workspace_id=event.workspace_id, id=event.id, event=event.event, ticket_id=ticket_id, actor_id=None,
            actor_name="", at=event.at,
        )
        for ticket_id in none
    ]  # fmt: skip
    await plan_notifications(desk.system, batch)
    assert not await planned(desk)
