"""Signing in and out: sessions, one-time links, throttling, and where one is led."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import set_password_of
from deskhand.door.identity import COOKIE
from deskhand.rules.sign_in import FAILURES_PER_ACCOUNT
from tests.database import Desk
from tests.web.guest import link_for, visiting

PASSWORD = "correct horse battery staple"


async def test_the_way_in_and_out(desk: Desk) -> None:
    await act(desk.system, set_password_of, desk.agent.email, PASSWORD)
    async with visiting(desk) as guest:
        assert (await guest.get("/")).location == "/sign-in"
        asked = await guest.get("/admin/support?status=open")
        assert asked.status == 303
        assert asked.location == "/sign-in?goto=/admin/support%3Fstatus%3Dopen"

        wrong = await guest.post("/sign-in", email=desk.agent.email, password="no", goto="/admin/support?status=open")
        assert wrong.status == 401
        assert "We do not say which" in wrong.text
        assert 'value="/admin/support?status=open"' in wrong.text
        assert COOKIE not in guest.cookies
        nobody = await guest.post("/sign-in", email="nobody@desk.test", password="no")
        assert (nobody.status, nobody.heading) == (wrong.status, wrong.heading)

        right = await guest.post("/sign-in", email=f" {desk.agent.email} ", password=PASSWORD, goto="/admin/support")
        assert right.location == "/admin/support"
        cookie = right.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert (await guest.get("/")).location == "/admin/support"
        assert (await guest.get("/sign-in")).location == "/admin/support"

        kept = guest.cookies[COOKIE]
        assert (await guest.post("/sign-out")).location == "/sign-in?state=signed-out"
        guest.cookies[COOKIE] = kept
        assert (await guest.get("/admin/support")).status == 303, "an ended session must not open anything"


@pytest.mark.parametrize("goto", ["https://evil.test/", "//evil.test/", "/\\evil.test", "/sign-out", "/x\r\ny: z", "x"])
async def test_nobody_is_led_elsewhere(desk: Desk, goto: str) -> None:
    await act(desk.system, set_password_of, desk.customer.email, PASSWORD)
    async with visiting(desk) as guest:
        answer = await guest.post("/sign-in", email=desk.customer.email, password=PASSWORD, goto=goto)
        assert answer.location == "/dashboard/tickets"


async def test_too_many_attempts_wait(desk: Desk) -> None:
    async with visiting(desk) as guest:
        for _ in range(FAILURES_PER_ACCOUNT):
            assert (await guest.post("/sign-in", email=desk.agent.email, password="no")).status == 401
        late = await guest.post("/sign-in", email=desk.agent.email, password="no")
        assert late.status == 429
        assert int(late.headers["retry-after"]) > 0
        assert "wait 15 minutes" in late.text


async def test_a_link_works_once_and_only_by_its_button(desk: Desk) -> None:
    token = await link_for(desk, desk.admin)
    async with visiting(desk) as guest:
        for _ in range(2):
            assert "made for you alone" in (await guest.get(f"/sign-in/link/{token}")).text
        used = await guest.post(f"/sign-in/link/{token}")
        assert used.location == "/account/password?first=1"
        assert COOKIE in guest.cookies
        del guest.cookies[COOKIE]
        for answer in (await guest.get(f"/sign-in/link/{token}"), await guest.post(f"/sign-in/link/{token}")):
            assert answer.status == 404
            assert answer.heading == "This link no longer works"
            assert COOKIE not in guest.cookies


async def test_a_form_without_its_token_is_refused(desk: Desk) -> None:
    async with visiting(desk) as guest:
        answer = await guest.post_bare("/sign-in", {"email": "a@b.test", "password": "x"})
        assert answer.status == 403
        assert answer.heading == "This page was open for too long"
