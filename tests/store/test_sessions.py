"""Rows of sessions, links, tokens and failed attempts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from deskhand.kit import clock
from deskhand.store import sessions
from deskhand.store.db import Tx, acting_as
from deskhand.store.sessions import Session, TokenRow
from tests.database import Desk

WINDOW = timedelta(minutes=15)


async def opened(tx: Tx, user_id: UUID, digest: bytes, *, lasts: timedelta = timedelta(days=1)) -> UUID:
    session = Session(user_id=user_id, digest=digest * 32, address="::1", browser="b", expires_at=tx.now + lasts)
    return await sessions.add(tx, session)


async def test_a_session_that_is_used_lasts_longer_and_shows_its_user(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        session_id = await opened(tx, desk.customer.user_id, b"a")
    with clock.moved(timedelta(hours=1)):
        async with acting_as(desk.system) as tx:
            await sessions.touch(tx, session_id, expires_at=tx.now + timedelta(days=2))
            later = tx.now
    (row,) = await desk.as_owner("select last_seen_at, expires_at from sessions")
    assert tuple(row) == (later, later + timedelta(days=2))
    assert await desk.value("select last_seen_at from users where id = $1", desk.customer.user_id) == later
    assert await desk.value("select count(*) from users where last_seen_at is not null") == 1


async def test_sessions_end_one_by_one_or_all_but_one(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        first, second, _ = [await opened(tx, desk.customer.user_id, digest) for digest in (b"a", b"b", b"c")]
        other = await opened(tx, desk.agent.user_id, b"d")
        await sessions.end(tx, first)
        assert await sessions.end_others(tx, desk.customer.user_id, keep=second) == 1
        assert {row["id"] for row in await tx.rows("select id from sessions")} == {second, other}
        assert await sessions.end_others(tx, desk.customer.user_id, keep=None) == 1


async def test_a_link_is_used_once_and_a_new_one_replaces_it(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        ends = tx.now + timedelta(hours=1)
        await sessions.add_link(tx, user_id=desk.customer.user_id, digest=b"a" * 32, expires_at=ends)
        await sessions.add_link(tx, user_id=desk.customer.user_id, digest=b"b" * 32, expires_at=ends)
        assert await sessions.use_link(tx, b"a" * 32) is None
        assert await sessions.use_link(tx, b"b" * 32) == desk.customer.user_id
        assert await sessions.use_link(tx, b"b" * 32) is None
        await sessions.add_link(tx, user_id=desk.customer.user_id, digest=b"c" * 32, expires_at=ends)
    with clock.moved(timedelta(hours=1)):
        async with acting_as(desk.system) as tx:
            assert await sessions.use_link(tx, b"c" * 32) is None


async def test_a_token_is_revoked_once_and_shows_its_use(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        row = TokenRow(
            id=tx.new_id(), user_id=desk.agent.user_id, name="t", digest=b"a" * 32, scopes=["ticket:read"],
            expires_at=None,
        )  # fmt: skip
        await sessions.add_token(tx, row)
        await sessions.touch_token(tx, row.id)
        assert await sessions.working_tokens(tx, desk.agent.user_id) == 1
        assert await sessions.revoke_token(tx, row.id, of=desk.admin.user_id) is None
        assert await sessions.revoke_token(tx, row.id) == sessions.RevokedToken(user_id=desk.agent.user_id, name="t")
        assert await sessions.revoke_token(tx, row.id) is None
        assert await sessions.working_tokens(tx, desk.agent.user_id) == 0
        now = tx.now
    (kept,) = await desk.as_owner("select scopes, last_used_at, revoked_at from api_tokens")
    assert tuple(kept) == (["ticket:read"], now, now)


async def test_failures_count_in_windows_of_their_own(desk: Desk) -> None:
    async with acting_as(desk.system) as tx:
        await sessions.count_failure(tx, ["a", "b"], window=WINDOW)
        await sessions.count_failure(tx, ["a"], window=WINDOW)
        first = tx.now
        assert await sessions.failures(tx, ["a", "b", "c"], window=WINDOW) == {"a": (2, first), "b": (1, first)}
        await sessions.forgive(tx, ["b"])
    with clock.moved(WINDOW + timedelta(seconds=1)):
        async with acting_as(desk.system) as tx:
            assert await sessions.failures(tx, ["a", "b"], window=WINDOW) == {}
            await sessions.count_failure(tx, ["a"], window=WINDOW)
            assert await sessions.failures(tx, ["a"], window=WINDOW) == {"a": (1, tx.now)}


async def test_what_has_expired_is_forgotten_and_nothing_else(desk: Desk) -> None:
    await desk.as_owner("delete from one_time_links")
    async with acting_as(desk.system) as tx:
        await opened(tx, desk.customer.user_id, b"a")
        await opened(tx, desk.customer.user_id, b"b", lasts=timedelta(days=9))
        await sessions.add_link(tx, user_id=desk.customer.user_id, digest=b"c" * 32, expires_at=tx.now)
        await sessions.count_failure(tx, ["a"], window=WINDOW)
        assert await sessions.forget_expired(tx) == 0
    with clock.moved(timedelta(days=1, minutes=1)):
        async with acting_as(desk.system) as tx:
            assert await sessions.forget_expired(tx) == 3
    assert await desk.value("select count(*) from sessions") == 1
