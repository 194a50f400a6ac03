"""A worker that is killed while it sends held replies: the next one sends each that nobody took back, once."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter

import pytest

from deskhand.actions import drafts
from deskhand.actions.contract import act
from deskhand.actions.replies import NewMessage
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import wiring
from deskhand.app.worker import JobRounds
from tests.database import Desk
from tests.flows.fatal_replies import STAGES
from tests.running import ROOT

REPLIES = 4


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
async def test_the_next_worker_sends_what_a_killed_one_held(desk: Desk, stage: str) -> None:
    sent = await sent_replies(desk)
    await act(desk.agent, drafts.take_back, sent[-1].id)
    await desk.as_owner("update jobs set due_at = now()")
    await worker_that_dies(stage, desk)
    rounds = JobRounds(wiring.reactions_by_name())
    for _ in range(3):
        await desk.as_owner("update jobs set due_at = now()")
        while await rounds():
            pass
    rows = await desk.as_owner("select body from messages where author_kind = 'agent'")
    assert Counter(row["body"] for row in rows) == {f"Reply {number}": 1 for number in range(REPLIES)}
    told = "select count(*) from deliveries where notification_type = 'ticket_comment' and recipient = $1"
    assert await desk.value(told, desk.customer.email) == REPLIES
    assert [row["content"] for row in await desk.as_owner("select content from drafts")] == [f"Reply {REPLIES}"]
    assert await desk.value("select count(*) from jobs") == 0


async def sent_replies(desk: Desk) -> list[drafts.Sent]:
    """Send replies that wait, each on a ticket of its own."""
    found = []
    for number in range(REPLIES + 1):
        ticket = await act(desk.customer, open_ticket, NewTicket(subject=f"Printer {number}", description="It burns."))
        found.append(await act(desk.agent, drafts.send, ticket.id, NewMessage(content=f"Reply {number}")))
    return found


async def worker_that_dies(stage: str, desk: Desk) -> None:
    """Follow up what is due in a process of its own until it has killed itself."""
    command = [sys.executable, "-m", "tests.flows.fatal_replies", stage, desk.addresses.runtime]
    worker = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await asyncio.wait_for(worker.wait(), 40) == -signal.SIGKILL
