"""`deskhand demo`."""

from __future__ import annotations

import argparse
from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.demo import clear_demo, gather_crowd, have_it_counted, tell_of_crowd
from deskhand.actions.search import take_in_anew
from deskhand.app import demo
from deskhand.app.demo.crowd import Crowd
from deskhand.app.opening import opened
from deskhand.app.setup import operator, prepare
from deskhand.cli.screen import Progress, say
from deskhand.kit import clock
from deskhand.reactions.housekeeping import make_partitions_since
from deskhand.rules.access import System
from deskhand.rules.settings import Settings

BATCH = 1_000
"""Tickets of one transaction."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take --tickets or --clear."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--tickets", type=_count, metavar="N", help="make N believable tickets of a year, up to millions"
    )
    which.add_argument("--clear", action="store_true", help="remove the demo's tickets, people and organizations")


async def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """Fill in the demo, small or of any size, or remove it, in the first workspace."""
    async with opened(settings) as desk:
        prepared = await prepare(settings, desk.keys, link=False)
        if parsed.clear:
            say(f"Removed {await _clear():,} demo tickets.")
        elif parsed.tickets:
            await _gather(prepared.workspace_id, parsed.tickets)
            say(f"Made {parsed.tickets:,} demo tickets.")
        else:
            say(f"Made {await demo.play(prepared.workspace_id)} demo tickets.")
    return 0


async def _gather(workspace_id: UUID, tickets: int) -> None:
    system = System(workspace_id, "demo")
    now = clock.now()
    crowd = Crowd(tickets, now=now, seed=int(now.timestamp() * 1_000_000))
    progress = Progress("tickets", tickets)
    await make_partitions_since(now - crowd.period)
    people = crowd.people
    await act(system, gather_crowd, crowd.organizations, people[:BATCH])
    for first in range(BATCH, len(people), BATCH):
        await act(system, gather_crowd, [], people[first : first + BATCH])
    try:
        for told in crowd.batches(BATCH):
            await act(system, tell_of_crowd, told)
            progress.step(len(told))
    finally:
        await act(system, take_in_anew)
        await act(system, have_it_counted)


async def _clear() -> int:
    actor, removed = await operator(), 0
    progress = Progress("tickets removed")
    while some := await act(actor, clear_demo):
        removed += some
        progress.step(some)
    await act(actor, have_it_counted)
    return removed


def _count(text: str) -> int:
    try:
        count = int(text.replace(",", "").replace("_", ""))
    except ValueError:
        count = 0
    if not 1 <= count <= 10_000_000:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of tickets from 1 to 10,000,000")
    return count
