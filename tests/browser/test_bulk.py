"""Many tickets in a real browser: chosen by keys and by range, foreseen, changed, and taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import look_at
from tests.browser.running import AGENT, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def choose_and_forget(page: Page) -> None:
    rows = page.locator("#rows .ticketrow")
    rows.nth(0).focus()
    page.keyboard.press("x")
    expect(page.locator("#bulkcount")).to_have_text("1 selected")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("#bulkcount")).to_have_text("3 selected")
    page.locator("[data-pick]").nth(5).click(modifiers=["Shift"])
    expect(page.locator("#bulkcount")).to_have_text("6 selected")
    page.keyboard.press("Escape")
    expect(page.locator("#bulkbar")).to_be_hidden()


def test_chosen_foreseen_changed_and_taken_back(browser: Browser, running: Running) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    look = look_at(running.sign_in(context, AGENT))
    page = look.page
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    choose_and_forget(page)
    page.goto(f"{running.address}/admin/support?status=open&status=closed&status=resolved&status=in_progress")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    page.locator("[data-pick]").first.check()
    page.click("[data-bulk-all]")
    total = page.inner_text("#total")
    expect(page.locator("#bulkcount")).to_have_text(f"All {total} in this view selected")
    page.click("[data-bulk-open]")
    expect(page.locator("#bulk-title")).to_have_text("Change all tickets in this view")
    page.focus("#bulk-status")
    page.select_option("#bulk-status", "closed")
    expect(page.locator("#bulk-preview")).to_contain_text("status from Open to Closed")
    expect(page.locator("#bulk-status")).to_be_focused()
    page.select_option("#bulk-priority", "low")
    page.select_option("#bulk-tagging", "add")
    page.locator("#bulk-tags").press_sequentially("outage")
    expect(page.locator("#bulk-preview")).to_contain_text("tag outage put on")
    expect(page.locator("#bulk-tags")).to_have_value("outage")
    page.select_option("#bulk-agent", "me")
    expect(page.locator("#bulk-preview .stopped")).to_contain_text("cannot be assigned; reopen it first")
    assert not look.axe()
    go = page.locator("#bulk footer .primary")
    changed = int(re.findall(r"\d+", go.inner_text())[0])
    go.click()
    expect(page.locator("#bulk-title")).to_have_text(f"{changed} tickets changed")
    expect(page.locator("#bulk .stopped").first).to_contain_text("reopen it first")
    assert not look.axe()
    page.click("[data-bulk-undo] button")
    expect(page.locator("#bulk-title")).to_have_text(f"{changed} tickets are as they were")
    page.keyboard.press("Escape")
    expect(page.locator("#total")).to_have_text(total, timeout=20_000)
    assert not look.said
    context.close()
