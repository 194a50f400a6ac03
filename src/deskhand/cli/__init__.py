"""The commands: one file each; they start and connect, and decide nothing."""

from __future__ import annotations

import sys

from deskhand.cli.commands import run_command


def main() -> None:
    """Run the command that the arguments name, and leave with its exit code."""
    sys.exit(run_command(sys.argv[1:]))
