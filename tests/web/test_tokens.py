"""The pages of API tokens: made and shown once, listed, revoked, by agents their own and by admins all."""

from __future__ import annotations

import re

from deskhand.actions.contract import act
from deskhand.actions.tokens import NewToken, create_token
from deskhand.door.keys import TOKEN
from deskhand.kit import clock
from deskhand.rules.access import Can
from deskhand.store import everywhere
from tests.database import Desk
from tests.web.guest import visiting

OWN, ALL = "/dashboard/settings/tokens", "/admin/settings/tokens"


async def test_a_token_is_made_shown_once_and_revoked(desk: Desk) -> None:
    form = {"name": "Nightly <sync>", "days": "30", "all": "", "scopes": "ticket:read", "once": "k"}
    async with visiting(desk, desk.agent) as guest:
        assert "No token works" in (await guest.get(OWN)).text
        wrong = await guest.post(OWN, **{**form, "days": "5", "once": "w"})
        assert (wrong.status, wrong.errors) == (
            422, ["How long it works: “5” is not one of 7, 30, 90, 365, or nothing for no end"],
        )  # fmt: skip
        assert 'value="ticket:read" checked' in wrong.text
        assert (
            (await guest.post(OWN, name="n", days="", all="", once="x")).errors[0].startswith("What the token may do")
        )
        made = await guest.post(OWN, **form)
        [secret] = re.findall(r'value="(dh_[\w-]{43})"', made.text)
        assert (made.status, made.headers["cache-control"]) == (201, "no-store")
        found = await everywhere.person_of_token(desk.keys.digest(TOKEN, secret), clock.now())
        assert found is not None
        assert (found.person.user_id, found.person.scopes) == (desk.agent.user_id, frozenset({Can.READ_TICKET}))
        again = await guest.post(OWN, **form)
        assert (again.status, "shown only once" in again.text) == (409, True)
        page = (await guest.get(OWN)).text
        assert secret not in page + again.text
        assert ("Nightly &lt;sync&gt;" in page, "Read tickets and their public messages" in page) == (True, True)
        [revoke] = re.findall(rf"{OWN}/[\w-]+/revoke", page)
        assert (await guest.post(revoke)).location == f"{OWN}?said=revoked"
        assert (await guest.post(revoke)).status == 404
        shut = (await guest.get(f"{OWN}?state=revoked")).text
        assert "Nightly &lt;sync&gt;" in shut
        assert ("revoked an API token" in shut, "/revoke" in shut) == (True, False)
        assert (await guest.get(ALL)).status in {403, 404}
    assert await everywhere.person_of_token(desk.keys.digest(TOKEN, secret), clock.now()) is None


async def test_admins_see_and_revoke_those_of_everybody(desk: Desk) -> None:
    token_id = await act(desk.agent, create_token, NewToken(email=desk.agent.email, name="sync", digest=b"t" * 32))
    async with visiting(desk, desk.admin) as guest:
        page = (await guest.get(ALL)).text
        assert (f"/people/{desk.agent.user_id}" in page, "All that the role may do" in page) == (True, True)
        assert f"{OWN}/{token_id}/revoke" not in (await guest.get(OWN)).text
        assert (await guest.post(f"{ALL}/{token_id}/revoke")).location == f"{ALL}?said=revoked"
        assert "sync" in (await guest.get(f"{ALL}?state=revoked")).text
    async with visiting(desk, desk.customer) as guest:
        assert (await guest.get(OWN)).status in {403, 404}
