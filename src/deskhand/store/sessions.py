"""Rows of sessions, one-time links, API tokens, and of failed attempts to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from deskhand.rules.account import Purpose
from deskhand.store.db import Tx


class Session(Struct, frozen=True, kw_only=True):
    """A session that is about to be written; the token itself is never stored."""

    user_id: UUID
    digest: bytes
    address: str
    browser: str
    expires_at: datetime


class LinkRow(Struct, frozen=True, kw_only=True):
    """A one-time link that is about to be written; only one for a new address has `new_email`."""

    id: UUID
    user_id: UUID
    purpose: Purpose
    digest: bytes
    expires_at: datetime
    new_email: str | None = None


class UsedLink(Struct, frozen=True, kw_only=True):
    """A link that was used up just now."""

    user_id: UUID
    new_email: str | None


class SignUpLink(Struct, frozen=True, kw_only=True):
    """A link by which a stranger proves an address, with what they said of themselves; it is no user's."""

    id: UUID
    email: str
    digest: bytes
    first_name: str
    last_name: str
    expires_at: datetime


class Proven(Struct, frozen=True, kw_only=True):
    """An address that was proved just now, and the names that were given with it."""

    email: str
    first_name: str
    last_name: str


class TokenRow(Struct, frozen=True, kw_only=True):
    """An API token that is about to be written."""

    id: UUID
    user_id: UUID
    name: str
    digest: bytes
    scopes: list[str] | None
    expires_at: datetime | None


class RevokedToken(Struct, frozen=True, kw_only=True):
    """A token that was revoked just now: whose it was, and what it was called."""

    user_id: UUID
    name: str


async def add(tx: Tx, session: Session) -> UUID:
    """Write a session and return its id."""
    session_id = tx.new_id()
    await tx.change(
        "insert into sessions (workspace_id, id, user_id, digest, address, browser, created_at, last_seen_at, "
        "expires_at) values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        tx.workspace_id, session_id, session.user_id, session.digest, session.address, session.browser, tx.now,
        session.expires_at,
    )  # fmt: skip
    return session_id


async def touch(tx: Tx, session_id: UUID, *, expires_at: datetime) -> None:
    """Note that a session and its user were seen now, and move the session's end."""
    await tx.change(
        "with seen as (update sessions set last_seen_at = $3, expires_at = $4 where workspace_id = $1 and id = $2 "
        "returning user_id) update users set last_seen_at = $3 from seen where workspace_id = $1 and id = user_id",
        tx.workspace_id, session_id, tx.now, expires_at,
    )  # fmt: skip


async def end(tx: Tx, session_id: UUID) -> None:
    """Remove a session."""
    await tx.change("delete from sessions where workspace_id = $1 and id = $2", tx.workspace_id, session_id)


async def end_of(tx: Tx, user_id: UUID, session_id: UUID) -> bool:
    """Remove one session of a user; False when it is not there, or another's."""
    ended = await tx.change(
        "delete from sessions where workspace_id = $1 and user_id = $2 and id = $3",
        tx.workspace_id, user_id, session_id,
    )  # fmt: skip
    return ended == 1


async def end_others(tx: Tx, user_id: UUID, *, keep: UUID | None) -> int:
    """Remove a user's sessions but one; return how many."""
    return await tx.change(
        "delete from sessions where workspace_id = $1 and user_id = $2 and id is distinct from $3",
        tx.workspace_id, user_id, keep,
    )  # fmt: skip


async def forget_expired(tx: Tx) -> int:
    """Remove sessions, links and throttles past their time; return how many."""
    ended = await tx.change("delete from sessions where workspace_id = $1 and expires_at < $2", tx.workspace_id, tx.now)
    ended += await tx.change(
        "delete from one_time_links where workspace_id = $1 and expires_at < $2", tx.workspace_id, tx.now
    )
    return ended + await tx.change(
        "delete from throttles where workspace_id = $1 and since < $2",
        tx.workspace_id,
        tx.now - timedelta(days=1),
    )


async def add_link(tx: Tx, *, user_id: UUID, digest: bytes, expires_at: datetime) -> None:
    """Write a one-time sign-in link; the user's earlier ones stop working."""
    link = LinkRow(id=tx.new_id(), user_id=user_id, purpose=Purpose.SIGN_IN, digest=digest, expires_at=expires_at)
    await add_mailed_link(tx, link)


async def add_mailed_link(tx: Tx, link: LinkRow) -> None:
    """Write a one-time link, unless a newer one or itself is there; earlier ones of its purpose stop working."""
    await tx.change(
        "delete from one_time_links where workspace_id = $1 and user_id = $2 and purpose = $3 and used_at is null "
        "and id < $4",
        tx.workspace_id, link.user_id, link.purpose, link.id,
    )  # fmt: skip
    await tx.change(
        "insert into one_time_links (workspace_id, id, user_id, purpose, digest, created_at, expires_at, new_email) "
        "select $1, $2::uuid, $3::uuid, $4::text, $5, $6, $7, lower($8) where not exists (select 1 from one_time_links "
        "where workspace_id = $1 and user_id = $3 and purpose = $4 and id > $2) on conflict do nothing",
        tx.workspace_id, link.id, link.user_id, link.purpose, link.digest, tx.now, link.expires_at, link.new_email,
    )  # fmt: skip


async def forget_links(tx: Tx, user_id: UUID) -> None:
    """Remove a user's one-time links that were not used."""
    await tx.change(
        "delete from one_time_links where workspace_id = $1 and user_id = $2 and used_at is null",
        tx.workspace_id, user_id,
    )  # fmt: skip


async def use_link(tx: Tx, digest: bytes) -> UUID | None:
    """Use a one-time sign-in link up and return its user; None when it does not work (any more)."""
    used = await use_mailed_link(tx, digest, purpose=Purpose.SIGN_IN)
    return None if used is None else used.user_id


async def use_mailed_link(tx: Tx, digest: bytes, *, purpose: Purpose) -> UsedLink | None:
    """Use a link of one purpose up; None when it does not work (any more), or is for something else."""
    row = await tx.row(
        "update one_time_links set used_at = $3 where workspace_id = $1 and digest = $2 and used_at is null "
        "and expires_at > $3 and purpose = $4 returning user_id, new_email",
        tx.workspace_id, digest, tx.now, purpose,
    )  # fmt: skip
    return None if row is None else UsedLink(user_id=row["user_id"], new_email=row["new_email"])


async def add_sign_up_link(tx: Tx, link: SignUpLink) -> None:
    """Write a link to sign up, unless a newer one or itself is there; the address's earlier ones stop working."""
    await tx.change(
        "delete from one_time_links where workspace_id = $1 and purpose = 'sign_up' and new_email = lower($2) "
        "and used_at is null and id < $3",
        tx.workspace_id, link.email, link.id,
    )  # fmt: skip
    await tx.change(
        "insert into one_time_links (workspace_id, id, purpose, digest, created_at, expires_at, new_email, first_name, "
        "last_name) select $1, $2::uuid, 'sign_up', $3, $4, $5, lower($6), $7, $8 where not exists (select 1 from "
        "one_time_links where workspace_id = $1 and purpose = 'sign_up' and new_email = lower($6) and id > $2) "
        "on conflict do nothing",
        tx.workspace_id, link.id, link.digest, tx.now, link.expires_at, link.email, link.first_name, link.last_name,
    )  # fmt: skip


async def use_sign_up_link(tx: Tx, digest: bytes) -> Proven | None:
    """Use a link to sign up; None when it does not work (any more)."""
    row = await tx.row(
        "update one_time_links set used_at = $3 where workspace_id = $1 and digest = $2 and used_at is null "
        "and expires_at > $3 and purpose = 'sign_up' returning new_email as email, first_name, last_name",
        tx.workspace_id, digest, tx.now,
    )  # fmt: skip
    return None if row is None else Proven(**dict(row))


async def add_token(tx: Tx, token: TokenRow) -> None:
    """Write an API token."""
    await tx.change(
        "insert into api_tokens (workspace_id, id, user_id, name, digest, scopes, created_at, expires_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.workspace_id, token.id, token.user_id, token.name, token.digest, token.scopes, tx.now, token.expires_at,
    )  # fmt: skip


async def working_tokens(tx: Tx, user_id: UUID) -> int:
    """Return how many tokens of a user work; tokens are made one after the other for each user."""
    await one_at_a_time(tx, f"tokens:{user_id}")
    found: int = await tx.value(
        "select count(*) from api_tokens where workspace_id = $1 and user_id = $2 and revoked_at is null "
        "and (expires_at is null or expires_at > $3)",
        tx.workspace_id, user_id, tx.now,
    )  # fmt: skip
    return found


async def touch_token(tx: Tx, token_id: UUID) -> None:
    """Note that a token was used now."""
    await tx.change(
        "update api_tokens set last_used_at = $3 where workspace_id = $1 and id = $2",
        tx.workspace_id, token_id, tx.now,
    )  # fmt: skip


async def revoke_token(tx: Tx, token_id: UUID, *, of: UUID | None = None) -> RevokedToken | None:
    """Revoke a token; None when there is none, none of this user, or it was revoked before."""
    row = await tx.row(
        "update api_tokens set revoked_at = $3 where workspace_id = $1 and id = $2 and revoked_at is null "
        "and ($4::uuid is null or user_id = $4) returning user_id, name",
        tx.workspace_id, token_id, tx.now, of,
    )  # fmt: skip
    return None if row is None else RevokedToken(**row)


async def revoke_tokens_of(tx: Tx, user_id: UUID) -> int:
    """Revoke all working tokens of a user; return how many."""
    return await tx.change(
        "update api_tokens set revoked_at = $3 where workspace_id = $1 and user_id = $2 and revoked_at is null",
        tx.workspace_id, user_id, tx.now,
    )  # fmt: skip


async def one_at_a_time(tx: Tx, key: str) -> None:
    """Have attempts under one key wait for each other, so that many at once are counted like one after the other."""
    await tx.value("select pg_advisory_xact_lock(hashtextextended($1, 43))", f"{tx.workspace_id}/{key}")


async def failures(tx: Tx, keys: list[str], *, window: timedelta) -> dict[str, tuple[int, datetime]]:
    """Return how often each key failed in its window, and since when."""
    rows = await tx.rows(
        "select key, failures, since from throttles where workspace_id = $1 and key = any($2) and since > $3",
        tx.workspace_id, keys, tx.now - window,
    )  # fmt: skip
    return {row["key"]: (row["failures"], row["since"]) for row in rows}


async def count_failure(tx: Tx, keys: list[str], *, window: timedelta) -> None:
    """Count one failure for each key; a window that has passed begins anew."""
    await tx.change(
        "insert into throttles (workspace_id, key, failures, since) select $1, k, 1, $3 from unnest($2::text[]) k "
        "order by k on conflict (workspace_id, key) do update set "
        "failures = case when throttles.since > $4 then throttles.failures + 1 else 1 end, "
        "since = case when throttles.since > $4 then throttles.since else $3 end",
        tx.workspace_id, keys, tx.now, tx.now - window,
    )  # fmt: skip


async def forgive(tx: Tx, keys: list[str]) -> None:
    """Forget the failures of keys."""
    await tx.change("delete from throttles where workspace_id = $1 and key = any($2)", tx.workspace_id, keys)
