"""Static files: those that are there and nothing else, kept for as long as they stay the same."""

from __future__ import annotations

import gzip

import pytest

from deskhand.web.template import STATIC, static_url
from tests.database import Desk
from tests.web.guest import visiting


async def test_a_file_is_kept_as_long_as_its_address_names_its_content(desk: Desk) -> None:
    async with visiting(desk) as guest:
        stamped = await guest.get(static_url("desk.css"))
        assert "immutable" in stamped.headers["cache-control"]
        assert stamped.headers["content-type"].startswith("text/css")
        assert stamped.content == (STATIC / "desk.css").read_bytes()
        plain = await guest.get("/static/page.js")
        assert plain.headers["cache-control"] == "no-cache"
        assert plain.headers["content-type"].startswith("text/javascript")
        again = await guest.get("/static/page.js", {"If-None-Match": plain.headers["etag"]})
        assert (again.status, again.content) == (304, b"")
        assert "content-encoding" not in plain.headers
        packed = await guest.get("/static/page.js", {"Accept-Encoding": "gzip, br"})
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content


@pytest.mark.parametrize(
    "name", ["../template.py", "%2e%2e/template.py", "nothing.css", "vendor/../../sign_in.html", "vendor", ""]
)
async def test_nothing_else_is_given(desk: Desk, name: str) -> None:
    async with visiting(desk) as guest:
        assert (await guest.get(f"/static/{name}")).status == 404
