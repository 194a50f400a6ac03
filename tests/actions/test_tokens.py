"""API tokens: made for oneself, no wider than their holder, revoked by holder and admins."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from deskhand.actions.contract import act
from deskhand.actions.tokens import NewToken, create_token, note_token_used, revoke_token
from deskhand.kit import clock
from deskhand.rules import tokens
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.store import everywhere
from tests.database import Desk


def token(who: Person, *, digest: bytes = b"t" * 32, name: str = "t", scopes: list[str] | None = None) -> NewToken:
    """Return a token that is wanted for somebody."""
    return NewToken(email=who.email, name=name, digest=digest, scopes=scopes)


async def test_a_token_has_no_more_than_its_users_rights(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        await act(desk.system, create_token, token(desk.agent, scopes=["ticket:read", "token:manage", "x"]))
    assert refused.value.fields == {"scopes": "token:manage, x: not among what the user's role may do"}
    for name in ("", " ", "x" * 101, "a\nb"):
        with pytest.raises(Invalid):
            await act(desk.system, create_token, token(desk.agent, name=name))
    for who in (desk.admin, desk.customer, replace(desk.agent, token_id=uuid4())):
        with pytest.raises(Forbidden):
            await act(who, create_token, token(desk.agent))
    await act(desk.agent, create_token, token(desk.agent, name=" mine "))
    assert await desk.value("select name from api_tokens") == "mine"


async def test_a_token_is_narrowed_when_its_user_falls(desk: Desk) -> None:
    await act(desk.system, create_token, token(desk.admin))
    await desk.as_owner("update users set role = 'customer' where id = $1", desk.admin.user_id)
    found = await everywhere.person_of_token(b"t" * 32, clock.now())
    assert found is not None
    assert not found.person.may(Can.WORK_QUEUE)


async def test_a_token_is_revoked_by_its_holder_or_an_admin(desk: Desk) -> None:
    ids = [await act(desk.agent, create_token, token(desk.agent, digest=bytes([n]) * 32)) for n in range(2)]
    await act(desk.system, note_token_used, ids[0])
    found = await everywhere.person_of_token(bytes(32), clock.now())
    assert found is not None
    assert found.last_used_at is not None
    with pytest.raises(NotFound):
        await act(desk.other_agent, revoke_token, ids[0])
    await act(desk.agent, revoke_token, ids[0])
    await act(desk.admin, revoke_token, ids[1])
    assert await everywhere.person_of_token(bytes(32), clock.now()) is None
    for gone in (*ids, uuid4()):
        with pytest.raises(NotFound):
            await act(desk.admin, revoke_token, gone)
    told = await desk.as_owner("select payload ->> 'label' from events where name = 'token.revoked'")
    assert [row[0] for row in told] == ["t", "t"]


async def test_nobody_has_more_working_tokens_than_there_is_use_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST", 1)
    first = await act(desk.agent, create_token, token(desk.agent))
    with pytest.raises(Conflict, match="You have 1 tokens that work"):
        await act(desk.agent, create_token, token(desk.agent, digest=b"u" * 32))
    await act(desk.agent, revoke_token, first)
    await act(desk.agent, create_token, token(desk.agent, digest=b"u" * 32))
