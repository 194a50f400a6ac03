"""`deskhand run`, `web` and `worker`."""

from __future__ import annotations

import argparse

from deskhand.app import process
from deskhand.app.setup import Prepared
from deskhand.cli.screen import say
from deskhand.rules.settings import Settings


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none: everything is set by the environment."""


async def run_all(settings: Settings, _parsed: argparse.Namespace) -> int:
    """Run database, worker and web in one process."""
    return await _run(settings, web=True, worker=True, own=True)


async def run_web(settings: Settings, _parsed: argparse.Namespace) -> int:
    """Run the web server alone."""
    return await _run(settings, web=True, worker=False, own=False)


async def run_worker(settings: Settings, _parsed: argparse.Namespace) -> int:
    """Run a worker alone."""
    return await _run(settings, web=False, worker=True, own=False)


async def _run(settings: Settings, *, web: bool, worker: bool, own: bool) -> int:
    def announce(prepared: Prepared) -> None:
        if prepared.sign_in and web:
            say(f"Sign in once as {settings.admin_email}: {prepared.sign_in}")
        say(f"Ready: {settings.base_url if web else 'the worker'}")

    await process.run(settings, web=web, worker=worker, own=own, announce=announce)
    return 0
