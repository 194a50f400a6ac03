"""Files in a real browser: chosen and dropped in the composer, stopped, sent; and without script in the portal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import look_at
from tests.browser.running import AGENT, CUSTOMER, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_DROP = """() => {
  const data = new DataTransfer();
  data.items.add(new File(["dropped"], "dropped.txt", {type: "text/plain"}));
  const box = document.querySelector("#reply");
  for (const type of ["dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
  }
}"""


def test_from_the_portal_without_script_to_the_composer_with_it(
    browser: Browser, running: Running, tmp_path: Path
) -> None:
    log, large = tmp_path / "log.txt", tmp_path / "large.bin"
    log.write_text("line one")
    large.write_bytes(bytes(26 * 1024 * 1024))
    bare = browser.new_context(java_script_enabled=False)
    dana = running.sign_in(bare, CUSTOMER)
    dana.goto(f"{running.address}/dashboard/tickets/new")
    dana.fill("#subject", "With a file")
    dana.fill("#description", "See the log.")
    dana.set_input_files("#files", log)
    dana.click("main button.primary")
    expect(dana.locator(".sent .big")).to_have_text(re.compile(r"\d{4}-\d{2}-\d{5}"))
    ticket_id = dana.url.split("/")[-2]

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    look = look_at(running.sign_in(context, AGENT))
    page = look.page
    page.goto(f"{running.address}/admin/support/{ticket_id}")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    expect(page.locator(".message .files")).to_contain_text("log.txt")
    files = page.locator("#reply-form .uploads li")
    page.set_input_files("#reply-files", [log, large])
    expect(files).to_have_count(2)
    expect(page.locator("#reply-form .uploads .bad")).to_contain_text("larger than")
    page.click("#reply-form .uploads .bad button")
    page.evaluate(_DROP)
    expect(files).to_have_count(2)
    expect(page.locator("#reply-form .uploads progress")).to_have_count(0)
    assert not look.axe()
    page.fill("#reply", "Here are both.")
    page.click("#reply-form .split > button.primary")
    expect(page.locator("#timeline .message").last).to_contain_text("dropped.txt")
    expect(files).to_have_count(0)
    dana.goto(f"{running.address}/dashboard/tickets/{ticket_id}")
    expect(dana.locator(".talk .files").last).to_contain_text("dropped.txt")
    assert not [said for said in look.said if "413" not in said]
    bare.close()
    context.close()
