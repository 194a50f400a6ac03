"""The palette in a real browser: by keys alone, from the one registry, with what a search finds, and safe in an IME."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from deskhand.web import keys
from deskhand.web.reader import reading
from tests.browser.looks import look_at, looking
from tests.browser.running import AGENT, Running
from tests.web.gallery import PAGES, READER

pytestmark = pytest.mark.browser


def options(page: Page) -> list[str]:
    return page.locator("#palette-list [role=option] > span:first-child").all_inner_texts()


def test_actions_and_places_by_keys_alone(browser: Browser, gallery: str) -> None:
    with looking(browser) as look:
        page = look.page
        page.goto(gallery + PAGES["queue-ticket"].at)
        page.focus("#reply")
        page.keyboard.press("Control+k")
        expect(page.locator("#palette-text")).to_be_focused()
        with reading(READER):
            labels = {key.label for key in keys.registry()}
        offered = options(page)
        assert {"Assign", "Resolve", "Write an internal note", "Insert a template"} <= labels & set(offered)
        assert "Take back what was sent last" not in offered, "nothing here can be taken back"
        assert {"All active", "Unassigned", "Workspace › Branding"} <= set(offered)
        assert not look.axe()

        field = page.locator("#palette-text")
        expect(field).to_have_attribute("aria-activedescendant", "palette-0")
        page.keyboard.press("ArrowUp")
        expect(field).to_have_attribute("aria-activedescendant", f"palette-{len(offered) - 1}")
        expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
        page.keyboard.type("internal nóte")
        assert options(page)[0] == "Write an internal note"
        page.dispatch_event("#palette-text", "keydown", {"key": "Enter", "keyCode": 229, "bubbles": True})
        expect(page.locator("#palette")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#palette")).to_be_hidden()
        expect(page.locator("#note")).to_be_focused()

        page.keyboard.press("Control+k")
        page.keyboard.type("zz")
        expect(page.locator("#palette-none")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#note")).to_be_focused()
        page.keyboard.press("Control+k")
        page.keyboard.type("unassi")
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin/support?view=unassigned")
        assert not [said for said in look.said if "404" not in said]


def test_tickets_and_people_are_found(browser: Browser, running: Running) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    look = look_at(running.sign_in(context, AGENT))
    page = look.page
    page.keyboard.press("Control+k")
    page.keyboard.type("halcyon")
    expect(page.locator("#palette-list [role=group][aria-label=Organizations]")).to_contain_text("Halcyon Legal")
    expect(page.locator("#palette-said")).to_contain_text("result")
    subject = page.locator("#palette-list [role=group][aria-label=Tickets] [role=option] > span").first.inner_text()
    while page.locator("[role=option][aria-selected=true] > span").first.inner_text() != subject:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head h1")).to_have_text(subject)
    name = page.evaluate("""async () => {
        const name = `Calm ${crypto.randomUUID().slice(0, 4)}`;
        const token = document.querySelector("[name=_csrf_token]").value;
        const kept = { once: "", name, scope: "private", active: "yes", priority: "low" };
        const form = new URLSearchParams({ _csrf_token: token, ...kept });
        await fetch("/admin/settings/macros", { method: "POST", body: form });
        return name;
    }""")
    page.keyboard.press("Control+k")
    page.keyboard.type(name.lower())
    expect(page.locator("#palette-list [role=group][aria-label=Macros] [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#ran")).to_contain_text("The macro has run")
    with page.expect_response(lambda answer: answer.url == page.url):
        page.evaluate("""() => {
            const data = JSON.stringify({ ticket: document.querySelector("#pane").dataset.ticket });
            document.querySelector("#live").dispatchEvent(new CustomEvent("ticket", { detail: { data } }));
        }""")
    page.wait_for_timeout(300)
    expect(page.locator("#ran")).to_contain_text("can be taken back")
    page.keyboard.press("Control+k")
    page.keyboard.type("halcyon")
    companies = page.locator("#palette-list [role=group][aria-label=Organizations] [role=option]")
    companies.first.click()
    expect(page.locator("h1")).to_have_text("Halcyon Legal")
    assert not look.said
    context.close()
