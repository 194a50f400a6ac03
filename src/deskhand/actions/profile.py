"""One's own account: profile, phone numbers, sessions."""

from __future__ import annotations

from uuid import UUID

from deskhand.actions.contract import action
from deskhand.rules import events, profile
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Conflict, Forbidden, NotFound
from deskhand.rules.profile import Profile
from deskhand.store import people, phones, sessions
from deskhand.store.db import Tx


@action(needs=Can.SIGN_OUT)
async def change_profile(tx: Tx, wanted: Profile) -> None:
    """Change the caller's name, time zone or language."""
    me = signed_in(tx)
    columns = profile.checked(wanted)
    changes = profile.changes_between(await people.profile_of(tx, me.user_id), columns)
    if changes:
        await people.change(tx, me.user_id, {name: columns[name] for name in changes})
        await tx.emit(events.PersonChanged(user_id=me.user_id, changes=changes))


@action(needs=Can.SIGN_OUT)
async def add_phone(tx: Tx, typed: str, *, is_public: bool) -> UUID:
    """Add a phone number to the caller's; whether it is theirs is not verified by this."""
    me = signed_in(tx)
    number = profile.phone_number(typed)
    if await phones.count(tx, me.user_id) >= profile.PHONES:
        raise Conflict(f"You have {profile.PHONES} phone numbers, and no more fit; remove one first.")
    added = await phones.add(tx, me.user_id, number, is_public=is_public)
    if added is None:
        raise Conflict(f"{number} is among your numbers already.")
    await tx.emit(events.PersonChanged(user_id=me.user_id, changes={"phone": (None, number)}))
    return added


@action(needs=Can.SIGN_OUT)
async def remove_phone(tx: Tx, phone_id: UUID) -> None:
    """Remove one of the caller's phone numbers."""
    me = signed_in(tx)
    number = await phones.remove(tx, me.user_id, phone_id)
    if number is None:
        raise NotFound("There is no such phone number of yours.")
    await tx.emit(events.PersonChanged(user_id=me.user_id, changes={"phone": (number, None)}))


@action(needs=Can.SIGN_OUT)
async def end_session(tx: Tx, session_id: UUID) -> None:
    """End one of the caller's sessions, on whatever device it is."""
    me = signed_in(tx)
    if not await sessions.end_of(tx, me.user_id, session_id):
        raise NotFound("There is no such session of yours; it may have ended already.")
    await tx.emit(events.SessionsEnded(user_id=me.user_id, count=1))


@action(needs=Can.SIGN_OUT)
async def end_other_sessions(tx: Tx) -> int:
    """End the caller's sessions on all other devices; return how many there were."""
    me = signed_in(tx)
    count = await sessions.end_others(tx, me.user_id, keep=me.session_id)
    if count:
        await tx.emit(events.SessionsEnded(user_id=me.user_id, count=count))
    return count


def signed_in(tx: Tx) -> Person:
    """Return the caller; refuse an API token, which is no way to look after an account."""
    if not isinstance(tx.actor, Person) or tx.actor.session_id is None:
        raise Forbidden("An account is looked after by somebody who has signed in, not with an API token.")
    return tx.actor
