"""Calendars in a real browser: the parts of a chosen country, a file, the coming days and a policy."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import look_at
from tests.browser.running import ADMIN, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Ours", "DTSTART;VALUE=DATE:20000102", "RRULE:FREQ=YEARLY")
FILE = "\r\n".join((*LINES, "END:VEVENT", "END:VCALENDAR", "")).encode()


def test_a_calendar_is_made_and_a_policy_counts_by_it(browser: Browser, running: Running) -> None:
    look = look_at(running.sign_in(browser.new_context(viewport={"width": 390, "height": 900}), ADMIN))
    page, settings = look.page, f"{running.address}/dashboard/settings"
    page.goto(f"{settings}/calendars/new")
    page.fill("#name", "Munich")
    page.select_option("#country", "DE")
    page.select_option("#part", "BY")
    page.get_by_role("button", name="Put them on the list").click()
    expect(page.locator("#holidays")).to_have_value(re.compile("-11-01 Allerheiligen"))
    page.set_input_files("#ics", {"name": "ours.ics", "mimeType": "text/calendar", "buffer": FILE})
    page.get_by_role("button", name="Put the file’s days on the list").click()
    expect(page.locator("#holidays")).to_have_value(re.compile("-01-02 Ours"))
    expect(page.locator("#holidays")).to_have_value(re.compile("-11-01 Allerheiligen"))
    page.get_by_role("button", name="Show the coming days").click()
    expect(page.locator(".panelcard:has(#days) li")).to_have_count(14)
    assert not look.axe()
    page.locator("#monday").press("Enter")
    expect(page.locator("h1")).to_have_text("Munich")
    page.goto(f"{settings}/policies/new")
    page.fill("#name", "Gold")
    page.select_option("#calendar", label="Munich")
    page.locator("#targets-next_response-high").fill("1h 30m")
    page.get_by_role("button", name="Keep the policy").click()
    expect(page.locator("h1")).to_have_text("Gold")
    assert not look.axe()
    page.get_by_role("button", name="Remove the policy").click()
    expect(page.locator(".notice")).to_contain_text("The policy is removed")
    assert not look.said
