"""Users and tokens as those who manage them read them."""

from __future__ import annotations

import pytest

from deskhand.actions.contract import act
from deskhand.actions.people import NewToken, create_token, revoke_token
from deskhand.queries.contract import ask
from deskhand.queries.people import tokens, users
from deskhand.rules.errors import Forbidden
from tests.database import Desk


async def test_users_by_role_and_address(desk: Desk) -> None:
    found = await ask(desk.admin, users)
    assert [(user.role, user.email) for user in found] == [
        ("admin", "ada@desk.test"), ("admin", "admin@example.com"), ("agent", "maya@desk.test"),
        ("agent", "tom@desk.test"), ("customer", "dana@halcyon.test"), ("customer", "leo@brightline.test"),
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        await ask(desk.agent, users)


async def test_tokens_with_their_fate_and_never_themselves(desk: Desk) -> None:
    wanted = NewToken(email=desk.admin.email, name="import", digest=b"d" * 32)
    token_id = await act(desk.system, create_token, wanted)
    await act(desk.system, revoke_token, token_id)
    (token,) = await ask(desk.admin, tokens)
    assert (token.id, token.email, token.name, token.last_used_at) == (token_id, desk.admin.email, "import", None)
    assert token.revoked_at is not None
    assert not hasattr(token, "digest")
    with pytest.raises(Forbidden):
        await ask(desk.customer, tokens)
