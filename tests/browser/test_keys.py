"""Keys: each one of the registry does what its label says, and none does anything where people write."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from deskhand.web import keys
from deskhand.web.reader import reading
from tests.browser.looks import Look, begin_anew
from tests.web.gallery import PAGES, READER

pytestmark = pytest.mark.browser


def focused(selector: str) -> Callable[[Page], None]:
    return lambda page: expect(page.locator(selector)).to_be_focused()


def opened(menu: str) -> Callable[[Page], None]:
    return lambda page: expect(page.locator(menu)).to_have_attribute("open", "")


def gone_to(address: str) -> Callable[[Page], None]:
    return lambda page: page.wait_for_url(f"**{address}")


EFFECTS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "next": ("queue-ticket", focused(".ticketrow >> nth=3")),
    "previous": ("queue-ticket", focused(".ticketrow >> nth=1")),
    "reply": ("queue-note", focused("#reply")),
    "note": ("queue-ticket", focused("#note")),
    "assign": ("queue-ticket", opened("#menu-assign")),
    "status": ("queue-ticket", opened("#menu-status")),
    "priority": ("queue-ticket", opened("#menu-priority")),
    "tag": ("queue-ticket", focused("#tag-add")),
    "snooze": ("queue-ticket", opened("#menu-snooze")),
    "due": ("queue-ticket", opened("#menu-due")),
    "resolve": ("queue-ticket", focused("#resolution")),
    "search": ("queue-ticket", focused("[data-key=search]")),
    "select": ("queue-ticket", lambda page: expect(page.locator("#bulkcount")).to_have_text("1 selected")),
    "filter": ("queue-ticket", opened("#filters")),
    "create": ("queue-ticket", gone_to("/admin/support/new")),
    "go-all": ("queue-filtered", gone_to("/admin/support")),
    "go-mine": ("queue-ticket", gone_to("/admin/support?view=mine")),
    "go-unassigned": ("queue-ticket", gone_to("/admin/support?view=unassigned")),
    "go-search": ("queue-ticket", gone_to("/admin/search")),
    "template": ("queue-ticket", lambda page: expect(page.locator("#templates")).to_be_visible()),
    "help": ("queue-ticket", lambda page: expect(page.locator("#keysheet")).to_be_visible()),
}
ELSEWHERE = {"open", "back", "send", "take", "undo", "palette", "watch", "merge"}
"""Keys whose tests stand below, or with what they open: they need more than one press."""


@pytest.fixture
def look(eye: Look, gallery: str) -> Look:
    return begin_anew(eye, gallery + PAGES["queue-ticket"].at)


def press(page: Page, name: str) -> None:
    with reading(READER):
        for part in keys.key_of(name).keys:
            page.keyboard.press("Shift+Slash" if part == "?" else part.lower() if len(part) == 1 else part)


def test_every_key_has_its_test() -> None:
    with reading(READER):
        assert {key.name for key in keys.registry()} == set(EFFECTS) | ELSEWHERE


@pytest.mark.parametrize("name", EFFECTS)
def test_key_does_what_it_says(eye: Look, gallery: str, name: str) -> None:
    place, effect = EFFECTS[name]
    look = begin_anew(eye, gallery + PAGES[place].at)
    press(look.page, name)
    effect(look.page)
    assert not [said for said in look.said if "Failed to load resource" not in said]  # nobody answers in the gallery


def test_take_sends_the_form(look: Look, gallery: str) -> None:
    look.page.goto(gallery + PAGES["queue-unassigned"].at)
    with look.page.expect_request("**/assignment") as sent:
        press(look.page, "take")
    assert "agent=me" in (sent.value.post_data or "")
    assert sent.value.headers["x-csrf-token"] == "token"


def test_watch_sends_the_form(look: Look) -> None:
    with look.page.expect_request("**/watchers*") as sent:
        press(look.page, "watch")
    assert sent.value.method == "POST"


def test_undo_takes_back_the_reply_that_waits(look: Look, gallery: str) -> None:
    look.page.goto(gallery + PAGES["queue-held"].at)
    with look.page.expect_request("**/held/*/undo") as sent:
        press(look.page, "undo")
    assert sent.value.method == "POST"


def test_send_needs_words_and_sends_them_once(look: Look) -> None:
    look.page.focus("#reply")
    look.page.keyboard.type("Hello")
    with look.page.expect_request("**/replies") as sent:
        look.page.keyboard.press("Control+Enter")
    fields = dict(re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n--', sent.value.post_data or "", re.DOTALL))
    assert (fields["content"], fields["then"]) == ("Hello", "wait")


def test_open_follows_the_row_that_has_the_focus(look: Look) -> None:
    press(look.page, "next")
    with look.page.expect_request("**/admin/support/*") as asked:
        press(look.page, "open")
    assert asked.value.all_headers()["hx-target"] == "section#pane"


def test_back_closes_what_is_open_first(look: Look) -> None:
    press(look.page, "priority")
    look.page.keyboard.press("Escape")
    expect(look.page.locator("#menu-priority")).not_to_have_attribute("open", "")
    expect(look.page.locator("#menu-priority summary")).to_be_focused()
    look.page.focus("#reply")
    look.page.keyboard.press("Escape")
    expect(look.page.locator("#reply")).not_to_be_focused()
    look.page.keyboard.press("Escape")
    expect(look.page.locator(".ticketrow[aria-current]")).to_be_focused()


def test_no_key_works_where_people_write_or_with_modifiers(look: Look) -> None:
    page = look.page
    page.focus("#reply")
    page.keyboard.type("nrpesajkf?gm/c")
    assert page.input_value("#reply") == "nrpesajkf?gm/c"
    expect(page.locator("#keysheet")).to_be_hidden()
    page.evaluate("() => document.activeElement.blur()")
    for chord in ("Control+p", "Alt+n", "Meta+e"):
        page.dispatch_event("body", "keydown", _chord(chord))
    page.dispatch_event("body", "keydown", {"key": "p", "code": "KeyP", "bubbles": True, "isComposing": True})
    expect(page.locator("details[open]")).to_have_count(0)
    expect(page.locator("#composer")).to_have_attribute("data-mode", "reply")


def test_keys_are_found_by_their_place_on_other_layouts(look: Look) -> None:
    look.page.dispatch_event("body", "keydown", {"key": "з", "code": "KeyP", "bubbles": True})
    expect(look.page.locator("#menu-priority")).to_have_attribute("open", "")


def test_single_keys_can_be_switched_off(look: Look) -> None:
    press(look.page, "help")
    look.page.uncheck("#single-keys")
    look.page.keyboard.press("Escape")
    press(look.page, "priority")
    expect(look.page.locator("#menu-priority")).not_to_have_attribute("open", "")
    look.page.reload()
    press(look.page, "note")
    expect(look.page.locator("#composer")).to_have_attribute("data-mode", "reply")


def test_the_sheet_and_the_tooltips_print_the_registry(look: Look) -> None:
    press(look.page, "help")
    with reading(READER):
        registry = keys.registry()
    assert look.page.locator("#keysheet dt").all_inner_texts() == [key.label for key in registry]
    for key in registry:
        for target in look.page.locator(f'[data-key="{key.name}"]').all():
            title = target.get_attribute("title") or ""
            assert title.endswith(f"({' '.join(key.keys)})"), title
    assert not look.axe()
    assert not look.said


def _chord(text: str) -> dict[str, object]:
    modifier, key = text.split("+")
    return {"key": key, "code": f"Key{key.upper()}", "bubbles": True, f"{_FLAGS[modifier]}": True}


_FLAGS = {"Control": "ctrlKey", "Alt": "altKey", "Meta": "metaKey"}
