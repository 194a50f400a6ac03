"""The desk in a real browser: a ticket is filed without script, seen live, answered, and every page follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looks import Look, look_at
from tests.browser.running import AGENT, CUSTOMER, STRANGER, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_numbers = count(1)
_SHAPE = """() => ['#list', '#pane'].map(selector => {
  const copy = document.querySelector(selector)?.cloneNode(true);
  if (!copy) return '';
  copy.querySelectorAll('input, textarea, time[data-ago], .scripted, #saved').forEach(part => part.remove());
  const tell = node => node.nodeType === 3 ? node.nodeValue.trim().replace(/\\s+/g, ' ') : node.nodeType !== 1 ? '' :
    `<${node.localName} ${[...node.attributes].map(a => `${a.name}=${a.value.trim()}`)
      .filter(a => !/^(data-htmx|class=$|open=|data-version)/.test(a)).sort().join(' ')}>` +
    [...node.childNodes].map(tell).join('');
  return tell(copy);
})"""


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """Close what a test opened."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def enter(
    browser: Browser, contexts: list[BrowserContext], running: Running, email: str, *, script: bool = True
) -> Look:
    context = browser.new_context(java_script_enabled=script, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(10_000)
    contexts.append(context)
    look = look_at(running.sign_in(context, email))
    if script:
        expect(look.page.locator("body")).to_have_attribute("data-live", "on")
    return look


def file_ticket(page: Page, running: Running, *, text: str = "It burns.") -> tuple[str, str]:
    """File a ticket in the portal; return its subject and its id."""
    subject = f"Printer on fire {next(_numbers)}"
    page.goto(f"{running.address}/dashboard/tickets/new")
    page.fill("#subject", subject)
    page.fill("#description", text)
    page.click("main button.primary")
    expect(page.locator(".sent .big")).to_have_text(re.compile(r"\d{4}-\d{2}-\d{5}"))
    return subject, page.url.split("/")[-2]


def open_ticket(page: Page, running: Running, ticket_id: str) -> None:
    page.goto(f"{running.address}/admin/support/{ticket_id}")
    expect(page.locator("body")).to_have_attribute("data-live", "on")


def differences(old: list[str], new: list[str]) -> list[str]:
    """Return what stands at the first place at which two pages differ."""
    found = []
    for mine, theirs in zip(old, new, strict=True):
        place = next((at for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
        if place is not None or len(mine) != len(theirs):
            at = min(len(mine), len(theirs)) if place is None else place
            found.append(f"…{mine[max(0, at - 150) : at + 150]}… became …{theirs[max(0, at - 150) : at + 150]}…")
    return found


def settle(page: Page) -> list[str]:
    """Show what waits behind the pill, and return what the page says."""
    page.mouse.move(5, 5)
    if page.locator("#fresh").is_visible():
        page.click("#fresh")
        expect(page.locator("#fresh")).to_be_hidden()
        page.mouse.move(5, 5)
    return list(page.evaluate(_SHAPE))


def test_a_ticket_filed_without_script_is_seen_live_and_answered(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    maya = enter(browser, contexts, running, AGENT)
    dana = enter(browser, contexts, running, CUSTOMER, script=False).page
    total = int(maya.page.inner_text("#total"))
    subject, ticket_id = file_ticket(dana, running)

    expect(maya.page.locator("#fresh")).to_have_text("1 new ticket")
    expect(maya.page.locator("#total")).to_have_text(str(total + 1))
    maya.page.click("#fresh")
    row = maya.page.locator(f"#row-{ticket_id} .ticketrow")
    row.click()
    expect(maya.page.locator("#ticket-head h1")).to_have_text(subject)
    expect(maya.page).to_have_url(f"{running.address}/admin/support/{ticket_id}")
    expect(row).to_have_attribute("aria-current", "true")

    maya.page.keyboard.press("r")
    expect(maya.page.locator("#reply")).to_be_focused()
    maya.page.keyboard.type("Use the extinguisher.")
    maya.page.keyboard.press("Control+Enter")
    expect(maya.page.locator("#timeline")).to_contain_text("Use the extinguisher.")
    expect(maya.page.locator("#toasts")).to_contain_text("Reply sent")
    expect(maya.page.locator("#reply")).to_have_value("")
    expect(maya.page.locator("#menu-status summary")).to_contain_text("Waiting for customer")
    expect(row.locator(".preview")).to_contain_text("Use the extinguisher.")

    dana.goto(f"{running.address}/dashboard/tickets/{ticket_id}")
    assert "Your turn" in dana.inner_text(".standing")
    dana.fill("#reply", "It is out, thanks.")
    dana.click("#reply-form button.primary")
    assert dana.locator(".letter").count() == 3
    expect(maya.page.locator("#timeline")).to_contain_text("It is out, thanks.")
    dana.click("text=It is solved")
    dana.click("text=Close the ticket")
    assert "Closed" in dana.inner_text(".standing")
    expect(maya.page.locator("#closedbar")).to_be_visible()
    dana.click("text=It is not solved")
    assert "is working on it" in dana.inner_text(".standing")
    assert not maya.said


def test_an_old_page_and_its_events_are_a_reloaded_page(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    dana = enter(browser, contexts, running, CUSTOMER)
    _, ticket_id = file_ticket(dana.page, running)
    other = enter(browser, contexts, running, AGENT).page
    open_ticket(other, running, ticket_id)
    maya = enter(browser, contexts, running, AGENT)
    open_ticket(maya.page, running, ticket_id)
    dana.page.goto(f"{running.address}/dashboard/tickets/{ticket_id}")
    expect(dana.page.locator("body")).to_have_attribute("data-live", "on")

    for step in (
        ('#menu-priority button[value="urgent"]', "#menu-priority", "changed priority"),
        ('form[action*="assignment"] button[data-key="take"]', "", "took the ticket"),
    ):
        if step[1]:
            other.click(f"{step[1]} summary")
        other.click(step[0])
        expect(maya.page.locator("#timeline")).to_contain_text(step[2])
    other.fill("#reply", "Which printer is it?")
    other.click("#reply-form .split > button.primary")
    expect(maya.page.locator("#timeline")).to_contain_text("Which printer is it?")
    expect(dana.page.locator("#talk")).to_contain_text("Which printer is it?", timeout=60_000)
    expect(dana.page.locator(".standing")).to_contain_text("Your turn")
    file_ticket(enter(browser, contexts, running, STRANGER, script=False).page, running)
    expect(maya.page.locator("#fresh")).to_contain_text("1 new ticket")

    expect(maya.page.locator("#timeline .badge.ok")).to_have_text("Delivered", timeout=60_000)
    for _ in range(3):  # a minute that passes in between changes words like “2m” on the one and not on the other
        seen = settle(maya.page)
        talk = dana.page.inner_text("main")
        for page in (maya.page, dana.page):
            page.reload()
            expect(page.locator("body")).to_have_attribute("data-live", "on")
        found = differences(seen, maya.page.evaluate(_SHAPE))
        talk_again = dana.page.inner_text("main")
        if not found and talk_again == talk:
            break
    assert found == []
    assert talk_again == talk
    assert not maya.said
    assert not dana.said


def test_what_is_being_written_stays_while_the_page_follows(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    dana = enter(browser, contexts, running, CUSTOMER).page
    _, ticket_id = file_ticket(dana, running)
    maya = enter(browser, contexts, running, AGENT)
    open_ticket(maya.page, running, ticket_id)
    maya.page.fill("#reply", "Half a sentence")
    maya.page.focus("#reply")
    dana.goto(f"{running.address}/dashboard/tickets/{ticket_id}")
    dana.fill("#reply", "And the toner is leaking.")
    dana.click("#reply-form button.primary")
    expect(maya.page.locator("#timeline")).to_contain_text("the toner is leaking")
    expect(maya.page.locator("#reply")).to_have_value("Half a sentence")
    expect(maya.page.locator("#reply")).to_be_focused()

    maya.page.keyboard.press("Escape")
    maya.page.keyboard.press("n")
    expect(maya.page.locator("#note")).to_be_focused()
    maya.page.keyboard.type("CANARY for the team")
    maya.page.keyboard.press("Control+Enter")
    expect(maya.page.locator(".message.note")).to_contain_text("CANARY for the team")
    expect(maya.page.locator("#reply")).to_have_value("Half a sentence")
    dana.reload()
    assert "CANARY" not in dana.content()

    expect(maya.page.locator("#saved")).to_have_text(re.compile("Draft kept|^$"))
    maya.page.reload()
    assert maya.page.input_value("#reply") == "Half a sentence"
    maya.page.click(".account summary")
    maya.page.click("text=Sign out")
    expect(maya.page.locator(".notice")).to_contain_text("You are signed out")
    assert not maya.page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('draft:'))")
    assert not maya.said


def test_a_newer_message_stops_a_reply_and_keeps_its_words(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    dana = enter(browser, contexts, running, CUSTOMER, script=False).page
    _, ticket_id = file_ticket(dana, running)
    maya = enter(browser, contexts, running, AGENT).page
    maya.route("**/live", lambda route: route.abort())
    open_page = f"{running.address}/admin/support/{ticket_id}"
    maya.goto(open_page)
    maya.fill("#reply", "An answer to the first message")
    dana.goto(f"{running.address}/dashboard/tickets/{ticket_id}")
    dana.fill("#reply", "Wait, it is another printer.")
    dana.click("#reply-form button.primary")
    maya.click("#reply-form .split > button.primary")
    expect(maya.locator("#conflict")).to_contain_text("Somebody wrote on this ticket while you did")
    expect(maya.locator("#conflict")).to_be_focused()
    expect(maya.locator("#timeline")).to_contain_text("another printer")
    expect(maya.locator("#reply")).to_have_value("An answer to the first message")
    expect(maya.locator("#timeline")).not_to_contain_text("An answer to the first message")
    maya.click("#reply-form .split > button.primary")
    expect(maya.locator("#timeline")).to_contain_text("An answer to the first message")


def test_events_during_a_break_are_caught_up_with(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    maya = enter(browser, contexts, running, AGENT).page
    context = contexts[-1]
    context.set_offline(True)
    maya.evaluate("() => document.querySelector('#live')._htmx.sse.reader.cancel()")
    expect(maya.locator("body")).to_have_attribute("data-live", "lost")
    expect(maya.locator("#livestate")).to_contain_text("Not connected")
    subject, _ = file_ticket(enter(browser, contexts, running, CUSTOMER, script=False).page, running)
    context.set_offline(False)
    expect(maya.locator("body")).to_have_attribute("data-live", "on", timeout=15_000)
    expect(maya.locator("#fresh")).to_be_visible()
    maya.click("#fresh")
    expect(maya.locator("#rows")).to_contain_text(subject)


def test_the_first_admin_comes_by_a_link_that_works_once(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    context = browser.new_context()
    contexts.append(context)
    look = look_at(context.new_page())
    look.page.goto(running.link)
    look.page.click("main button.primary")
    expect(look.page.locator("h1")).to_have_text("Set your password")
    look.page.fill("#new", "short")
    look.page.click("main button.primary")
    expect(look.page.locator(".errors")).to_be_focused()
    look.page.fill("#new", "a long and winding password")
    look.page.click("main button.primary")
    expect(look.page.locator("#list-title")).to_have_text("All active")

    pages = {"/mailbox": "Mailbox", "/admin/specimen": "Specimen", "/admin/support/new": "New ticket"}
    for path, heading in pages.items():
        look.page.goto(running.address + path)
        expect(look.page.locator("h1")).to_have_text(heading)
    look.page.goto(f"{running.address}/mailbox")
    look.page.locator(".mail").first.click()
    expect(look.page.frame_locator("iframe").locator("body")).not_to_be_empty()
    assert not look.said
    look.page.goto(running.link)
    expect(look.page.locator("h1")).to_have_text("This link no longer works")


def test_an_ended_session_leads_to_the_sign_in_and_back(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    dana = enter(browser, contexts, running, CUSTOMER, script=False).page
    _, ticket_id = file_ticket(dana, running)
    maya = enter(browser, contexts, running, AGENT).page
    contexts[-1].clear_cookies(name="deskhand_session")
    maya.locator(".ticketrow").first.click()
    maya.wait_for_url("**/sign-in?goto=*")
    maya.goto(f"{running.address}/admin/support/{ticket_id}")
    maya.fill("#email", AGENT)
    maya.fill("#password", "not this one")
    maya.click("main button.primary")
    expect(maya.locator(".errors")).to_contain_text("That did not work")
    maya.fill("#password", "correct horse battery staple")
    maya.click("main button.primary")
    maya.wait_for_url(f"**/admin/support/{ticket_id}")


def test_a_customer_sees_neither_the_queue_nor_others(
    browser: Browser, contexts: list[BrowserContext], running: Running
) -> None:
    leo = enter(browser, contexts, running, STRANGER, script=False).page
    _, ticket_id = file_ticket(leo, running)
    dana = enter(browser, contexts, running, CUSTOMER, script=False).page
    for path, heading in (
        (f"/dashboard/tickets/{ticket_id}", "There is nothing here"),
        (f"/admin/support/{ticket_id}", "This is not for your account"),
        ("/admin/support", "This is not for your account"),
        ("/mailbox", "This is not for your account"),
        ("/admin/specimen", "This is not for your account"),
    ):
        dana.goto(running.address + path)
        assert dana.inner_text("h1") == heading, path
