"""The logo: what an admin uploads stands in the portal, at the door and in mails, and can be removed and undone."""

from __future__ import annotations

import re

from deskhand.kit.crypt import new_token
from deskhand.rules.logo import LARGEST
from tests.database import Desk
from tests.kit.test_thumbnail import drawn, huge_png, inked
from tests.web.asgi import Answer, request
from tests.web.guest import Guest, visiting

PATH = "/admin/settings/branding"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'


async def sent(guest: Guest, content: bytes, *, name: str = "north.png") -> Answer:
    """Send the page's form as a browser does."""
    boundary = new_token()[:20]
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="_csrf_token"\r\n\r\n{await guest.token()}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="logo"; filename="{name}"\r\n\r\n'
    )
    body = parts.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return await request(
        guest.application, "POST", f"{PATH}/logo", cookies=guest.cookies, content=body,
        headers={**guest.headers, "content-type": kind},
    )  # fmt: skip


def picture_in(page: str) -> tuple[str, str]:
    """Return the address and the words of the first logo in a page."""
    found = re.search(r'<img class="logo on-\w+" src="([^"]+)" alt="([^"]*)"', page)
    assert found is not None
    return found[1], found[2]


async def test_a_logo_stands_in_the_portal_and_at_the_door_until_it_is_removed(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        assert (await sent(guest, inked("#101010"))).location == f"{PATH}?saved=1"
        stranger = Guest(guest.application)
        for page in (await stranger.get("/sign-in"), await guest.get("/dashboard/tickets")):
            path, words = picture_in(page.text)
            assert words == "Deskhand"
        fetched = await Guest(guest.application).get(path)
        assert (fetched.status, fetched.headers["content-type"]) == (200, "image/png")
        assert fetched.content.startswith(b"\x89PNG")
        assert fetched.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert fetched.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in fetched.headers
        again = await stranger.get(path, {"If-None-Match": fetched.headers["etag"]})
        assert (again.status, again.content) == (304, b"")
        assert "on-light" in (await guest.get(PATH)).text

        await sent(guest, drawn("JPEG", (300, 60)), name="second.jpg")
        second, _ = picture_in((await stranger.get("/sign-in")).text)
        assert second != path
        old = await stranger.get(path)
        assert (old.status, old.location, old.headers["cache-control"]) == (302, second, "no-cache")
        page = await guest.get(PATH)
        assert re.search(r"north\.png \(\w{8}\)</span> → <span dir=\"auto\">second\.jpg \(\w{8}\)", page.text)
        await guest.post(f"{PATH}/logo/undo")
        assert picture_in((await stranger.get("/sign-in")).text)[0] == path
        assert (await stranger.get(path)).content == fetched.content

        await guest.post(f"{PATH}/logo/remove")
        assert 'class="logo' not in (await stranger.get("/sign-in")).text
        assert (await stranger.get(path)).status == 404


async def test_what_cannot_be_a_logo_is_refused_with_a_way_out(desk: Desk) -> None:
    async with visiting(desk, desk.admin) as guest:
        for content, name, words in (
            (SVG, "logo.png", "The logo is an SVG, which can carry scripts; export it as a PNG"),
            (b"%PDF-1.7 x", "logo.png", "The logo is application/pdf by its content"),
            (huge_png(), "logo.png", "more than 50 million pixels"),
            (b"\x89PNG\r\n\x1a\n" + bytes(LARGEST), "logo.png", "The logo is 5.0 MB"),
        ):
            answer = await sent(guest, content, name=name)
            assert answer.status == 422
            assert words in answer.errors[0]
        bare = await request(
            guest.application, "POST", f"{PATH}/logo", form={"_csrf_token": await guest.token()}, cookies=guest.cookies
        )
        assert bare.errors == ["The logo is missing; choose an image first"]
        assert (await guest.post(f"{PATH}/logo/undo")).status == 422


async def test_only_admins_change_it(desk: Desk) -> None:
    for who in (desk.agent, desk.customer):
        async with visiting(desk, who) as guest:
            assert (await sent(guest, inked("#101010"))).status in {403, 404}
            assert (await guest.post(f"{PATH}/logo/remove")).status in {403, 404}
            assert (await guest.post(f"{PATH}/logo/undo")).status in {403, 404}
