"""Finding who acts by a secret that they hold."""

from __future__ import annotations

from datetime import timedelta

from deskhand.actions.contract import act
from deskhand.actions.people import Credentials, make_sign_in_link, sign_in_with_link
from deskhand.actions.tokens import NewToken, create_token, revoke_token
from deskhand.kit import clock
from deskhand.queries import identity
from deskhand.rules.access import Can, Visitor
from deskhand.rules.sign_in import SESSION
from tests.database import Desk

LINK, SESSION_DIGEST, TOKEN = b"l" * 32, b"s" * 32, b"t" * 32


async def test_a_session_finds_its_person_until_it_ends(desk: Desk) -> None:
    await act(desk.system, make_sign_in_link, desk.customer.email, LINK)
    assert await identity.workspace_of_link(LINK) == desk.system.workspace_id
    tried = Credentials(email="", password="", digest=SESSION_DIGEST)
    await act(Visitor(desk.system.workspace_id), sign_in_with_link, LINK, tried)
    assert await identity.workspace_of_link(LINK) is None
    found = await identity.by_session(SESSION_DIGEST)
    assert found is not None
    assert (found.person.user_id, found.person.organization_id) == (
        desk.customer.user_id,
        desk.customer.organization_id,
    )
    assert await identity.by_session(b"x" * 32) is None
    with clock.moved(SESSION + timedelta(seconds=1)):
        assert await identity.by_session(SESSION_DIGEST) is None


async def test_a_token_carries_its_scopes_and_works_until_it_is_revoked(desk: Desk) -> None:
    wanted = NewToken(email=desk.agent.email, name="bot", digest=TOKEN, scopes=["ticket:read"])
    token_id = await act(desk.system, create_token, wanted)
    found = await identity.by_token(TOKEN)
    assert found is not None
    assert (found.person.may(Can.READ_TICKET), found.person.may(Can.REPLY)) == (True, False)
    await act(desk.system, revoke_token, token_id)
    assert await identity.by_token(TOKEN) is None


async def test_a_deactivated_user_is_nobody(desk: Desk) -> None:
    await act(desk.system, create_token, NewToken(email=desk.agent.email, name="bot", digest=TOKEN))
    await desk.as_owner("update users set is_active = false where id = $1", desk.agent.user_id)
    assert await identity.by_token(TOKEN) is None


async def test_a_sole_workspace_answers_every_host(desk: Desk) -> None:
    for host in ("localhost", "desk.example.com", ""):
        assert await identity.workspace_of_host(host) == desk.system.workspace_id
