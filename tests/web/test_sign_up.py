"""Signing up, from the form through the mail in the built-in mailbox to the portal."""

from __future__ import annotations

import re

from deskhand.actions.contract import act
from deskhand.actions.workspace import change_workspace
from deskhand.rules.workspace import ProfileChange
from tests.actions.test_accounts import follow_up
from tests.database import Desk
from tests.reactions.test_account import delivered
from tests.web.guest import visiting

NEW = "correct horse battery staple"


async def test_a_stranger_comes_by_mail_to_the_portal(desk: Desk) -> None:
    async with visiting(desk) as guest:
        assert 'href="/sign-up"' in (await guest.get("/sign-in")).text
        assert (await guest.get("/sign-up")).heading == "Sign up"
        asked = await guest.post("/sign-up", first_name="Nia", last_name="", email="nia@new.test")
        assert (asked.status, asked.heading) == (200, "Look into your mail")
        await follow_up()
        mail = await delivered(desk)
        assert (mail["recipient"], mail["state"]) == ("nia@new.test", "delivered")
        assert "Nia" not in mail["message"], "a stranger's words do not go out in our name"
        found = re.search(r"/sign-up/[\w-]{43}", mail["message"])
        assert found
        assert (await guest.get(found[0])).heading == "Confirm your address"
        assert await desk.value("select count(*) from users where email = 'nia@new.test'") == 0
        assert (await guest.post(found[0])).location == "/account/password?first=1"
        assert (await guest.get("/account/password?first=1")).heading == "Set your password"
        assert (await guest.post("/account/password", old="", new=NEW, first="1")).location == "/dashboard/tickets"
        assert (await guest.get("/dashboard/tickets")).status == 200
        assert (await guest.get("/sign-up")).location == "/dashboard/tickets"
        assert (await guest.get(found[0])).status == (await guest.post(found[0])).status == 404


async def test_the_answer_is_the_same_for_known_and_unknown(desk: Desk) -> None:
    form = {"first_name": "Nia", "last_name": ""}
    async with visiting(desk) as guest:
        known = await guest.post("/sign-up", **form, email=desk.agent.email)
        unknown = await guest.post("/sign-up", **form, email="nobody@nowhere.test")
        assert known.status == unknown.status == 200
        assert known.text.replace(await guest.token(), "") == unknown.text.replace(await guest.token(), "")
        wrong = await guest.post("/sign-up", first_name="", last_name="", email="me")
        assert (wrong.status, len(wrong.errors)) == (422, 2)
        assert 'value="me"' in wrong.text
        for _ in range(5):
            last = await guest.post("/sign-up", **form, email="nobody@nowhere.test")
        assert (last.status, int(last.headers["retry-after"]) > 0) == (429, True)


async def test_where_nobody_may_a_page_says_whom_to_ask(desk: Desk) -> None:
    await act(desk.admin, change_workspace, ProfileChange(sign_up="closed", support_address="help@desk.test"))
    async with visiting(desk) as guest:
        assert "/sign-up" not in (await guest.get("/sign-in")).text
        page = await guest.get("/sign-up")
        assert (page.status, page.heading) == (403, "Accounts are made by invitation")
        assert "help@desk.test" in page.text
        sent = await guest.post("/sign-up", first_name="Nia", last_name="", email="nia@new.test")
        assert (sent.status, sent.heading) == (403, page.heading)
        assert await desk.value("select count(*) from throttles") == 0
