"""Mails about accounts: written with a link that works, kept without it, never sent when it is over."""

from __future__ import annotations

import re
from typing import Any

from deskhand.actions.accounts import invite
from deskhand.actions.contract import act
from deskhand.actions.people import NewPerson
from deskhand.channels import open_channels
from deskhand.door.keys import LINK
from deskhand.reactions.deliver import Deliverer
from deskhand.rules.account import Purpose
from tests.actions.test_accounts import asked, follow_up
from tests.database import Desk


async def delivered(desk: Desk) -> dict[str, Any]:
    deliverer = Deliverer(
        open_channels(desk.settings), sender=desk.settings.support_email, link_token=desk.keys.link_token
    )
    while await deliverer.deliver_due(100):
        pass
    await deliverer.close()
    (row,) = await desk.as_owner("select * from deliveries order by id desc limit 1")
    return dict(row)


async def test_a_mail_takes_its_link_and_nothing_else_knows_it(desk: Desk) -> None:
    link = desk.keys.new_link()
    await act(desk.admin, invite, NewPerson(email="new@desk.test", first_name="Nia"), link)
    await follow_up()
    row = await delivered(desk)
    assert (row["state"], row["subject"]) == ("delivered", "You are invited to Deskhand")
    found = re.search(r"/invitation/([\w-]{43})", row["message"])
    assert found
    assert desk.keys.digest(LINK, found[1]) == link.digest
    assert row["message"].startswith("Hello Nia,\n\nAda Admin invited you to Deskhand.")
    for table in ("events", "one_time_links", "jobs"):
        rows = await desk.as_owner(f"select to_jsonb(t)::text as row from {table} t")  # noqa: S608 (names above)
        assert not [one for one in rows if found[1] in one["row"]]


async def test_a_link_that_is_over_is_not_sent(desk: Desk) -> None:
    await asked(desk, desk.agent.email, Purpose.SIGN_IN)
    await desk.as_owner("update one_time_links set expires_at = now() - interval '1 s'")
    row = await delivered(desk)
    assert (row["state"], row["reason"]) == ("suppressed", "link_over")
    assert row["message"] is None


async def test_who_was_deactivated_meanwhile_gets_none(desk: Desk) -> None:
    await asked(desk, desk.agent.email)
    await desk.as_owner("update users set is_active = false where id = $1", desk.agent.user_id)
    row = await delivered(desk)
    assert (row["state"], row["reason"]) == ("suppressed", "inactive")
