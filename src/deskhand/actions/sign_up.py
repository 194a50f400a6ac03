"""Signing up: a stranger asks for a link, and whoever follows it has proved the address and has an account."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.actions.accounts import NewLink, pause_before_asking
from deskhand.actions.contract import action
from deskhand.actions.people import Credentials, SignIn, open_session
from deskhand.rules import events, sign_up
from deskhand.rules.access import Can, Role
from deskhand.rules.account import LASTS, AccountKind, Purpose
from deskhand.rules.errors import Forbidden, NotFound
from deskhand.rules.sign_up import SignUp, domain_of, may_sign_up
from deskhand.store import organizations, people, sessions, workspaces
from deskhand.store.db import Tx
from deskhand.store.people import Account
from deskhand.store.sessions import LinkRow, Proven, SignUpLink


class Stranger(Struct, frozen=True, kw_only=True):
    """What somebody without an account says of themselves."""

    email: str
    first_name: str
    last_name: str = ""


class Answered(Struct, frozen=True, kw_only=True):
    """What an address that asked to sign up is written, and whose it is already."""

    kind: AccountKind
    user_id: UUID | None = None


@action(needs=Can.SIGN_IN)
async def ask_to_sign_up(tx: Tx, wanted: Stranger, link: NewLink, *, address: str) -> int:
    """Have a link sent to an address; whether anybody has it, or may sign up with it, changes nothing here.

    What differs happens later, in a follow-up. Returns the seconds to wait when it was asked for too often, else 0.
    """
    if await workspaces.sign_up_policy(tx) is SignUp.CLOSED:
        raise Forbidden("Nobody can sign up here by themselves.")
    sign_up.check_stranger(email=wanted.email, first_name=wanted.first_name, last_name=wanted.last_name)
    wait = await pause_before_asking(tx, wanted.email, address=address)
    if wait:
        return wait
    asked = events.LinkAsked(
        purpose=Purpose.SIGN_UP, address=wanted.email.lower(), link_id=link.id, digest=link.digest.hex(),
        first_name=wanted.first_name.strip(), last_name=wanted.last_name.strip(),
    )  # fmt: skip
    await tx.emit(asked, priority=0)
    return 0


@action(needs=Can.OPERATE)
async def make_sign_up_link(tx: Tx, asked: events.LinkAsked) -> Answered | None:
    """Make the link that a stranger asked for: one to sign in where there is an account, none where nobody may."""
    holder = await people.by_email(tx, asked.address)
    if holder is not None and not holder.is_active:
        return None
    digest = bytes.fromhex(asked.digest)
    if holder is not None and await _has_account(tx, holder):
        row = LinkRow(
            id=asked.link_id, user_id=holder.id, purpose=Purpose.SIGN_IN, digest=digest,
            expires_at=tx.now + LASTS[Purpose.SIGN_IN],
        )  # fmt: skip
        await sessions.add_mailed_link(tx, row)
        return Answered(kind=AccountKind.EXISTS, user_id=holder.id)
    if not await _may(tx, asked.address):
        return None
    link = SignUpLink(
        id=asked.link_id, email=asked.address, digest=digest, first_name=asked.first_name, last_name=asked.last_name,
        expires_at=tx.now + LASTS[Purpose.SIGN_UP],
    )  # fmt: skip
    await sessions.add_sign_up_link(tx, link)
    return Answered(kind=AccountKind.SIGN_UP)


@action(needs=Can.OPERATE)
async def sign_up_by_link(tx: Tx, digest: bytes, tried: Credentials) -> SignIn:
    """Make the account of a proved address, or open the one of a customer who only wrote so far, and a session.

    Only now does the address join the organization of its domain.
    """
    proven = await sessions.use_sign_up_link(tx, digest)
    if proven is None or not await _may(tx, proven.email):
        raise NotFound("This link no longer works.")
    added = await people.add(tx, email=proven.email, role=Role.CUSTOMER)
    if added is not None:
        await tx.emit(events.PersonCreated(user_id=added, role=Role.CUSTOMER))
    holder = await people.by_email(tx, proven.email)
    if holder is None or not holder.is_active or holder.role is not Role.CUSTOMER:
        raise NotFound("This link no longer works.")
    if not await _has_account(tx, holder):
        await _complete(tx, holder, proven)
    return await open_session(tx, holder, tried, by=Purpose.SIGN_UP)


async def _may(tx: Tx, email: str) -> bool:
    known = await organizations.of_domain(tx, domain_of(email)) is not None
    return may_sign_up(await workspaces.sign_up_policy(tx), is_known_domain=known)


async def _has_account(tx: Tx, holder: Account) -> bool:
    was_here = await people.was_here(tx, holder.id)
    return sign_up.has_account(role=holder.role, has_password=holder.password_hash is not None, was_here=was_here)


async def _complete(tx: Tx, holder: Account, proven: Proven) -> None:
    """Write the names where there are none, and the organization of the domain where there is none."""
    before = await people.profile_of(tx, holder.id)
    written: dict[str, object] = {}
    changes: dict[str, events.Change] = {}
    if not before["first_name"] and not before["last_name"]:
        names = {"first_name": proven.first_name, "last_name": proven.last_name}
        given = {name: value for name, value in names.items() if value}
        written |= given
        changes |= {name: (None, value) for name, value in given.items()}
    joined = await organizations.of_domain(tx, domain_of(proven.email)) if not holder.organization_id else None
    if joined is not None:
        written["organization_id"] = joined
        changes["organization"] = (None, await people.organization_named(tx, joined))
    if written:
        await people.change(tx, holder.id, written)
        await tx.emit(events.PersonChanged(user_id=holder.id, changes=changes))
