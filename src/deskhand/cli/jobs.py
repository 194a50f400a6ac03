"""`deskhand jobs`."""

from __future__ import annotations

import argparse
from uuid import UUID

from deskhand.actions.contract import act
from deskhand.actions.jobs import replay_jobs
from deskhand.app.opening import opened
from deskhand.app.setup import operator, prepare
from deskhand.cli.screen import say, table
from deskhand.queries.contract import ask
from deskhand.queries.jobs import dead_letters
from deskhand.rules.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take dead or replay."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("dead", help="list follow-ups that were given up, with their last error")
    replay = verbs.add_parser("replay", help="have one, or all, tried again")
    replay.add_argument("id", type=UUID, nargs="?", help="a dead letter's id; without it all")


async def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """List or replay dead letters of the first workspace."""
    async with opened(settings) as desk:
        await prepare(settings, desk.keys, link=False)
        system = await operator()
        if parsed.verb == "replay":
            say(f"{await act(system, replay_jobs, parsed.id)} follow-ups will be tried again.")
            return 0
        rows = await ask(system, dead_letters)
        table(
            ("id", "reaction", "event", "attempts", "given up", "last error"),
            [(j.id, j.reaction, j.event, j.attempts, str(j.dead_at)[:16], j.last_error) for j in rows],
        )
    return 0
