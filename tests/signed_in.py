"""People who have signed in: an account is looked after with a session, not with a token."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

from deskhand.kit import clock
from deskhand.rules.access import Person
from deskhand.store import sessions
from deskhand.store.db import acting_as


async def signed_in(who: Person, *, browser: str = "") -> Person:
    """Open a session for somebody and return them with it."""
    session = sessions.Session(
        user_id=who.user_id, digest=secrets.token_bytes(32), address="192.0.2.7", browser=browser,
        expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    async with acting_as(who) as tx:
        return replace(who, session_id=await sessions.add(tx, session))
