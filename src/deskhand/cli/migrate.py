"""`deskhand migrate`."""

from __future__ import annotations

import argparse

from deskhand.app.opening import opened
from deskhand.cli.screen import say
from deskhand.rules.settings import Settings
from deskhand.store.migrations import HEAD


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


async def run(settings: Settings, _parsed: argparse.Namespace) -> int:
    """Bring the database up to date."""
    async with opened(settings):
        say(f"The database is at revision {HEAD}.")
    return 0
