"""The documentation's door: open to all, drawn from our own files."""

from __future__ import annotations

from deskhand.web.headers import POLICY
from tests.database import Desk
from tests.web.guest import visiting


async def test_strangers_can_read_how_to_call_the_api(desk: Desk) -> None:
    async with visiting(desk) as guest:
        page = await guest.get("/api/docs")
    assert page.status == 200
    assert page.headers["content-security-policy"] == POLICY
    assert 'data-url="/api/openapi.json"' in page.text
    assert "https://" not in page.text
