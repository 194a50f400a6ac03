"""Follow-ups a second: what claiming, reading the event and settling costs, and what planning notifications adds."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import uvloop

from bench.figures import Figure, known
from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson, create_person
from deskhand.actions.tickets import NewTicket, open_ticket
from deskhand.app import logs, setup, wiring
from deskhand.app.database import database
from deskhand.app.postgres.addresses import DatabaseWanted
from deskhand.app.worker import JobRounds
from deskhand.door.keys import Keys
from deskhand.reactions import REACTIONS
from deskhand.reactions.contract import Happened, Reaction
from deskhand.rules.access import Person, Role, System
from deskhand.rules.events import TicketCreated
from deskhand.rules.settings import Settings
from deskhand.store import db
from deskhand.store.migrations import migrate

SIZES = (1_000, 10_000)
"""Follow-ups that wait when the worker begins."""


def run() -> list[Figure]:
    """Return follow-ups a second at both sizes, doing nothing, and doing what follows an opened ticket."""
    folder = Path(tempfile.mkdtemp(prefix="dh-bench-"))
    logs.set_up("warning", as_json=True)
    try:
        return uvloop.run(_run(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(folder: Path) -> list[Figure]:
    figures = []
    async with database(DatabaseWanted(folder), own=True) as reached:
        await asyncio.to_thread(migrate, reached.addresses.owner, runtime_role="deskhand_app")
        await db.connect(reached.addresses.runtime, reactions=wiring.reaction_names(), size=10)
        prepared = await setup.prepare(Settings(data=folder, demo=False), Keys(b"k" * 32))
        customer = await _customer(System(prepared.workspace_id, "bench"))
        idle: dict[str, Reaction] = dict.fromkeys(wiring.reactions_by_name(), _nothing)
        for what, reactions in (("doing nothing", idle), ("planning and taking in words", wiring.reactions_by_name())):
            figures += [await _measured(customer, what, reactions=reactions, size=size) for size in SIZES]
        await db.close()
    return figures


async def _measured(customer: Person, what: str, *, reactions: Mapping[str, Reaction], size: int) -> Figure:
    await _happen(customer, size // len(REACTIONS[TicketCreated]))
    rounds = JobRounds(reactions)
    done, began, cpu = 0, time.perf_counter(), time.process_time()
    while found := await rounds():
        done += found
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    if done != size:
        raise RuntimeError(f"{size} follow-ups waited, and {done} were done")
    note = f"{cpu / done * 1e6:.0f} µs CPU of the worker each"
    return known(f"follow-ups a second, {what}, {size:,} waiting", done / took, unit="/s", note=note)


async def _nothing(_system: System, _happened: Sequence[Happened]) -> None:
    """Follow nothing up."""


async def _customer(system: System) -> Person:
    wanted = NewPerson(email="dana@client.example", role=Role.CUSTOMER, first_name="Dana")
    user_id = await act(system, create_person, wanted)
    return Person(
        workspace_id=system.workspace_id, user_id=user_id, role=Role.CUSTOMER, name="Dana", email=wanted.email
    )


async def _happen(customer: Person, count: int) -> None:
    slots = asyncio.Semaphore(8)

    async def one(number: int) -> None:
        async with slots:
            await act(customer, open_ticket, NewTicket(subject=f"Printer {number}", description="It is silent."))

    await asyncio.gather(*(one(number) for number in range(count)))
