"""All commands in one table, and what every command does before and after its own work."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import uvloop

from deskhand import __version__
from deskhand.app import logs
from deskhand.app.environment import BadEnvironment, read_settings
from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.app.serve import StartFailed
from deskhand.cli import demo, doctor, jobs, migrate, psql, run, token, user
from deskhand.rules.errors import Refusal, Trouble
from deskhand.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is for, the arguments that it takes, and its work, which returns the exit code."""

    about: str
    arguments: Callable[[argparse.ArgumentParser], None]
    work: Callable[[Settings, argparse.Namespace], Awaitable[int]]
    lasts: bool = False
    """Whether it goes on until it is stopped: only then are its logs more than its answers."""


COMMANDS: dict[str, Command] = {
    "run": Command("Run everything: database, worker and web.", run.arguments, run.run_all, lasts=True),
    "web": Command("Run the web server alone.", run.arguments, run.run_web, lasts=True),
    "worker": Command("Run a worker alone.", run.arguments, run.run_worker, lasts=True),
    "migrate": Command("Bring the database up to date.", migrate.arguments, migrate.run),
    "token": Command("Create, list and revoke API tokens.", token.arguments, token.run),
    "user": Command("Create and list users, set passwords, make sign-in links.", user.arguments, user.run),
    "psql": Command("Run psql as the database's owner.", psql.arguments, psql.run),
    "doctor": Command("Check database, disk, clock and mail, and say what to do.", doctor.arguments, doctor.run),
    "demo": Command("Fill in demo tickets, or remove them.", demo.arguments, demo.run),
    "jobs": Command("List follow-ups that were given up, and try them again.", jobs.arguments, jobs.run),
}
"""Every command."""


def run_command(arguments: list[str]) -> int:
    """Run a command and return its exit code: 0 done, 1 refused or failed, 2 wrong arguments."""
    parsed = parser().parse_args(arguments)
    try:
        settings = read_settings(os.environ)
    except BadEnvironment as error:
        return _complain(f"These variables cannot be used:\n{error}")
    command = COMMANDS[parsed.command]
    logs.set_up(settings.log_level if command.lasts or settings.log_level != "info" else "warning")
    try:
        # A round trip to the database costs the process half of what asyncio's own loop takes.
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_work(command, settings, parsed))
    except (DatabaseRefused, StartFailed, Refusal, Trouble) as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="deskhand", description="A self-hosted support desk.")
    top.add_argument("--version", action="version", version=f"deskhand {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(commands.add_parser(name, help=command.about, description=command.about))
    return top


async def _work(command: Command, settings: Settings, parsed: argparse.Namespace) -> int:
    return await command.work(settings, parsed)


def _complain(text: str) -> int:
    print(f"deskhand: {text}", file=sys.stderr)
    return 1
