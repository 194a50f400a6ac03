"""One's own account in one statement, and nothing of anybody else's."""

from __future__ import annotations

import pytest

from deskhand.queries.contract import ask
from deskhand.queries.profile import own_profile
from deskhand.rules.errors import NotFound
from tests.database import Desk
from tests.signed_in import signed_in


async def test_it_is_ones_own(desk: Desk) -> None:
    await signed_in(desk.agent, browser="Other/1")
    me = await signed_in(desk.customer, browser="Mine/1")
    found = await ask(me, own_profile)
    assert (found.email, found.has_password, found.phones) == ("dana@halcyon.test", False, [])
    assert [(one.browser, one.address, one.is_this) for one in found.sessions] == [("Mine/1", "192.0.2.7", True)]
    await desk.as_owner("update sessions set expires_at = now() - interval '1 s'")
    assert (await ask(me, own_profile)).sessions == []
    with pytest.raises(NotFound):
        await ask(desk.system, own_profile)
