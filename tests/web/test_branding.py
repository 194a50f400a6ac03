"""Branding: what an admin saves is on every page at once, and what cannot be read is refused."""

from __future__ import annotations

import re

from tests.database import Desk
from tests.web.guest import Guest, visiting

FORM = {
    "name": "Northwind Support", "accent": "#0b6b3a", "accent_dark": "", "support_address": "help@northwind.test",
    "welcome": "We answer by noon.", "time_zone": "Africa/Nairobi", "language": "en",
    "sign_up": "closed",
}  # fmt: skip
PATH = "/admin/settings/branding"


async def test_a_saved_brand_is_on_every_page(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert (await guest.post(PATH, **FORM)).location == f"{PATH}?saved=1"
        page = await guest.get(PATH)
        assert "#0b6b3a" in page.text
        assert "Africa/Nairobi" in page.text
        stranger = Guest(guest.application)
        door = await stranger.get("/sign-in")
        assert "<title>Sign in · Northwind Support</title>" in door.text
        lost = await stranger.get("/sign-in/link/unknown")
        assert "Northwind Support</title>" in lost.text
        sheet = await stranger.get(_sheet_of(door.text))
        assert "--accent: light-dark(oklch(" in sheet.text
        assert "immutable" in sheet.headers["cache-control"]
        plain = await stranger.get("/brand.css")
        assert plain.headers["cache-control"] == "private, no-cache"
        again = await stranger.get("/brand.css", {"If-None-Match": plain.headers["etag"]})
        assert (again.status, again.content) == (304, b"")


async def test_the_portal_shows_sentence_and_address(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        await guest.post(PATH, **FORM)
    async with visiting(desk, desk.customer) as customer:
        page = await customer.get("/dashboard/tickets")
    assert "We answer by noon." in page.text
    assert 'href="mailto:help@northwind.test"' in page.text


async def test_an_accent_that_cannot_be_read_is_refused_with_one_that_can(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        answer = await guest.post(PATH, **{**FORM, "accent": "#ffee00", "time_zone": "Nowhere"})
        assert answer.status == 422
        accent, zone = answer.errors
        assert accent.startswith("The accent: “#ffee00” has a contrast of 1.")
        assert zone.startswith("The time zone: “Nowhere” is not a time zone")
        better = re.search(r"passes is (#[0-9a-f]{6})", accent)
        assert better is not None
        assert (await guest.post(PATH, **{**FORM, "accent": better[1]})).status == 303
    assert await desk.value("select settings -> 'brand' ->> 'accent' from workspaces") == better[1]


async def test_a_preview_shows_colours_before_they_are_saved(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        page = await guest.get(f"{PATH}/preview?accent=%230b6b3a&name=Acme")
        assert "Acme" in page.text
        found = re.search(r'href="([^"]*preview\.css[^"]*)"', page.text)
        assert found is not None
        sheet = await guest.get(found[1].replace("&amp;", "&"))
        assert sheet.headers["content-type"].startswith("text/css")
        assert ".trial {" in sheet.text
        odd = await guest.get(f"{PATH}/preview?accent=red%3B%7D")
        assert "is not a colour" in odd.text
        assert (await guest.get("/brand.css")).content == b""


async def test_only_admins_come_here(desk: Desk) -> None:
    for who in (desk.agent, desk.customer):
        async with visiting(desk, who) as guest:
            assert [(await guest.get(path)).status for path in (PATH, f"{PATH}/preview", f"{PATH}/preview.css")] == [
                403, 403, 403,
            ]  # fmt: skip
            assert (await guest.post(PATH, **FORM)).status == 403


def _sheet_of(text: str) -> str:
    found = re.search(r'href="(/brand\.css\?v=[0-9a-f]{10})"', text)
    assert found is not None
    return found[1]
