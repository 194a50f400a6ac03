"""Events are read back as what they told."""

from __future__ import annotations

from uuid import uuid4

from deskhand.rules import events
from deskhand.rules.events import Event
from deskhand.store.db import acting_as, reading_as
from deskhand.store.events import by_ids
from tests.database import Desk

CHANGES: dict[str, events.Change] = {"status": ("open", "closed"), "assignee": (None, "Maya")}


def samples() -> list[Event]:
    """Return one of each event."""
    return [
        events.TicketCreated(
            number="1", subject="ü", priority="low", type="bug_report", source="api", requester_id=uuid4(),
            message_id=uuid4(), follow_up_of=uuid4(),
        ),
        events.TicketUpdated(changes=CHANGES), events.TicketAssigned(assignee_id=None, changes=CHANGES),
        events.MessageAdded(message_id=uuid4(), by="agent", first_response=True, changes=CHANGES),
        events.NoteAdded(message_id=uuid4()), events.StatusChanged(changes=CHANGES),
        events.TicketResolved(resolution="“r”", message_id=uuid4(), changes=CHANGES),
        events.TicketClosed(resolution=None, changes={}), events.TicketReopened(changes=CHANGES),
        events.SignedIn(user_id=uuid4(), by="link", address="::1"), events.SignInFailed(address="", throttled=True),
        events.SignedOut(user_id=uuid4()), events.PasswordChanged(user_id=uuid4()),
        events.PersonCreated(user_id=uuid4(), role="agent"), events.LinkMade(user_id=uuid4()),
        events.OrganizationCreated(organization_id=uuid4()),
        events.TokenCreated(token_id=uuid4(), user_id=uuid4(), label="l"), events.TokenRevoked(token_id=uuid4()),
    ]  # fmt: skip


async def test_every_event_is_read_as_it_was_written(desk: Desk) -> None:
    told = samples()
    assert {type(event) for event in told} == set(events.ALL)
    ticket_id = uuid4()
    async with acting_as(desk.agent) as tx:
        written = {await tx.emit(event, ticket_id=ticket_id): event for event in told}
        now = tx.now
    async with reading_as(desk.system) as reading:
        found = await by_ids(reading, [*written, uuid4()])
    assert {event_id: row.event for event_id, row in found.items()} == written
    assert {(row.ticket_id, row.actor_id, row.actor_name, row.at) for row in found.values()} == {
        (ticket_id, desk.agent.user_id, desk.agent.name, now)
    }


async def test_an_event_that_this_version_cannot_read_is_left_out(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        ids = [await tx.emit(events.LinkMade(user_id=uuid4())) for _ in range(3)]
    await desk.as_owner("update events set name = 'of.tomorrow' where id = $1", ids[0])
    await desk.as_owner("update events set payload = '{\"user_id\": 7}' where id = $1", ids[1])
    async with reading_as(desk.system) as reading:
        assert set(await by_ids(reading, ids)) == {ids[2]}
