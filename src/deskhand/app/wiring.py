"""Connects what happens to what follows: reactions by name, the worker's loops, the first day's demo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.housekeeping import begin_first_day
from deskhand.app import demo, timetable
from deskhand.app.worker import JobRounds, keep_working
from deskhand.channels import open_channels
from deskhand.channels.webhook import Webhook
from deskhand.door.keys import Keys
from deskhand.reactions import REACTIONS
from deskhand.reactions.assignment import Assigner
from deskhand.reactions.automation import watch_moments
from deskhand.reactions.backtests import try_rules
from deskhand.reactions.calls import Caller
from deskhand.reactions.check_files import FileChecker
from deskhand.reactions.clocks import watch_clocks
from deskhand.reactions.contract import Reaction
from deskhand.reactions.deliver import Deliverer
from deskhand.reactions.hindsight import judge_due
from deskhand.reactions.search import OlderTickets
from deskhand.reactions.write_exports import ExportWriter
from deskhand.rules.access import System
from deskhand.rules.errors import Conflict, NoRoom
from deskhand.rules.settings import Settings
from deskhand.store.live import Pulse

DELIVERIES = 100
"""Deliveries claimed at once."""
FILES = 4
"""Files checked at once."""
EXPORTS = 4
"""Exports of which a piece is written in one round."""

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
async def worker_loops(
    settings: Settings, keys: Keys, *, pulse: Pulse, stopping: asyncio.Event
) -> AsyncIterator[list[Loop]]:
    """Lend the loops of one worker: follow-ups, deliveries, and the timetable."""
    deliverer = Deliverer(
        open_channels(settings), sender=settings.support_email, link_token=keys.link_token,
        rating_token=keys.rating_token, stop_token=keys.stop_token,
    )  # fmt: skip
    caller = Caller(Webhook(settings), unseal=keys.unseal)
    rounds: dict[str, Callable[[], Awaitable[int]]] = {
        "jobs": JobRounds(reactions_by_name()),
        "deliveries": partial(deliverer.deliver_due, DELIVERIES),
        "webhooks": partial(caller.deliver_due, DELIVERIES),
        "files": partial(FileChecker(settings).check_due, FILES),
        "exports": partial(ExportWriter(settings).write_due, EXPORTS),
        "backtests": try_rules,
        "timetable": partial(timetable.run_due, settings),
        "search": OlderTickets(),
        "clocks": watch_clocks,
        "hindsights": judge_due,
        "assignment": Assigner(),
        "rules": watch_moments,
    }
    try:
        yield [partial(keep_working, turn, pulse, stopping, name=name) for name, turn in rounds.items()]
    finally:
        await asyncio.gather(deliverer.close(), caller.close())


async def first_day(settings: Settings, workspace_id: UUID) -> None:
    """Fill a workspace with a few demo tickets when it is served for the first time, unless that is switched off."""
    with suppress(Conflict, NoRoom):  # the demo is there already; or it must wait for a disk with room
        if await act(System(workspace_id, "setup"), begin_first_day) and settings.demo:
            await demo.play(workspace_id)
