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

pytestmark = pytest.mark.browser


def _widths(name: str, theme: Theme) -> tuple[int, ...]:
    """What does not fit does so in every theme, so that most pages are squeezed in one."""
    return WIDTHS if theme == "light" or name in THROUGHOUT else (ELSEWHERE[theme],)


@pytest.fixture(scope="module")
def eyes() -> dict[Theme, Look]:
    """Return the open page of each theme: it is much dearer to open one than to go on with it."""
    return {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_page_holds(browser: Browser, gallery: str, eyes: dict[Theme, Look], name: str, theme: Theme) -> None:
    if theme not in eyes:
        eyes[theme] = look_on(browser, theme=theme)
    look = eyes[theme]
    look.page.goto("about:blank")
    look.said.clear()
    look.page.goto(gallery + PAGES[name].at)
    look.page.evaluate("() => localStorage.clear()")
    for width in _widths(name, theme):
        look.page.set_viewport_size({"width": width, "height": 900})
        assert look.overflow() <= 0, f"{name} is wider than {width} px"
        assert not look.small_targets(), f"{name} at {width} px"
        if width == ELSEWHERE[theme] or name in THROUGHOUT:
            assert not look.axe(), f"{name} at {width} px, {theme}"
    assert not look.said, name
