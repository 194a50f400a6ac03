"""Names after an `@` in a real browser: offered, chosen by keys, and told in the trail."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import look_at
from tests.browser.running import AGENT, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_colleague_is_offered_chosen_and_told(browser: Browser, running: Running) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    look = look_at(running.sign_in(context, AGENT))
    page = look.page
    page.locator("#rows .ticketrow").first.click()
    expect(page.locator("#ticket-head h1")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("Could @to")
    expect(page.locator("#mention-list [role=option]")).to_have_text(["Tom Berg"])
    expect(page.locator("#note")).to_have_attribute("aria-activedescendant", "mention-0")
    assert not look.axe()
    page.keyboard.press("Escape")
    expect(page.locator("#mention-list")).to_be_hidden()
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("m")
    expect(page.locator("#mention-list")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("look?")
    expect(page.locator("#note")).to_have_value("Could @Tom Berg look?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("mentioned Tom Berg")
    assert not look.said
    context.close()
