"""`deskhand doctor`."""

from __future__ import annotations

import argparse

from deskhand.app.checks import check_all
from deskhand.app.opening import opened
from deskhand.cli.screen import say
from deskhand.rules.settings import Settings


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


async def run(settings: Settings, _parsed: argparse.Namespace) -> int:
    """Check everything; return 1 when something needs somebody."""
    is_well = True
    async with opened(settings) as desk:
        async for finding in check_all(desk):
            say(f"{'ok  ' if finding.is_good else 'FAIL'}  {finding.name}: {finding.what}")
            if not finding.is_good:
                is_well = False
                say(f"      {finding.remedy}")
    return 0 if is_well else 1
