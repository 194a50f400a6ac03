"""Pictures of a running desk for the documents: `python -m tests.browser.pictures docs/images`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scripts.browser import executable
from tests.browser.looks import THEMES, Theme
from tests.browser.running import AGENT, CUSTOMER, Running, run_desk

SIZES = {"desktop": (1440, 900, 1), "phone": (390, 844, 2)}


def take_pictures(folder: Path) -> None:
    """Write sign-in, queue, ticket and portal, on desktop and phone, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    with run_desk() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        for size in SIZES:
            for theme in THEMES:
                _take(browser, running, folder, size=size, theme=theme)
        browser.close()


def _take(browser: Browser, running: Running, folder: Path, *, size: str, theme: Theme) -> None:
    def keep(page: Page, name: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{size}-{theme}.png")

    stranger = _context(browser, size, theme=theme).new_page()
    stranger.goto(f"{running.address}/sign-in")
    keep(stranger, "sign-in")
    agent = running.sign_in(_context(browser, size, theme=theme), AGENT)
    expect(agent.locator("body")).to_have_attribute("data-live", "on")
    keep(agent, "queue")
    agent.click(".ticketrow:has(.star)")
    expect(agent.locator("#thread")).to_be_visible()
    keep(agent, "ticket")
    customer = running.sign_in(_context(browser, size, theme=theme), CUSTOMER)
    keep(customer, "portal")
    customer.click(".mine")
    keep(customer, "portal-ticket")
    customer.goto(f"{running.address}/dashboard/tickets/new")
    keep(customer, "portal-new")
    for page in (stranger, agent, customer):
        page.context.close()


def _context(browser: Browser, size: str, *, theme: Theme) -> BrowserContext:
    width, height, scale = SIZES[size]
    return browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme=theme
    )


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
