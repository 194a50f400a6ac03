"""One browser for all tests that look; what its console says is a finding."""

from __future__ import annotations

import asyncio
import os
from asyncio import events
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts.browser import executable
from tests.browser.looks import Look, look_on
from tests.browser.running import Running, run_desk
from tests.web.gallery import open_gallery

expect.set_options(timeout=20_000)  # a busy machine is slow, and not wrong


@pytest.fixture(scope="session")
def engine() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """Start a headless Chromium once, the system's or Playwright's own, with the loop that it lives in."""
    with sync_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        chromium = playwright.chromium.launch(executable_path=executable(), args=sandbox)
        loop = asyncio.get_running_loop()
        events._set_running_loop(None)
        yield chromium, loop
        events._set_running_loop(loop)
        chromium.close()


@pytest.fixture(autouse=True)
def browser(engine: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """Lend the browser; between these tests its loop steps aside for the loops of other tests."""
    chromium, loop = engine
    events._set_running_loop(loop)
    yield chromium
    events._set_running_loop(None)


@pytest.fixture(scope="session")
def _pages() -> list[Look]:
    return []


@pytest.fixture
def eye(browser: Browser, _pages: list[Look]) -> Look:
    """Lend the one page that all tests of the gallery go on with, each with `begin_anew`."""
    if not _pages:
        _pages.append(look_on(browser))
    return _pages[0]


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """Serve every page with sample rows; yields the address."""
    with open_gallery() as address:
        yield address


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """Run one real desk for all tests that walk through it."""
    with run_desk() as desk:
        yield desk
