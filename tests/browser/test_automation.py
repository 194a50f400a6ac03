"""A rule in a real browser: a row is added in place, what was typed stays, and keeping it says so in words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import look_at
from tests.browser.running import ADMIN, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_row_is_added_and_the_rule_is_kept(browser: Browser, running: Running) -> None:
    look = look_at(running.sign_in(browser.new_context(viewport={"width": 390, "height": 844}), ADMIN))
    page = look.page
    page.goto(f"{running.address}/dashboard/settings/automation/new")
    page.fill("#name", "Refunds")
    page.select_option("#all-1", "ticket.subject")
    page.locator("[name=all_op]").first.select_option("contains")
    page.locator("[name=all_value]").first.fill("refund")
    page.get_by_role("button", name="Add a condition").first.click()
    expect(page.locator("[name=all_field]")).to_have_count(2)
    expect(page.locator("[name=all_value]").first).to_have_value("refund")
    expect(page.locator("#name")).to_have_value("Refunds")
    page.select_option("#priority", "high")
    assert not look.axe()
    page.get_by_role("button", name="Keep the rule").click()
    expect(page.locator("h1")).to_have_text("Refunds")
    expect(page.locator("main")).to_contain_text("When a ticket is opened, if Subject contains refund")
    assert look.said == []
