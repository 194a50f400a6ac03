"""Drafts in a real browser: they survive reloads, other devices and a lost network, and a reply can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.running import AGENT, CUSTOMER, Running
from tests.browser.test_desk import enter, file_ticket, open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """Close what a test opened."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def ticket(browser: Browser, contexts: list[BrowserContext], running: Running) -> str:
    """File a ticket and return its id."""
    return file_ticket(enter(browser, contexts, running, CUSTOMER, script=False).page, running)[1]


def device(browser: Browser, contexts: list[BrowserContext], running: Running, ticket: str) -> Page:
    """Sign the agent in on one more device, with the ticket open."""
    page = enter(browser, contexts, running, AGENT).page
    open_ticket(page, running, ticket)
    return page


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile("Draft saved"))


def test_a_draft_is_there_after_a_reload_and_on_another_device(
    browser: Browser, contexts: list[BrowserContext], running: Running, ticket: str
) -> None:
    desk = device(browser, contexts, running, ticket)
    desk.focus("#reply")
    desk.keyboard.type("Half a sentence")
    saved(desk)
    assert not desk.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('draft:'))")
    desk.reload()
    expect(desk.locator("#reply")).to_have_value("Half a sentence")
    phone = device(browser, contexts, running, ticket)
    expect(phone.locator("#reply")).to_have_value("Half a sentence")
    phone.fill("#reply", "")
    with phone.expect_response("**/drafts"):
        phone.locator("#reply").blur()
    desk.reload()
    expect(desk.locator("#reply")).to_have_value("")


def test_two_devices_lose_no_word_of_one_another(
    browser: Browser, contexts: list[BrowserContext], running: Running, ticket: str
) -> None:
    desk, phone = (device(browser, contexts, running, ticket) for _ in range(2))
    desk.fill("#reply", "From the desk.")
    saved(desk)
    phone.fill("#reply", "From the phone.")
    clash = phone.locator("#reply-form .clash")
    expect(clash).to_contain_text("Older words from another device of yours")
    expect(clash).to_contain_text("From the desk.")
    expect(phone.locator("#reply")).to_have_value("From the phone.")
    clash.get_by_role("button", name="Keep both").click()
    expect(phone.locator("#reply")).to_have_value("From the desk.\n\nFrom the phone.")
    saved(phone)
    expect(clash).to_have_count(0)
    desk.reload()
    expect(desk.locator("#reply")).to_have_value("From the desk.\n\nFrom the phone.")


def test_words_written_without_a_network_are_kept_and_saved_later(
    browser: Browser, contexts: list[BrowserContext], running: Running, ticket: str
) -> None:
    desk = device(browser, contexts, running, ticket)
    contexts[-1].set_offline(True)
    desk.keyboard.press("n")
    desk.keyboard.type("Written in a tunnel")
    expect(desk.locator("#saved")).to_have_text("Draft kept on this device")
    contexts[-1].set_offline(False)
    saved(desk)
    phone = device(browser, contexts, running, ticket)
    expect(phone.locator("#note")).to_have_value("Written in a tunnel")


def test_a_reply_is_taken_back_by_toast_and_by_key_and_else_goes_out(
    browser: Browser, contexts: list[BrowserContext], running: Running, ticket: str
) -> None:
    look = enter(browser, contexts, running, AGENT)
    desk = look.page
    open_ticket(desk, running, ticket)
    before = desk.inner_text("#menu-status summary")
    for way in ("toast", "key"):
        desk.fill("#reply", f"Not yet: {way}.")
        desk.locator("#reply").press("Control+Enter")
        expect(desk.locator(".message.held")).to_contain_text(f"Not yet: {way}.")
        expect(desk.locator(".message.held time")).to_have_text(re.compile(r"in \d+ s"))
        expect(desk.locator("#reply")).to_have_value("")
        if way == "toast":
            assert not look.axe()
            desk.locator("#toasts").get_by_role("button", name="Take back").click()
        else:
            desk.locator("#reply").blur()
            desk.keyboard.press("z")
        expect(desk.locator(".message.held")).to_have_count(0)
        expect(desk.locator("#reply")).to_have_value(f"Not yet: {way}.")
        expect(desk.locator("#timeline")).to_contain_text("took a reply back before it went out")
        assert desk.inner_text("#menu-status summary") == before
    desk.locator("#reply").press("Control+Enter")
    expect(desk.locator(".message.held")).to_have_count(1)
    expect(desk.locator(".message.held")).to_have_count(0, timeout=25_000)
    expect(desk.locator("#timeline .message.agent")).to_contain_text("Not yet: key.")
    expect(desk.locator("#menu-status summary")).to_contain_text("Waiting for customer")
    expect(desk.locator("#reply")).to_have_value("")
    assert not look.said
