"""All commands in one table, and what every command does before and after its own work."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import uvloop

from deskhand import __version__
from deskhand.app import logs
from deskhand.app.environment import BadEnvironment, StartFailed, read_settings
from deskhand.app.postgres.addresses import DatabaseRefused
from deskhand.rules.errors import Refusal, Trouble
from deskhand.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is for, and the file here that takes its arguments and does its work.

    The file is read when the command is wanted: a short command need not wait for all that serves pages.
    """

    about: str
    file: str
    work: str = "run"
    lasts: bool = False
    """Whether it goes on until it is stopped: only then are its logs more than its answers."""

    def take(self, arguments: argparse.ArgumentParser) -> None:
        """Say which arguments the command takes."""
        self._module().arguments(arguments)

    async def run(self, settings: Settings, parsed: argparse.Namespace) -> int:
        """Do the command's work and return the exit code."""
        code: int = await getattr(self._module(), self.work)(settings, parsed)
        return code

    def _module(self) -> Any:
        return import_module(f"deskhand.cli.{self.file}")


COMMANDS: dict[str, Command] = {
    "run": Command("Run everything: database, worker and web.", "run", "run_all", lasts=True),
    "web": Command("Run the web server alone.", "run", "run_web", lasts=True),
    "worker": Command("Run a worker alone.", "run", "run_worker", lasts=True),
    "migrate": Command("Bring the database up to date.", "migrate"),
    "token": Command("Create, list and revoke API tokens.", "token"),
    "user": Command("Create and list users, set passwords, make sign-in links.", "user"),
    "psql": Command("Run psql as the database's owner.", "psql"),
    "doctor": Command("Check database, disk, clock and mail, and say what to do.", "doctor"),
    "demo": Command("Fill in demo tickets, or remove them.", "demo"),
    "jobs": Command("List follow-ups that were given up, and try them again.", "jobs"),
}
"""Every command."""


def run_command(arguments: list[str]) -> int:
    """Run a command and return its exit code: 0 done, 1 refused or failed, 2 wrong arguments."""
    parsed = parser(arguments[:1]).parse_args(arguments)
    try:
        settings = read_settings(os.environ)
    except BadEnvironment as error:
        return _complain(f"These variables cannot be used:\n{error}")
    command = COMMANDS[parsed.command]
    logs.set_up(settings.log_level if command.lasts or settings.log_level != "info" else "warning")
    try:
        # A round trip to the database costs the process half of what asyncio's own loop takes.
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(command.run(settings, parsed))
    except (DatabaseRefused, StartFailed, Refusal, Trouble) as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        return 130


def parser(wanted: Collection[str] = frozenset(COMMANDS)) -> argparse.ArgumentParser:
    """Return the parser of all commands; those that are wanted know their arguments too."""
    top = argparse.ArgumentParser(prog="deskhand", description="A self-hosted support desk.")
    top.add_argument("--version", action="version", version=f"deskhand {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        below = commands.add_parser(name, help=command.about, description=command.about)
        if name in wanted:
            command.take(below)
    return top


def _complain(text: str) -> int:
    print(f"deskhand: {text}", file=sys.stderr)
    return 1
