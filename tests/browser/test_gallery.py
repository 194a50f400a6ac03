"""Every page in every width and theme: nothing in the console, nothing that axe finds, nothing that does not fit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.looks import THEMES, WIDTHS, Look, Theme, look_on
from tests.web.gallery import PAGES

THROUGHOUT = {"queue", "queue-ticket", "portal", "portal-ticket", "portal-new-error", "sign-in"}
"""Pages that axe reads at every width in both themes."""
ELSEWHERE: dict[Theme, int] = {"light": 390, "dark": 1440}
"""The width at which axe reads every other page in a theme."""
COLOURS = ("color-contrast", "link-in-text-block")
"""What another theme can break on a page that holds in the first."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def eye() -> list[Look]:
    """Return the one open page: it is much dearer to open one than to go on with it."""
    return []


@pytest.mark.parametrize("name", PAGES)
def test_page_holds(browser: Browser, gallery: str, eye: list[Look], name: str) -> None:
    if not eye:
        eye.append(look_on(browser))
    look = eye[0]
    look.page.goto("about:blank")
    look.said.clear()
    look.page.goto(gallery + PAGES[name].at)
    look.page.evaluate("() => localStorage.clear()")
    for theme in THEMES:
        look.page.emulate_media(color_scheme=theme)
        for width in WIDTHS if _is_squeezed(name, theme) else (ELSEWHERE[theme],):
            _holds(look, name, theme, width=width)
    assert not look.said, name


def _is_squeezed(name: str, theme: Theme) -> bool:
    """What does not fit does so in every theme, so that most pages are squeezed in one."""
    return theme == "light" or name in THROUGHOUT


def _holds(look: Look, name: str, theme: Theme, *, width: int) -> None:
    look.page.set_viewport_size({"width": width, "height": 900})
    assert look.overflow() <= 0, f"{name} is wider than {width} px"
    assert not look.small_targets(), f"{name} at {width} px"
    if width == ELSEWHERE[theme] or name in THROUGHOUT:
        found = look.axe() if theme == "light" or width == ELSEWHERE[theme] else look.axe(*COLOURS)
        assert not found, f"{name} at {width} px, {theme}"
