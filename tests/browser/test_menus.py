"""What opens: menus, drawers and sheets stay inside the window and hold under axe, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.looks import COLOURS, Look, begin_anew, looking
from tests.web.gallery import PAGES

MENUS = {
    "#filters": "queue", "#menu-status": "queue-ticket", "#menu-priority": "queue-ticket",
    "#menu-assign": "queue-ticket", "#menu-resolve": "queue-ticket", "#menu-send": "queue-ticket",
    ".account": "portal",
}  # fmt: skip

pytestmark = pytest.mark.browser


def inside(panel: Locator, width: int) -> bool:
    box = panel.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 900


@pytest.mark.parametrize("width", [320, 390, 1024, 1440])
@pytest.mark.parametrize("menu", MENUS)
def test_menu_opens_inside_the_window(gallery: str, eye: Look, menu: str, width: int) -> None:
    look = begin_anew(eye, gallery + PAGES[MENUS[menu]].at, width=width)
    look.page.click(f"{menu} > summary")
    panel = look.page.locator(f"{menu} > .panel")
    expect(panel).to_be_visible()
    assert inside(panel, width), panel.bounding_box()
    assert not look.small_targets()
    if width in {390, 1440}:
        assert not look.axe()
        look.page.emulate_media(color_scheme="dark")
        assert not look.axe(*COLOURS)
    assert not look.said


@pytest.mark.parametrize(("button", "drawer", "width"), [
    (".drawerbutton", "#details", 1024), (".drawerbutton", "#details", 390), (".tabbar button", "#side", 390),
])  # fmt: skip
def test_drawer_opens_and_closes(gallery: str, eye: Look, button: str, drawer: str, width: int) -> None:
    look = begin_anew(eye, gallery + PAGES["queue-ticket"].at, width=width)
    expect(look.page.locator(drawer)).to_be_hidden()
    look.page.click(button)
    expect(look.page.locator(drawer)).to_be_visible()
    assert inside(look.page.locator(drawer), width)
    assert not look.axe()
    look.page.emulate_media(color_scheme="dark")
    assert not look.axe(*COLOURS)
    look.page.keyboard.press("Escape")
    expect(look.page.locator(drawer)).to_be_hidden()
    assert not look.said


def test_menus_and_notes_work_without_script(browser: Browser, gallery: str) -> None:
    with looking(browser, java_script_enabled=False) as look:
        look.page.goto(gallery + PAGES["queue-ticket"].at)
        look.page.click("#menu-priority > summary")
        expect(look.page.locator("#menu-priority > .panel")).to_be_visible()
        expect(look.page.locator("#livestate")).to_be_hidden()
        assert (look.page.get_attribute('[data-mode-set="note"]', "href") or "").endswith("?mode=note#composer")
        look.page.goto(gallery + PAGES["queue-note"].at)
        expect(look.page.locator("#note")).to_be_visible()
        expect(look.page.locator("#reply")).to_be_hidden()


def test_the_theme_is_kept_on_this_device(browser: Browser, gallery: str) -> None:
    with looking(browser) as look:
        look.page.goto(gallery + PAGES["portal"].at)
        look.page.click(".account > summary")
        look.page.click('[data-theme-set="dark"]')
        expect(look.page.locator("html")).to_have_attribute("data-theme", "dark")
        look.page.goto(gallery + PAGES["sign-in"].at)
        expect(look.page.locator("html")).to_have_attribute("data-theme", "dark")
        look.page.click("[data-theme-flip]")
        expect(look.page.locator("html")).to_have_attribute("data-theme", "light")
