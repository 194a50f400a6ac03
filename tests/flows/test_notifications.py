"""From what somebody does to the mail that another reads, with a real database and a real mail server."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage, note, reply
from deskhand.actions.tickets import NewTicket, TicketChange, change_ticket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from tests.database import Desk
from tests.flows.mortal import PLACES
from tests.post_office import PostOffice, post_office
from tests.reactions.sending import attempts, deliverer, rows, sent, soon, told

ROOT = Path(__file__).resolve().parents[2]
SEED_STATEMENTS = (
    """
    SELECT
      notification_type,
      channel,
      status,
      COUNT(*) as count
    FROM notification_log
    WHERE created_at >= NOW() - INTERVAL '24 hours'
    GROUP BY notification_type, channel, status;
    """,
    """
    SELECT *
    FROM notification_log
    WHERE status = 'failed'
    ORDER BY created_at DESC
    LIMIT 50;
    """,
    """
    SELECT
      priority,
      COUNT(*) as total_tickets,
      COUNT(*) FILTER (WHERE first_response_at IS NOT NULL) as responded,
      COUNT(*) FILTER (WHERE first_response_at < first_response_due_at) as on_time_response,
      COUNT(*) FILTER (WHERE resolved_at IS NOT NULL) as resolved,
      COUNT(*) FILTER (WHERE resolved_at < sla_due_at) as on_time_resolution
    FROM tickets
    WHERE created_at >= NOW() - INTERVAL '30 days'
    GROUP BY priority;
    """,
)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as office:
        yield office


async def follow_up() -> None:
    """Plan whatever has happened."""
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass


async def test_a_ticket_s_life_is_told_to_those_whom_it_concerns(desk: Desk, office: PostOffice) -> None:
    async with deliverer(desk, office) as sender:
        ticket = await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns."))
        await follow_up()
        await sent(sender)
        await act(desk.agent, reply, ticket.id, NewMessage(content="Try water."))
        await act(desk.agent, note, ticket.id, NewMessage(content="canary-3b9e: he forgot the toner."))
        await follow_up()
        await sent(sender)
        await act(desk.customer, reply, ticket.id, NewMessage(content="It burns on."))
        await act(desk.agent, change_ticket, ticket.id, TicketChange(status="resolved", resolution="New printer."))
        await follow_up()
        await sent(sender)
    told_customer = office.to(desk.customer.email)
    assert [str(mail.message["Subject"])[:4] == "Re: " for mail in told_customer] == [False, True, True]
    words = [str(mail.message.get_body(("plain",)).get_content()) for mail in told_customer]  # type: ignore[union-attr]
    for text, expected in zip(words, ("received your request", "Try water.", "New printer."), strict=True):
        assert expected in text
    told_agent = office.to(desk.agent.email)
    assert len(told_agent) == 2
    assert len(office.to(desk.other_agent.email)) == 1
    assert not office.to(desk.admin.email)
    assert len({str(mail.message["References"]) for mail in office.mails}) == 1
    assert not [mail for mail in office.mails if "canary" in mail.message.as_string()]


async def test_the_log_answers_as_written(desk: Desk, office: PostOffice) -> None:
    office.faults.rcpt[desk.agent.email] = "550 5.1.1 no such user"
    await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It burns.", priority="high"))
    await follow_up()
    async with deliverer(desk, office) as sender:
        await sent(sender)
    counts, failed, deadlines = [await desk.as_owner(statement) for statement in SEED_STATEMENTS]
    assert {tuple(row) for row in counts} == {
        ("ticket_created", "email", "sent", 2),
        ("ticket_created", "email", "failed", 1),
    }
    assert [row["recipient"] for row in failed] == [desk.agent.email]
    assert failed[0]["error_message"].endswith("550 5.1.1 no such user")
    assert tuple(deadlines[0])[:2] == ("high", 1)


async def test_a_mail_server_that_is_away_delays_no_ticket_and_gets_each_mail_once(
    desk: Desk, office: PostOffice
) -> None:
    await office.stop()
    async with deliverer(desk, office) as sender:
        for number in range(3):
            async with asyncio.timeout(2):
                await act(desk.customer, open_ticket, NewTicket(subject=f"Printer {number}", description="It burns."))
            await follow_up()
            await sender.deliver_due(50)
        await office.start()
        for _ in range(150):
            await sender.deliver_due(50)
            if len(office.mails) == 9:
                break
            await asyncio.sleep(0.1)
    assert len({str(mail.message["Message-ID"]) for mail in office.mails}) == len(office.mails) == 9
    assert {row["state"] for row in await rows(desk)} == {"accepted"}
    assert {row["uncertain_attempts"] for row in await rows(desk)} == {0}


@pytest.mark.kill
@pytest.mark.parametrize("stage", PLACES)
async def test_a_worker_killed_at_any_step_loses_no_mail_and_marks_what_may_come_twice(
    desk: Desk, office: PostOffice, stage: str
) -> None:
    await told(desk, tickets=12)
    command = [sys.executable, "-m", "tests.flows.mortal", stage, desk.addresses.runtime, office.url]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await process.wait() == -signal.SIGKILL
    left = [row["state"] for row in await rows(desk)]
    assert {"claimed": "planned", "begun": "sending", "sent": "sending", "settled": "accepted"}[stage] in left
    async with deliverer(desk, office) as sender:
        assert await sent(sender) == 0, "a lease holds until its time has come"
        for _ in range(3):
            await soon(desk)
            await sent(sender)
    found = await rows(desk)
    assert {row["state"] for row in found} == {"accepted"}
    copies: dict[str, int] = {row["provider_message_id"]: 0 for row in found}
    for mail in office.mails:
        copies[str(mail.message["Message-ID"])] += 1
    doubts = {row["provider_message_id"]: row["uncertain_attempts"] for row in found}
    assert all(1 <= copies[name] <= 1 + doubts[name] for name in copies), "every mail, and no unmarked duplicate"
    assert sum(doubts.values()) == left.count("sending")
    for row in found:
        assert (row["reason"] or "").startswith("uncertain: 1") == bool(row["uncertain_attempts"])
    outcomes = [outcome for _, outcome in await attempts(desk)]
    assert (outcomes.count("uncertain"), outcomes.count("accepted")) == (left.count("sending"), 12)
