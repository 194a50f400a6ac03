"""Languages: a page says which one it is in, and one that is read from the right begins at the right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.looks import looking
from tests.web.gallery import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("name", "language", "direction"), [
    ("portal", "en", "ltr"), ("arabic-portal", "ar", "rtl"), ("german-queue", "de", "ltr"),
])  # fmt: skip
def test_a_page_names_its_language_and_its_direction(
    browser: Browser, gallery: str, name: str, language: str, direction: str
) -> None:
    with looking(browser) as look:
        look.page.goto(gallery + PAGES[name].at)
        root = look.page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, direction)


def test_what_begins_a_line_stands_at_the_right_in_arabic(browser: Browser, gallery: str) -> None:
    places: dict[str, tuple[float, float]] = {}
    for name in ("portal", "arabic-portal"):
        with looking(browser, width=1440) as look:
            look.page.goto(gallery + PAGES[name].at)
            boxes = [look.page.locator(selector).first.bounding_box() for selector in ("h1", ".pagehead .button")]
            places[name] = tuple(box["x"] if box else -1.0 for box in boxes)  # type: ignore[assignment] # two selectors
    heading, button = places["portal"]
    assert heading < button
    heading, button = places["arabic-portal"]
    assert heading > button
