"""`deskhand psql`."""

from __future__ import annotations

import argparse
import asyncio
import signal

from deskhand.app.opening import opened
from deskhand.app.postgres.psql import psql_command
from deskhand.rules.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take psql's own arguments, options included."""
    parser.prefix_chars = "\0"  # with any real one, argparse would refuse the options that are psql's
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what psql itself takes, such as -c 'SELECT 1'")


async def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """Run psql as the owner and return its exit code; Ctrl-C is psql's, which ends a statement with it."""
    async with opened(settings) as desk:
        argv, environment = psql_command(desk.database.addresses, parsed.arguments)
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
        child = await asyncio.create_subprocess_exec(*argv, env=environment)
        return await child.wait()
