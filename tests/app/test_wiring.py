"""What is connected to what."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import wiring
from deskhand.app.setup import Prepared
from deskhand.reactions import REACTIONS
from deskhand.reactions.notify import plan_notifications
from deskhand.rules.errors import Invalid
from deskhand.rules.events import BY_NAME
from deskhand.rules.settings import Settings
from deskhand.store.live import Pulse
from tests.database import Desk


def test_the_store_writes_jobs_under_the_names_by_which_the_worker_finds_reactions() -> None:
    written = wiring.reaction_names()
    known = wiring.reactions_by_name()
    assert {name for names in written.values() for name in names} == set(known)
    assert {BY_NAME[event]: tuple(known[name] for name in names) for event, names in written.items()} == REACTIONS


def test_a_name_is_module_and_function_and_stays_so() -> None:
    assert wiring.name_of(plan_notifications) == "notify.plan_notifications", "jobs in databases bear this name"


async def test_a_worker_has_a_loop_for_each_kind_of_work(desk: Desk) -> None:
    """Started as the process starts them, the loops carry a ticket to the built-in mailbox."""
    stopping, pulse = asyncio.Event(), Pulse(desk.addresses.direct)
    await act(desk.customer, open_ticket, NewTicket(subject="Printer", description="It smokes."))
    await desk.as_owner("update timetable set due_at = now() where name = 'partitions'")
    async with wiring.worker_loops(desk.settings, pulse, stopping) as loops:
        tasks = [asyncio.ensure_future(loop()) for loop in loops]
        for _ in range(600):
            sent = await desk.value("select count(*) from deliveries where state = 'delivered'")
            ran = await desk.value("select last_result from timetable where name = 'partitions'")
            if sent and ran:
                break
            await asyncio.sleep(0.02)
        stopping.set()
        await asyncio.wait_for(asyncio.gather(*tasks), 5)
    assert sent
    assert ran == "ready for 3 months ahead"
    assert await desk.value("select count(*) from jobs") == 0


async def test_a_wrong_mail_server_is_named_at_the_start() -> None:
    settings = Settings(data=Path("unused"), smtp_url="smtp://mail.test:none")
    with pytest.raises(Invalid, match="SMTP_URL"):
        async with wiring.worker_loops(settings, Pulse(""), asyncio.Event()):
            pass


async def test_the_first_day_has_a_demo_only_where_it_is_wanted_and_new(desk: Desk) -> None:
    new = Prepared(desk.system.workspace_id, is_new=True, sign_in=None)
    wanted = replace(desk.settings, demo=True)
    count = "select count(*) from tickets"
    await wiring.first_day(desk.settings, new)
    await wiring.first_day(wanted, replace(new, is_new=False))
    assert await desk.value(count) == 0
    await wiring.first_day(wanted, new)
    assert await desk.value(count) != 0
