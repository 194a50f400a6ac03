"""Two agents and a customer in three browsers, on one ticket: each sees what they may, as it happens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looks import Look
from tests.browser.running import AGENT, COLLEAGUE, CUSTOMER, Running
from tests.browser.test_desk import contexts, enter, file_ticket, open_ticket

__all__ = ["contexts"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
HELD = 60_000
"""Milliseconds within which a reply arrives that first waits for second thoughts."""


def test_from_the_first_word_to_the_last(browser: Browser, contexts: list[BrowserContext], running: Running) -> None:
    dana = enter(browser, contexts, running, CUSTOMER)
    _, ticket_id = file_ticket(dana.page, running, text="The printer burns.")
    _, second_id = file_ticket(dana.page, running, text="It still burns.")
    maya, tom = (enter(browser, contexts, running, email) for email in (AGENT, COLLEAGUE))
    for agent in (maya, tom):
        open_ticket(agent.page, running, ticket_id)
    portal = f"{running.address}/dashboard/tickets/{ticket_id}"
    dana.page.goto(portal)
    expect(dana.page.locator("body")).to_have_attribute("data-live", "on")

    _taken_and_noted(maya.page, tom.page)
    _thought_twice(maya.page, dana.page)
    _answered_too_late(tom.page, dana.page)
    _merged_and_back(tom.page, maya.page, second=second_id)
    dana.page.goto(portal)
    expect(dana.page.locator("body")).to_have_attribute("data-live", "on")
    assert "CANARY" not in dana.page.content()
    _solved_and_rated(maya.page, tom.page, dana.page)
    for look in (maya, tom, dana):
        _is_quiet(look)


def _taken_and_noted(maya: Page, tom: Page) -> None:
    maya.keyboard.press("i")
    expect(tom.locator("#timeline")).to_contain_text("took the ticket")
    maya.keyboard.press("n")
    expect(maya.locator("#note")).to_be_focused()
    maya.keyboard.type("CANARY @Tom Berg")
    maya.keyboard.press("Escape")
    maya.click("#note-form button.primary")
    expect(tom.locator(".message.note")).to_contain_text("CANARY")


def _thought_twice(maya: Page, dana: Page) -> None:
    maya.fill("#reply", "Pour water over it.")
    maya.click("#reply-form .split > button.primary")
    expect(maya.locator("#timeline")).to_contain_text("Pour water over it.")
    maya.keyboard.press("Escape")
    maya.keyboard.press("z")
    expect(maya.locator("#reply")).to_have_value("Pour water over it.")
    maya.fill("#reply", "Unplug it first.")
    maya.click("#reply-form .split > button.primary")
    expect(dana.locator("#talk")).to_contain_text("Unplug it first.", timeout=HELD)
    assert "water" not in dana.inner_text("#talk")


def _answered_too_late(tom: Page, dana: Page) -> None:
    expect(tom.locator("#timeline")).to_contain_text("Unplug it first.")
    tom.route("**/live", lambda route: route.abort())
    tom.reload()
    tom.fill("#reply", "Did that help?")
    dana.fill("#reply", "It is out now.")
    dana.click("#reply-form button.primary")
    tom.click("#reply-form .split > button.primary")
    expect(tom.locator("#conflict")).to_contain_text("Somebody wrote on this ticket while you did")
    expect(tom.locator("#reply")).to_have_value("Did that help?")
    tom.fill("#reply", "")
    tom.unroute("**/live")
    tom.reload()
    expect(tom.locator("body")).to_have_attribute("data-live", "on")


def _merged_and_back(tom: Page, maya: Page, *, second: str) -> None:
    first = tom.url
    tom.goto(first.replace(first.rsplit("/", 1)[1], second))
    tom.keyboard.press("m")
    tom.click(f'#merge a[href*="{first.rsplit("/", 1)[1]}"]')
    tom.click("#merge-preview button.primary")
    expect(maya.locator("#timeline")).to_contain_text("It still burns.")
    tom.goto(first)
    tom.click(".notice.merged button")
    expect(maya.locator("#timeline")).not_to_contain_text("It still burns.")
    expect(maya.locator(".notice.merged")).to_have_count(0)


def _solved_and_rated(maya: Page, tom: Page, dana: Page) -> None:
    maya.keyboard.press("Escape")
    maya.keyboard.press("e")
    maya.fill("#resolution", "The toner was replaced.")
    maya.keyboard.press("Control+Enter")
    expect(dana.locator("#rating")).to_be_visible()
    dana.locator('#rating label:has(input[value="5"])').click()
    dana.click("#rating button")
    expect(tom.locator("#timeline")).to_contain_text("rated the ticket 5 of 5")


def _is_quiet(look: Look) -> None:
    # The stream that was cut, and the reply that came too late.
    asked_for = ("ERR_FAILED", "Failed to fetch", "409 (Conflict)")
    assert not [line for line in look.said if not any(mark in line for mark in asked_for)]
