"""What is connected to what."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from deskhand.actions.contract import act
from deskhand.actions.demo import clear_demo
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import demo, wiring
from deskhand.door.keys import Keys
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
    async with wiring.worker_loops(desk.settings, desk.keys, pulse=pulse, stopping=stopping) as loops:
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
        async with wiring.worker_loops(settings, Keys(b"k" * 32), pulse=Pulse(""), stopping=asyncio.Event()):
            pass


async def test_the_first_day_has_a_demo_and_no_later_one_does(desk: Desk) -> None:
    wanted, workspace = replace(desk.settings, demo=True), desk.system.workspace_id
    await wiring.first_day(wanted, workspace)
    told = await desk.value("select count(*) from tickets")
    assert told
    await wiring.first_day(wanted, workspace)
    await act(desk.system, clear_demo)
    await wiring.first_day(wanted, workspace)
    assert await desk.value("select count(*) from tickets") == 0


async def test_a_first_day_without_the_demo_is_the_first_day_too(desk: Desk) -> None:
    await wiring.first_day(replace(desk.settings, demo=False), desk.system.workspace_id)
    await wiring.first_day(replace(desk.settings, demo=True), desk.system.workspace_id)
    assert await desk.value("select count(*) from tickets") == 0


async def test_a_demo_that_was_asked_for_before_the_first_day_is_left_alone(desk: Desk) -> None:
    told = await demo.play(desk.system.workspace_id)
    await wiring.first_day(replace(desk.settings, demo=True), desk.system.workspace_id)
    assert await desk.value("select count(*) from tickets") == told
