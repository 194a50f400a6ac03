"""Connects what happens to what follows: reactions by name, the worker's loops, the first day's demo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from deskhand.app import demo, timetable
from deskhand.app.setup import Prepared
from deskhand.app.worker import JobRounds, keep_working
from deskhand.channels import open_channels
from deskhand.reactions import REACTIONS
from deskhand.reactions.contract import Reaction
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.settings import Settings
from deskhand.store.live import Pulse

DELIVERIES = 100
"""Deliveries claimed at once."""

Loop = Callable[[], Awaitable[None]]


def reaction_names() -> dict[str, tuple[str, ...]]:
    """Return the table that the store writes jobs by: event name to reaction names."""
    return {event.name: tuple(name_of(reaction) for reaction in follow) for event, follow in REACTIONS.items()}


def reactions_by_name() -> dict[str, Reaction]:
    """Return every reaction under the name that its jobs bear."""
    return {name_of(reaction): reaction for follow in REACTIONS.values() for reaction in follow}


def name_of(reaction: Reaction) -> str:
    """Return the name under which a reaction's jobs are written."""
    return f"{reaction.__module__.rsplit('.', 1)[-1]}.{reaction.__name__}"


@asynccontextmanager
async def worker_loops(settings: Settings, pulse: Pulse, stopping: asyncio.Event) -> AsyncIterator[list[Loop]]:
    """Lend the loops of one worker: follow-ups, deliveries, and the timetable."""
    deliverer = Deliverer(open_channels(settings), sender=settings.support_email)
    rounds: dict[str, Callable[[], Awaitable[int]]] = {
        "jobs": JobRounds(reactions_by_name()),
        "deliveries": partial(deliverer.deliver_due, DELIVERIES),
        "timetable": timetable.run_due,
    }
    try:
        yield [partial(keep_working, turn, pulse, stopping, name=name) for name, turn in rounds.items()]
    finally:
        await deliverer.close()


async def first_day(settings: Settings, prepared: Prepared) -> None:
    """Fill a workspace that was just made with a few demo tickets, unless that is switched off."""
    if prepared.is_new and settings.demo:
        await demo.play(prepared.workspace_id)
