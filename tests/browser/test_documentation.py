"""The API's documentation draws itself from our own files, under the same strict policy as every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import THEMES, Theme, looking
from tests.web.gallery import DOCUMENTATION


@pytest.mark.browser
@pytest.mark.parametrize("theme", THEMES)
def test_the_api_can_be_browsed(browser: Browser, gallery: str, theme: Theme) -> None:
    with looking(browser, theme=theme) as look:
        asked: list[str] = []
        look.page.on("request", lambda request: asked.append(request.url))
        look.page.goto(gallery + DOCUMENTATION)
        look.page.click(".opblock-summary-control")
        expect(look.page.locator(".opblock-body")).to_contain_text("The ticket.")
        look.page.wait_for_timeout(300)
        assert all(url.startswith((gallery, "data:")) for url in asked)
        assert not look.said
