"""Every page in every width and theme: nothing in the console, nothing that axe finds, nothing that does not fit."""

from __future__ import annotations

import pytest

from tests.browser.looks import COLOURS, THEMES, WIDTHS, Look, Theme, begin_anew
from tests.web.gallery import PAGES

THROUGHOUT = {"queue", "queue-ticket", "portal", "portal-ticket", "portal-new-error", "sign-in"}
"""Pages that axe reads at every width in both themes."""
ELSEWHERE: dict[Theme, int] = {"light": 390, "dark": 1440}
"""The width at which axe reads every other page in a theme."""
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", PAGES)
def test_page_holds(gallery: str, eye: Look, name: str) -> None:
    look = begin_anew(eye, gallery + PAGES[name].at)
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
