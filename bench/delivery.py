"""Notifications a second: from the written event to the mail server's 250, by one worker on one core.

    python -m bench.delivery

Counted end to end: claim the follow-up, decide for each person, enter the deliveries, claim, check again, render,
write the attempt, send, record. Events are there before the clock starts.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import uvloop

from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson, create_person
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import logs, setup, wiring
from deskhand.app.database import database
from deskhand.app.postgres.addresses import DatabaseWanted
from deskhand.app.worker import JobRounds
from deskhand.channels import open_channels
from deskhand.door.keys import Keys
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.access import Person, Role, System
from deskhand.rules.settings import Settings
from deskhand.store import db
from deskhand.store.migrations import migrate

SIZES = (300, 3000)
"""Tickets of the two runs; each reaches its requester and one agent."""
GOAL = 500
_AT_ONCE = 200
_SINK = [sys.executable, "-m", "bench.sink"]


def run() -> dict[str, object]:
    """Return deliveries a second and CPU milliseconds for each, at both sizes."""
    folder = Path(tempfile.mkdtemp(prefix="dh-bench-"))
    logs.set_up("warning", as_json=True)
    try:
        return uvloop.run(_run(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(folder: Path) -> dict[str, object]:
    settings = Settings(data=folder, demo=False)
    async with database(DatabaseWanted(folder), own=True) as reached:
        await asyncio.to_thread(migrate, reached.addresses.owner, runtime_role="deskhand_app")
        await db.connect(reached.addresses.runtime, reactions=wiring.reaction_names(), size=10)
        prepared = await setup.prepare(settings, Keys(b"k" * 32))
        requester = await _people(System(prepared.workspace_id, "bench"))
        sizes = {str(size): await _measured(settings, requester, tickets=size) for size in SIZES}
        await db.close()
    return {"deliveries": sizes, "goal_per_second": GOAL}


async def _people(system: System) -> Person:
    await act(system, create_person, NewPerson(email="agent@desk.test", role=Role.AGENT, first_name="Maya"))
    wanted = NewPerson(email="dana@client.test", role=Role.CUSTOMER, first_name="Dana")
    return Person(
        workspace_id=system.workspace_id, user_id=await act(system, create_person, wanted), role=Role.CUSTOMER,
        name="Dana", email=wanted.email,
    )  # fmt: skip


async def _measured(settings: Settings, requester: Person, *, tickets: int) -> dict[str, float]:
    await _open(requester, tickets)
    sink = await asyncio.create_subprocess_exec(*_SINK, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    port = int(await cast("asyncio.StreamReader", sink.stdout).readline())
    channels = open_channels(replace(settings, smtp_url=f"smtp://127.0.0.1:{port}"))
    deliverer = Deliverer(channels, sender=settings.support_email)
    with _on_one_core():
        began, cpu = time.perf_counter(), time.process_time()
        await _work(deliverer)
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
    await deliverer.close()
    mails = int((await sink.communicate(b""))[0])
    if mails != tickets * 2:
        raise RuntimeError(f"{tickets * 2} mails were due, and {mails} came")
    return {
        "per_second": round(mails / took, 1),
        "cpu_ms_per_delivery": round(cpu / mails * 1000, 3),
        "core_in_use": round(cpu / took, 2),
    }


async def _open(requester: Person, tickets: int) -> None:
    slots = asyncio.Semaphore(8)

    async def one(number: int) -> None:
        async with slots:
            words = "Since this morning it prints nothing.\n\nWe have tried another cable, and the other one."
            await act(requester, open_ticket, NewTicket(subject=f"Printer {number} is silent", description=words))

    await asyncio.gather(*(one(number) for number in range(tickets)))


async def _work(deliverer: Deliverer) -> None:
    planning = asyncio.create_task(_plan())
    while not planning.done() or deliverer.is_busy or await deliverer.deliver_due(_AT_ONCE):
        if not await deliverer.deliver_due(_AT_ONCE):
            await asyncio.wait({planning}, timeout=0.002)


async def _plan() -> None:
    rounds = JobRounds(wiring.reactions_by_name())
    while await rounds():
        pass


@contextmanager
def _on_one_core() -> Iterator[None]:
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
