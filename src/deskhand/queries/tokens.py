"""API tokens, as their holders and those who look after all of them read them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.queries.filters import Where, decode_cursor, encode_cursor
from deskhand.rules.access import Can, Person
from deskhand.rules.tokens import State, state_of
from deskhand.store.db import Reading, Row

PAGE = 50
"""Tokens of a page."""
TRAIL = 50
"""Newest events of tokens that a page shows."""


class Line(Struct, frozen=True, kw_only=True):
    """An API token and whose it is; the token itself is known to its holder alone."""

    id: UUID
    user_id: UUID
    user_name: str
    email: str
    name: str
    scopes: list[str] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    state: State


class Step(Struct, frozen=True, kw_only=True):
    """A token was made or revoked: by whom, when, and what it is called."""

    name: str
    actor_name: str
    created_at: datetime
    label: str


class Page(Struct, frozen=True, kw_only=True):
    """Some tokens, the newest first, and what happened to them last."""

    items: list[Line]
    next_cursor: str | None
    trail: list[Step]


class Wanted(Struct, frozen=True, kw_only=True):
    """Which tokens somebody looks for: a state, one person's, or all that they may see."""

    state: State | None = None
    user_id: UUID | None = None
    cursor: str | None = None
    limit: int = PAGE


_IN: dict[State, str] = {
    State.WORKING: "k.revoked_at is null and (k.expires_at is null or k.expires_at > ?)",
    State.EXPIRED: "k.revoked_at is null and k.expires_at <= ?",
    State.REVOKED: "k.revoked_at is not null",
}
_TRAIL = """(
    select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'actor_name', s.actor_name,
        'created_at', s.created_at, 'label', coalesce(s.payload ->> 'label', '')) order by s.id desc), '[]')
    from (select e.id, e.name, e.actor_name, e.created_at, e.payload from events e
          where e.workspace_id = $1 and e.name in ('token.created', 'token.revoked')
            and ($2::uuid is null or e.payload ->> 'user_id' = $2::text)
          order by e.id desc limit $3) s)"""


@query(needs=Can.KEEP_TOKENS)
async def list_tokens(reading: Reading, wanted: Wanted) -> Page:
    """Return a page of tokens in one statement: one's own, and everybody's for those who manage them."""
    whose = _whose(reading, wanted)
    where = Where(values=[reading.workspace_id, whose, TRAIL])
    where.clauses.append("k.workspace_id = $1 and ($2::uuid is null or k.user_id = $2)")
    if wanted.state is not None:
        clause = _IN[wanted.state]
        where.add(clause, *(reading.now,) * clause.count("?"))
    if wanted.cursor is not None:
        where.add("k.id < ?", *decode_cursor(wanted.cursor, tuple[UUID]))
    statement = f"""
        select {_TRAIL} as trail, page.* from (select 1) as one left join lateral (
            select k.id, k.user_id, u.name as user_name, u.email, k.name, k.scopes, k.created_at, k.expires_at,
                k.last_used_at, k.revoked_at
            from api_tokens k join users u on u.workspace_id = k.workspace_id and u.id = k.user_id
            where {where.text()} order by k.id desc limit {int(wanted.limit) + 1}
        ) page on true order by page.id desc
    """  # noqa: S608 (fragments are constants, values are parameters)
    rows = await reading.rows(statement, *where.values)
    trail = msgspec.convert(rows[0]["trail"], list[Step])
    found = [_line(row, reading.now) for row in rows if row["id"] is not None]
    more = found[wanted.limit - 1] if len(found) > wanted.limit else None
    return Page(items=found[: wanted.limit], next_cursor=encode_cursor(more.id) if more else None, trail=trail)


def _whose(reading: Reading, wanted: Wanted) -> UUID | None:
    if isinstance(reading.actor, Person) and not reading.actor.may(Can.MANAGE_TOKENS):
        return reading.actor.user_id
    return wanted.user_id


def _line(row: Row, now: datetime) -> Line:
    state = state_of(expires_at=row["expires_at"], revoked_at=row["revoked_at"], now=now)
    return msgspec.convert({**row, "state": state}, Line)
