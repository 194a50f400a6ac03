"""API tokens as their holders and admins read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tokens import NewToken, create_token, revoke_token
from deskhand.kit import clock
from deskhand.queries.contract import ask
from deskhand.queries.tokens import Wanted, list_tokens
from deskhand.rules.errors import Forbidden
from deskhand.rules.tokens import State
from tests.database import Desk


async def test_tokens_with_their_fate_and_never_themselves(desk: Desk) -> None:
    made = {}
    for place, (name, who) in enumerate((("import", desk.admin), ("sync", desk.agent), ("past", desk.agent))):
        wanted = NewToken(email=who.email, name=name, digest=bytes([place]) * 32)
        made[name] = await act(desk.system, create_token, wanted)
    await act(desk.system, revoke_token, made["import"])
    await desk.as_owner("update api_tokens set expires_at = $1 where name = 'past'", clock.now() - timedelta(hours=1))
    page = await ask(desk.admin, list_tokens, Wanted(limit=2))
    rest = await ask(desk.admin, list_tokens, Wanted(limit=2, cursor=page.next_cursor))
    assert [(one.name, one.email, one.state) for one in (*page.items, *rest.items)] == [
        ("past", desk.agent.email, "expired"), ("sync", desk.agent.email, "working"),
        ("import", desk.admin.email, "revoked"),
    ]  # fmt: skip
    assert (rest.next_cursor, hasattr(page.items[0], "digest")) == (None, False)
    told = [(step.name, step.label) for step in page.trail[:2]]
    assert told == [("token.revoked", "import"), ("token.created", "past")]
    for state, name in ((State.WORKING, "sync"), (State.EXPIRED, "past"), (State.REVOKED, "import")):
        assert [one.name for one in (await ask(desk.admin, list_tokens, Wanted(state=state))).items] == [name]
    own = await ask(desk.agent, list_tokens, Wanted(user_id=desk.admin.user_id))
    assert [one.name for one in own.items] == ["past", "sync"]
    assert {step.label for step in own.trail} == {"past", "sync"}
    assert (await ask(desk.other_agent, list_tokens, Wanted())).items == []
    with pytest.raises(Forbidden):
        await ask(desk.customer, list_tokens, Wanted())
