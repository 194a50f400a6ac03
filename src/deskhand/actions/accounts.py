"""Accounts by mail: inviting, forgotten passwords, sign-in links, new addresses."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.actions.people import Credentials, NewPerson, SignIn, create_person, open_session
from deskhand.actions.profile import signed_in
from deskhand.kit import crypt
from deskhand.rules import account, draft, events, sign_in
from deskhand.rules.access import Can
from deskhand.rules.account import LASTS, Purpose
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.store import people, sessions
from deskhand.store.db import Tx
from deskhand.store.people import Account
from deskhand.store.sessions import LinkRow


class NewLink(Struct, frozen=True, kw_only=True):
    """A link that is about to go out by mail: its token can be made from its id by whoever has the desk's key."""

    id: UUID
    digest: bytes


@action(needs=Can.MANAGE_PEOPLE)
async def invite(tx: Tx, wanted: NewPerson, link: NewLink) -> UUID:
    """Make a user and send them a link by which they set their password, within 7 days."""
    user_id = await create_person(tx, wanted)
    await _send_invitation(tx, user_id, wanted.email.lower(), link=link)
    return user_id


@action(needs=Can.MANAGE_PEOPLE)
async def invite_many(tx: Tx, wanted: list[NewPerson], links: list[NewLink]) -> int:
    """Invite several at once, all of them or nobody; each address that cannot be invited is named."""
    flaws = []
    for one, link in zip(wanted, links, strict=True):
        try:
            await invite(tx, one, link)
        except Invalid as refusal:
            flaws.append(refusal.fields.get("email") or str(refusal))
        except Conflict:
            flaws.append(f"“{one.email}” is somebody’s here already")
    if flaws:
        raise Invalid({"emails": "; ".join(flaws)})
    return len(wanted)


@action(needs=Can.MANAGE_PEOPLE)
async def invite_again(tx: Tx, user_id: UUID, link: NewLink) -> None:
    """Send a new invitation to somebody who has not followed theirs; the old link stops working."""
    found = await people.by_id(tx, user_id)
    if found is None:
        raise NotFound("There is no such user.")
    if found.password_hash is not None or not found.is_active:
        raise Conflict(f"{found.email} has a password already, or is deactivated: nothing was sent.")
    await _send_invitation(tx, user_id, found.email, link=link)


@action(needs=Can.SIGN_IN)
async def ask_for_link(tx: Tx, email: str, link: NewLink, *, purpose: Purpose, address: str) -> int:
    """Have a link sent to an address if it is a user's; known and unknown ones get one answer, and take as long.

    What differs happens later, in a follow-up. Returns the seconds to wait when it was asked for too often, else 0.
    """
    flaw = draft.flaw_in_email(email)
    if flaw is not None:
        raise Invalid({"email": flaw})
    wait = await pause_before_asking(tx, email, address=address)
    if wait:
        return wait
    await tx.emit(
        events.LinkAsked(purpose=purpose, address=email.lower(), link_id=link.id, digest=link.digest.hex()), priority=0
    )
    return 0


@action(needs=Can.SIGN_OUT)
async def ask_for_address(tx: Tx, email: str, link: NewLink, *, password: str) -> None:
    """Have a link sent to the address that the caller wants; it is theirs once they follow it."""
    me = signed_in(tx)
    flaw = draft.flaw_in_email(email)
    if flaw is not None:
        raise Invalid({"email": flaw})
    found = await people.by_id(tx, me.user_id)
    stored = found.password_hash if found else None
    if stored is not None and not await crypt.password_matches(stored, password):
        raise Invalid({"password": "is not your password"})
    if email.lower() == me.email:
        raise Invalid({"email": "is your address already"})
    asked = events.LinkAsked(
        purpose=Purpose.ADDRESS, address=email.lower(), link_id=link.id, digest=link.digest.hex(), user_id=me.user_id
    )
    await tx.emit(asked, priority=0)


@action(needs=Can.OPERATE)
async def make_asked_link(tx: Tx, asked: events.LinkAsked) -> UUID | None:
    """Make the link that was asked for and return whose it is; None when nobody is to get one."""
    holder = await people.by_email(tx, asked.address)
    if asked.user_id is not None:
        holder = None if holder else await people.by_id(tx, asked.user_id)
    if holder is None or not holder.is_active:
        return None
    purpose = Purpose(asked.purpose)
    link = LinkRow(
        id=asked.link_id, user_id=holder.id, purpose=purpose, digest=bytes.fromhex(asked.digest),
        expires_at=tx.now + LASTS[purpose], new_email=asked.address if purpose is Purpose.ADDRESS else None,
    )  # fmt: skip
    await sessions.add_mailed_link(tx, link)
    return holder.id


@action(needs=Can.OPERATE)
async def set_password_by_link(tx: Tx, digest: bytes, *, purpose: Purpose, new: str, tried: Credentials) -> SignIn:
    """Set the password of whom a link was sent to, and open a session; all others of theirs end."""
    used = await sessions.use_mailed_link(tx, digest, purpose=purpose)
    found = None if used is None else await people.by_id(tx, used.user_id)
    if found is None or not found.is_active:
        raise NotFound("This link no longer works.")
    flaw = sign_in.flaw_in_password(new, email=found.email)
    if flaw is not None:
        raise Invalid({"new": flaw})
    await people.set_password(tx, found.id, await crypt.hash_password(new))
    await sessions.end_others(tx, found.id, keep=None)
    await sessions.forget_links(tx, found.id)
    await tx.emit(events.PasswordChanged(user_id=found.id))
    return await open_session(tx, found, tried, by=purpose)


@action(needs=Can.OPERATE)
async def confirm_address(tx: Tx, digest: bytes) -> str:
    """Make a new address the user's own, and tell the old one; return the new one. Their sessions go on."""
    used = await sessions.use_mailed_link(tx, digest, purpose=Purpose.ADDRESS)
    found = None if used is None else await people.by_id(tx, used.user_id)
    if used is None or used.new_email is None or found is None or not found.is_active:
        raise NotFound("This link no longer works.")
    await _check_free(tx, used.new_email, found)
    await people.change(tx, found.id, {"email": used.new_email})
    await sessions.forget_links(tx, found.id)
    changes: dict[str, events.Change] = {"email": (found.email, used.new_email)}
    await tx.emit(events.AddressChanged(user_id=found.id, address=found.email, changes=changes), priority=0)
    return used.new_email


async def pause_before_asking(tx: Tx, email: str, *, address: str) -> int:
    """Count that a link is asked for; return the seconds to wait, and count nothing, when that was too often."""
    limits = account.throttle_keys(email, address)
    await sessions.one_at_a_time(tx, next(iter(limits)))
    asked = await sessions.failures(tx, list(limits), window=sign_in.WINDOW)
    wait = sign_in.pause_before(asked, limits, tx.now)
    if not wait:
        await sessions.count_failure(tx, list(limits), window=sign_in.WINDOW)
    return wait


async def _check_free(tx: Tx, email: str, holder: Account) -> None:
    other = await people.by_email(tx, email)
    if other is not None and other.id != holder.id:
        raise Conflict("Meanwhile this address belongs to another account; ask an admin to sort it out.")


async def _send_invitation(tx: Tx, user_id: UUID, email: str, *, link: NewLink) -> None:
    row = LinkRow(
        id=link.id, user_id=user_id, purpose=Purpose.INVITATION, digest=link.digest,
        expires_at=tx.now + LASTS[Purpose.INVITATION],
    )  # fmt: skip
    await sessions.add_mailed_link(tx, row)
    await tx.emit(events.PersonInvited(user_id=user_id, address=email, link_id=link.id), priority=0)
