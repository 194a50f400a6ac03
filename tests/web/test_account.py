"""The password: set after a one-time link, changed with the present one."""

from __future__ import annotations

from tests.database import Desk
from tests.web.guest import visiting

FIRST, SECOND = "correct horse battery staple", "a long and winding password"


async def test_the_first_password_needs_no_other(desk: Desk) -> None:
    async with visiting(desk, desk.customer) as guest:
        page = await guest.get("/account/password?first=1")
        assert "Present password" not in page.text
        short = await guest.post("/account/password", new="short", first="1")
        assert short.status == 422
        assert short.errors == ["The new password must have 10 characters or more"]
        assert "Present password" not in short.text
        assert (await guest.post("/account/password", new=FIRST, first="1")).location == "/dashboard/tickets"


async def test_a_password_is_changed_by_whoever_knows_it(desk: Desk) -> None:
    async with visiting(desk, desk.agent) as guest:
        await guest.post("/account/password", new=FIRST)
        assert "Present password" in (await guest.get("/account/password")).text
        wrong = await guest.post("/account/password", old="not this", new=SECOND)
        assert wrong.errors == ["The present password is not your password"]
        assert SECOND not in wrong.text
        assert (await guest.post("/account/password", old=FIRST, new=SECOND)).location == "/admin/support"


async def test_a_stranger_is_led_to_the_sign_in(desk: Desk) -> None:
    async with visiting(desk) as guest:
        assert (await guest.get("/account/password")).location == "/sign-in?goto=/account/password"
        assert (await guest.post("/account/password", new=FIRST)).location == "/sign-in?state=needed"
