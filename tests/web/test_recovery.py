"""Ways to an account that begin in a mail."""

from __future__ import annotations

from deskhand.actions.accounts import ask_for_address, invite
from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson
from deskhand.rules.access import Role
from deskhand.rules.account import Purpose
from tests.actions.test_accounts import asked, follow_up
from tests.database import Desk
from tests.signed_in import signed_in
from tests.web.guest import visiting

NEW = "correct horse battery staple"


async def test_the_answer_is_the_same_for_known_and_unknown(desk: Desk) -> None:
    async with visiting(desk) as guest:
        assert "/forgot" in (await guest.get("/sign-in")).text
        known = await guest.post("/forgot", email=desk.agent.email, purpose="password")
        unknown = await guest.post("/forgot", email="nobody@nowhere.test", purpose="password")
        assert (known.status, known.heading) == (unknown.status, unknown.heading) == (200, "Look into your mail")
        assert known.text.replace(await guest.token(), "") == unknown.text.replace(await guest.token(), "")
        wrong = await guest.post("/forgot", email="me", purpose="password")
        assert wrong.status == 422
        for _ in range(5):
            last = await guest.post("/forgot", email=desk.agent.email, purpose="sign_in")
        assert last.status == 429
        assert int(last.headers["retry-after"]) > 0


async def test_a_reset_link_opens_the_account_with_a_new_password(desk: Desk) -> None:
    link = await asked(desk, desk.agent.email)
    path = f"/reset/{desk.keys.link_token(link.id)}"
    async with visiting(desk) as guest:
        assert (await guest.get(path)).heading == "Set a new password"
        assert (await guest.get(path.replace("reset", "invitation"))).status == 404
        assert (await guest.post(path, new="short")).errors == ["The new password must have 10 characters or more"]
        assert (await guest.post(path, new=NEW)).location == "/admin/support"
        assert (await guest.get("/admin/support")).status == 200
        assert (await guest.get(path)).heading == "This link no longer works"
        assert (await guest.post(path, new=NEW)).status == 404


async def test_an_invitation_is_accepted(desk: Desk) -> None:
    link = desk.keys.new_link()
    await act(desk.admin, invite, NewPerson(email="new@halcyon.test", role=Role.CUSTOMER), link)
    async with visiting(desk) as guest:
        path = f"/invitation/{desk.keys.link_token(link.id)}"
        assert (await guest.get(path)).heading == "Welcome"
        assert (await guest.post(path, new=NEW)).location == "/dashboard/tickets"


async def test_a_sign_in_link_works_at_the_page_of_links(desk: Desk) -> None:
    link = await asked(desk, desk.agent.email, Purpose.SIGN_IN)
    async with visiting(desk) as guest:
        path = f"/sign-in/link/{desk.keys.link_token(link.id)}"
        assert (await guest.post(path)).status == 303
        assert (await guest.post(path)).status == 404


async def test_a_new_address_is_confirmed_by_a_button(desk: Desk) -> None:
    link = desk.keys.new_link()
    await act(await signed_in(desk.customer), ask_for_address, "dana@new.test", link, password="")
    await follow_up()
    path = f"/address/{desk.keys.link_token(link.id)}"
    async with visiting(desk) as guest:
        assert (await guest.get(path)).heading == "Confirm your address"
        assert "dana@new.test" in (await guest.post(path)).text
        assert (await guest.post(path)).status == 404
        assert (await guest.get(path)).heading == "This link no longer works"
