"""Lists in a real browser: narrowed, kept as a view, shared with everybody, exported with progress, removed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import Look, look_at
from tests.browser.running import ADMIN, AGENT, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "High and <low>"


@pytest.fixture(scope="module")
def kept() -> dict[str, Look]:
    """Return the pages on which somebody has signed in, for all tests of this file."""
    return {}


def signed_in(browser: Browser, running: Running, kept: dict[str, Look], email: str) -> Look:
    if email not in kept:
        kept[email] = look_at(running.sign_in(browser.new_context(viewport={"width": 1440, "height": 900}), email))
    return kept[email]


def test_a_view_is_made_shared_and_removed(browser: Browser, running: Running, kept: dict[str, Look]) -> None:
    admin = signed_in(browser, running, kept, ADMIN)
    page = admin.page
    page.goto(f"{running.address}/admin/support")
    page.keyboard.press("f")
    for priority in ("high", "low"):
        page.locator(f"#filters form [name=priority][value={priority}]").check()
    page.locator("#filters form button.primary").click()
    expect(page.locator(".chip:not(.clear)")).to_have_count(2)
    shown = page.locator("#rows .ticketrow").count()
    page.locator('a[href*="/settings/views/new"]').first.click()
    page.fill("#name", NAME)
    page.select_option("#scope", "shared")
    assert not admin.axe()
    page.get_by_role("button", name="Keep the view").click()
    expect(page.locator("h1")).to_have_text(NAME)
    entry = page.locator("#views a", has_text=NAME)
    expect(entry.locator(".count")).to_contain_text(str(shown))
    entry.click()
    expect(page.locator("#rows .ticketrow")).to_have_count(shown)

    agent = signed_in(browser, running, kept, AGENT)
    agent.page.goto(f"{running.address}/admin/search")
    agent.page.locator("#views a", has_text=NAME).click()
    expect(agent.page.locator("#rows .ticketrow")).to_have_count(shown)

    page.goto(f"{running.address}/dashboard/settings/views")
    page.locator(".records a", has_text=NAME).first.click()
    page.get_by_role("button", name="Remove the view").click()
    expect(page.locator(".notice")).to_contain_text("The view is removed")
    expect(page.locator("#views a", has_text=NAME)).to_have_count(0)
    agent.page.goto(f"{running.address}/admin/search")
    expect(agent.page.locator("#views a", has_text="Urgent")).to_be_visible()
    expect(agent.page.locator("#views a", has_text=NAME)).to_have_count(0)
    assert not admin.said
    assert not agent.said


def test_a_list_is_exported_with_progress(browser: Browser, running: Running, kept: dict[str, Look]) -> None:
    agent = signed_in(browser, running, kept, AGENT)
    page = agent.page
    page.goto(f"{running.address}/admin/support?priority=urgent")
    total = page.locator("#rows .ticketrow").count()
    page.keyboard.press("f")
    page.get_by_role("link", name="Export this list").click()
    expect(page.locator("h2").first).to_contain_text("Urgent priority")
    page.get_by_role("button", name="Write the export").click()
    saved = page.locator("#exports a[download]").first
    expect(saved).to_be_visible()  # the list reads itself again while something is being written
    assert not agent.axe()
    with page.expect_download() as got:
        saved.click()
    lines = got.value.path().read_text(encoding="utf-8").splitlines()
    assert (lines[0].split(",")[:2], len(lines) - 1) == (["number", "subject"], total)
    assert got.value.suggested_filename.startswith("tickets-")
    page.locator("#exports form button").first.click()
    expect(page.locator("#exports a[download]")).to_have_count(0)
    assert not agent.said
