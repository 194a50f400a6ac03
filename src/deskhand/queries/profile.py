"""One's own account, as its page shows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.queries.contract import query
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import NotFound
from deskhand.store.db import Reading


class Phone(Struct, frozen=True, kw_only=True):
    """A phone number; `is_public` says whether customers may see it."""

    id: UUID
    number: str
    is_verified: bool
    is_public: bool


class SignedIn(Struct, frozen=True, kw_only=True):
    """A device that is signed in; `is_this` marks the one that asks."""

    id: UUID
    browser: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


class OwnProfile(Struct, frozen=True, kw_only=True):
    """Somebody's own account."""

    email: str
    first_name: str
    last_name: str
    time_zone: str
    language: str
    has_password: bool
    phones: list[Phone]
    sessions: list[SignedIn]


_PROFILE = """
    select jsonb_build_object(
        'email', u.email, 'first_name', u.first_name, 'last_name', u.last_name, 'time_zone', u.time_zone,
        'language', u.language, 'has_password', u.password_hash is not null,
        'phones', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'number', p.number,
                       'is_verified', p.is_verified, 'is_public', p.is_public) order by p.id), '[]')
                   from phones p where p.workspace_id = u.workspace_id and p.user_id = u.id),
        'sessions', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'browser', s.browser,
                         'address', s.address, 'created_at', s.created_at, 'last_seen_at', s.last_seen_at,
                         'is_this', s.id is not distinct from $3) order by s.last_seen_at desc), '[]')
                     from sessions s where s.workspace_id = u.workspace_id and s.user_id = u.id
                       and s.expires_at > $4))
    from users u where u.workspace_id = $1 and u.id = $2
"""


@query(needs=Can.SIGN_OUT)
async def own_profile(reading: Reading) -> OwnProfile:
    """Return the reader's own account, with phone numbers and the devices that are signed in, in one statement."""
    me = reading.actor if isinstance(reading.actor, Person) else None
    found = await reading.value(
        _PROFILE, reading.workspace_id, me and me.user_id, me and me.session_id, reading.now
    )  # fmt: skip
    if found is None:
        raise NotFound("Only a person has a profile.")
    return msgspec.convert(found, OwnProfile)
