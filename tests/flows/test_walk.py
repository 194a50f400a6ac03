"""The desk walks: from a customer's ticket to the mail that answers it, every step readable."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.jobs import replay_jobs
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app.wiring import reactions_by_name
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.queries.contract import ask
from deskhand.queries.jobs import dead_letters
from deskhand.queries.portal import my_tickets, read_my_ticket
from deskhand.queries.queue import queue_page
from deskhand.queries.ticket import read_ticket
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.errors import Forbidden
from deskhand.rules.filters import Filters
from tests.database import Desk


async def work(desk: Desk) -> None:
    """Do all that is due."""
    jobs = JobRounds(reactions_by_name())
    deliverer = Deliverer(open_channels(desk.settings), sender=desk.settings.support_email)
    while await jobs() + await deliverer.deliver_due(100):
        pass
    await deliverer.close()


async def test_from_the_portal_to_the_mail(desk: Desk) -> None:
    opened = await act(desk.customer, open_ticket, NewTicket(subject="Sync stopped", description="Since 09:58."))
    await act(desk.agent, note, opened.id, NewMessage(content="CANARY-7 only for us"))
    await act(desk.agent, reply, opened.id, NewMessage(content="A link is on its way."))
    await work(desk)
    log = await desk.as_owner(
        "select notification_type, recipient, status, message from notification_log where recipient = $1 order by id",
        desk.customer.email,
    )
    assert [(row["notification_type"], row["status"]) for row in log] == [
        ("ticket_created", "delivered"), ("ticket_comment", "delivered"),
    ]  # fmt: skip
    assert "A link is on its way." in log[1]["message"]
    assert not any("CANARY" in row["message"] for row in log)

    page = await ask(desk.agent, queue_page, Filters())
    assert [(row.subject, row.status, row.assignee_name) for row in page.rows] == [
        ("Sync stopped", "waiting_customer", "Maya Okafor")
    ]
    full = await ask(desk.agent, read_ticket, opened.id)
    assert [(message.internal, message.delivery) for message in full.messages] == [
        (False, None), (True, None), (False, "delivered"),
    ]  # fmt: skip
    assert [event.name for event in full.activity] == ["ticket.created", "ticket.note.added", "ticket.message.added"]
    mine = await ask(desk.customer, read_my_ticket, opened.id)
    assert [message.text for message in mine.messages] == ["Since 09:58.", "A link is on its way."]
    assert mine.assignee_name == "Maya Okafor"
    assert (await ask(desk.other_customer, my_tickets, Filters())).rows == []


async def test_an_event_that_cannot_be_read_does_not_hold_the_others(desk: Desk) -> None:
    first = await act(desk.customer, open_ticket, NewTicket(subject="One", description="x"))
    second = await act(desk.customer, open_ticket, NewTicket(subject="Two", description="x"))
    await desk.as_owner("update events set payload = payload - 'subject' where ticket_id = $1", first.id)
    await work(desk)
    told = await desk.as_owner("select distinct ticket_id from deliveries")
    assert [row["ticket_id"] for row in told] == [second.id]
    (letter,) = await ask(desk.system, dead_letters)
    assert (letter.ticket_id, letter.last_error) == (first.id, "Its event is gone or cannot be read.")

    await desk.as_owner('update events set payload = payload || \'{"subject": "One"}\' where ticket_id = $1', first.id)
    assert await act(desk.system, replay_jobs, letter.id) == 1
    await work(desk)
    assert await desk.value("select count(distinct ticket_id) from deliveries") == 2
    assert await desk.value("select count(*) from jobs") == 0


async def test_a_reply_that_resolves_is_one_change_and_one_event(desk: Desk) -> None:
    opened = await act(desk.customer, open_ticket, NewTicket(subject="Sync", description="Since 09:58."))
    written = await act(desk.agent, reply, opened.id, NewMessage(content="Fixed it.", resolves=True))
    assert (written.ticket.status, written.ticket.resolution) == ("resolved", "Fixed it.")
    assert written.ticket.resolved_by_id == written.ticket.assignee_id == desk.agent.user_id
    rows = await desk.as_owner(
        "select name, payload::text as payload from events where ticket_id = $1 order by id", opened.id
    )
    assert [row["name"] for row in rows] == ["ticket.created", "ticket.resolved"]
    assert '"status": ["open", "resolved"]' in rows[1]["payload"]
    stored = await ask(desk.agent, read_ticket, opened.id)
    assert (stored.status, stored.version, len(stored.messages)) == ("resolved", written.ticket.version, 2)
    with pytest.raises(Forbidden):
        await act(desk.customer, reply, opened.id, NewMessage(content="So it is.", resolves=True))
