"""Merging in a real browser: by keys alone, from the queue to the ticket that it became, and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import look_at
from tests.browser.running import AGENT, CUSTOMER, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def opened(page: Page, running: Running, subject: str) -> tuple[str, str]:
    """Open a ticket in the portal; return its id and number."""
    page.goto(f"{running.address}/dashboard/tickets/new")
    page.fill("#subject", subject)
    page.fill("#description", f"About {subject}.")
    page.click("main button.primary")
    expect(page.locator(".sent .big")).to_have_text(re.compile(r"\d{4}-\d{2}-\d{5}"))
    return page.url.split("/")[-2], page.locator(".sent .big").inner_text()


def test_a_ticket_is_watched_and_merged_by_keys_and_taken_back(browser: Browser, running: Running) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    dana = running.sign_in(context, CUSTOMER)
    (one, number), (other, place) = opened(dana, running, "The first"), opened(dana, running, "The second")
    context.close()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    look = look_at(running.sign_in(context, AGENT))
    page = look.page
    page.goto(f"{running.address}/admin/support/{one}")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    page.keyboard.press("w")
    expect(page.locator("#watch")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#watchers")).to_contain_text("Maya Okafor")
    page.keyboard.press("m")
    expect(page.locator("#merge-text")).to_be_focused()
    page.keyboard.type(place)
    expect(page.locator("#merge-offered .pick")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#merge-preview")).to_contain_text(f"1 message moves to {place}")
    assert not look.axe()
    page.locator("#merge-preview button").press("Enter")
    page.wait_for_url(f"**/admin/support/{other}")
    expect(page.locator(f"#merged-{one}")).to_contain_text(number)
    expect(page.locator("#timeline .message")).to_have_count(2)
    assert not look.axe()
    page.goto(f"{running.address}/admin/support/{one}")
    assert page.url.endswith(f"/admin/support/{other}"), "the old address leads on"
    page.click(f"#merged-{one} button")
    expect(page.locator(f"#merged-{one}")).to_have_count(0)
    expect(page.locator("#timeline .message")).to_have_count(1)
    page.goto(f"{running.address}/admin/support/{one}")
    expect(page.locator("#pane")).to_have_attribute("data-ticket", one)
    assert not look.said
    context.close()


def test_a_message_becomes_a_ticket_of_its_own(browser: Browser, running: Running) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    dana = running.sign_in(context, CUSTOMER)
    one, number = opened(dana, running, "The lamp")
    dana.goto(f"{running.address}/dashboard/tickets/{one}")
    dana.fill("#reply", "And the printer is jammed.")
    dana.locator("#reply-form button.primary").click()
    expect(dana.locator("main")).to_contain_text("And the printer is jammed.")
    context.clear_cookies()
    look = look_at(running.sign_in(context, AGENT))
    page = look.page
    page.goto(f"{running.address}/admin/support/{one}")
    page.locator("a.splitoff").click()
    expect(page.locator("blockquote")).to_contain_text("And the printer is jammed.")
    assert not look.axe()
    page.fill("#subject", "The printer")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.locator("#ticket-head h1")).to_have_text("The printer")
    expect(page.locator("#timeline .message")).to_have_count(1)
    expect(page.locator("#timeline")).to_contain_text(f"split this ticket off {number}")
    assert not look.said
    context.close()
