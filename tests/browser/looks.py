"""How a test looks at a page: what the console says, what axe finds, what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, ConsoleMessage, Page

WIDTHS = (320, 390, 768, 1024, 1350, 1440, 1920)
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that another theme can break on a page that holds in the first."""
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_OWN_ANSWER = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d|5\d\d)")
"""Chromium reports a page whose own status is an error; that is what such a page is for."""
_SMALL = """() => [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.sr, .skip, .prose, .link'))
  .map(e => [e, (e.matches('[type=checkbox], [type=radio]') ? e.closest('label') ?? e : e).getBoundingClientRect()])
  .filter(([e, r]) => r.width && (r.width < 24 || r.height < 24))
  .map(([e, r]) => `${e.outerHTML.slice(0, 120)}: ${Math.round(r.width)}×${Math.round(r.height)}`)"""


@dataclass
class Look:
    """An open page and everything its console said."""

    page: Page
    said: list[str] = field(default_factory=list)

    def axe(self, *rules: str) -> list[str]:
        """Return what axe finds: WCAG A to 2.2 AA and its best practices, or what breaks these rules alone."""
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(_AXE)
        # A mail is shown in a frame that runs no script: axe cannot look into it, and complains when it tries again.
        options = {"resultTypes": ["violations"], "iframes": False, **({"runOnly": rules} if rules else {})}
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in found["violations"]
        ]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))

    def small_targets(self) -> list[str]:
        """Return what can be pressed and is smaller than 24 by 24 pixels."""
        return list(self.page.evaluate(_SMALL))


@contextmanager
def looking(browser: Browser, *, width: int = 1440, theme: Theme = "light", **context: Any) -> Iterator[Look]:
    """Open a page of this width and theme; yields it with an empty record of its console."""
    look = look_on(browser, width=width, theme=theme, **context)
    try:
        yield look
    finally:
        look.page.context.close()


def look_on(browser: Browser, *, width: int = 1440, theme: Theme = "light", **context: Any) -> Look:
    """Open a page of this width and theme that stays open as long as the browser."""
    opened = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce", **context
    )
    opened.set_default_timeout(10_000)
    return look_at(opened.new_page())


def begin_anew(look: Look, address: str, *, width: int = 1440, theme: Theme = "light") -> Look:
    """Go on with an open page as if it had just been opened: nothing is kept and nothing was said.

    To open one is much dearer.
    """
    if look.page.url.startswith("http"):
        look.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        look.page.goto("about:blank")
    look.said.clear()
    look.page.set_viewport_size({"width": width, "height": 900})
    look.page.emulate_media(color_scheme=theme)
    look.page.goto(address)
    return look


def look_at(page: Page) -> Look:
    """Note from now on what a page's console says."""
    look = Look(page)
    page.on("console", lambda message: _note(look, message))
    page.on("pageerror", lambda error: look.said.append(f"error: {error}"))
    return look


def _note(look: Look, message: ConsoleMessage) -> None:
    if message.type not in {"error", "warning"}:
        return
    of_page = _OWN_ANSWER.search(message.text) and message.location.get("url") == look.page.url
    if not of_page:
        look.said.append(f"{message.type}: {message.text}")
