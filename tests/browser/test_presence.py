"""Two agents on one ticket see each other come, write and go."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.running import AGENT, COLLEAGUE, Running
from tests.browser.test_desk import contexts, enter, open_ticket

__all__ = ["contexts"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120)]


def test_come_write_and_go(browser: Browser, contexts: list[BrowserContext], running: Running) -> None:
    maya, tom = (enter(browser, contexts, running, email) for email in (AGENT, COLLEAGUE))
    first, second = [
        link.get_attribute("data-row") for link in maya.page.locator("#rows li[data-row]").element_handles()[:2]
    ]
    assert first
    assert second
    for look in (maya, tom):
        open_ticket(look.page, running, first)
    seen, theirs = maya.page.locator("#presence"), tom.page.locator("#presence")
    expect(seen).to_have_text(re.compile(r"Tom Berg is viewing"))
    expect(theirs).to_contain_text("Maya Okafor is viewing")
    tom.page.fill("#note", "CANARY") if tom.page.locator("#note").is_visible() else tom.page.fill("#reply", "CANARY")
    expect(seen).to_contain_text("Tom is writing")
    assert not maya.axe()
    assert "CANARY" not in maya.page.content()
    maya.page.keyboard.press("w")
    expect(maya.page.locator("#watch")).to_have_attribute("aria-pressed", "true")
    expect(seen).to_contain_text("Tom is writing")
    tom.page.click(f"#row-{second} a")
    expect(tom.page.locator("#pane")).to_have_attribute("data-ticket", second)
    expect(seen).to_have_text("", timeout=4_000)
    expect(theirs).to_have_text("")
    maya.page.click(f"#row-{second} a")
    expect(seen).to_contain_text("Tom Berg is viewing")
    tom.page.goto("about:blank")
    expect(seen).to_have_text("", timeout=4_000)
    assert not maya.said + tom.said
