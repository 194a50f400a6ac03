"""A worker that is killed while it calls: the next one sends what is left, under the same id, and nothing is lost."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from tests.database import Desk
from tests.flows.mortal_webhooks import PLACES
from tests.hooking import SECRET, call, caller, endpoint, follow, sent, soon
from tests.receiver import receiver
from tests.running import ROOT


@pytest.mark.kill
@pytest.mark.slow
async def test_the_next_worker_sends_the_same_message_under_the_same_id(desk: Desk) -> None:
    async with receiver() as there, caller(desk) as found:
        await endpoint(desk, there.url, "ticket.created")
        for number, stage in enumerate(PLACES):
            await act(desk.customer, open_ticket, NewTicket(subject=stage, description="It burns."))
            await follow(desk)
            dying = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.flows.mortal_webhooks", stage, desk.addresses.runtime, cwd=ROOT
            )
            assert await asyncio.wait_for(dying.wait(), 60) == -signal.SIGKILL
            for _ in range(2):  # a lost worker's lease ends, and then the pause after an attempt in doubt
                await soon(desk)
                await call(found)
            row = (await sent(desk))[number]
            assert row["state"] == "delivered", stage
            came = [post for post in there.posts if post.content(SECRET)["data"]["subject"] == stage]
            assert len(came) == (2 if stage == "sent" else 1), stage
            assert len({(post.id, post.body) for post in came}) == 1, "its receiver can drop the second one"
            assert "may have arrived" in row["reason"], "what may have come twice says so"
