"""`deskhand demo`."""

from __future__ import annotations

import argparse

from deskhand.actions.contract import act
from deskhand.actions.demo import clear_demo
from deskhand.app import demo
from deskhand.app.process import opened
from deskhand.app.setup import operator, prepare
from deskhand.cli.screen import say
from deskhand.rules.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take --clear."""
    parser.add_argument("--clear", action="store_true", help="remove the demo's tickets, people and organizations")


async def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """Fill in the demo, or remove it, in the first workspace."""
    async with opened(settings) as desk:
        prepared = await prepare(settings, desk.keys, link=False)
        if parsed.clear:
            say(f"Removed {await act(await operator(), clear_demo)} demo tickets.")
        else:
            say(f"Made {await demo.play(prepared.workspace_id)} demo tickets.")
    return 0
