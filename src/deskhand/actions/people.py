"""People: signing in and out, passwords, one-time links, and making users."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.kit import crypt
from deskhand.rules import draft, events, sign_in
from deskhand.rules.access import Can, Person, Role
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.store import people, sessions
from deskhand.store.db import Tx
from deskhand.store.people import Account


class Credentials(Struct, frozen=True, kw_only=True):
    """An attempt to sign in; `digest` is that of the session token which a success makes valid."""

    email: str
    password: str
    digest: bytes
    address: str = ""
    browser: str = ""


class SignIn(Struct, frozen=True, kw_only=True):
    """What became of an attempt; `wait` is the pause in seconds when there were too many."""

    user_id: UUID | None = None
    role: Role | None = None
    has_password: bool = True
    wait: int = 0


class NewPerson(Struct, frozen=True, kw_only=True):
    """A user to be made."""

    email: str
    role: Role = Role.CUSTOMER
    first_name: str = ""
    last_name: str = ""
    organization_id: UUID | None = None


@action(needs=Can.SIGN_IN)
async def sign_in_with_password(tx: Tx, tried: Credentials) -> SignIn:
    """Open a session; the answer and its time are the same for an unknown address and a wrong password."""
    limits = sign_in.throttle_keys(tried.email, tried.address)
    await sessions.one_at_a_time(tx, next(iter(limits)))
    failed = await sessions.failures(tx, list(limits), window=sign_in.WINDOW)
    wait = sign_in.pause_before(failed, limits, tx.now)
    if wait:
        await tx.emit(events.SignInFailed(address=tried.address, throttled=True))
        return SignIn(wait=wait)
    account = await _account(tx, tried.email)
    matches = await crypt.password_matches(account.password_hash if account else None, tried.password)
    if account is None or not matches or not account.is_active:
        await sessions.count_failure(tx, list(limits), window=sign_in.WINDOW)
        await tx.emit(events.SignInFailed(address=tried.address, throttled=False))
        return SignIn()
    await sessions.forgive(tx, [key for key in limits if key.startswith("account:")])
    return await open_session(tx, account, tried, by="password")


@action(needs=Can.SIGN_IN)
async def sign_in_with_link(tx: Tx, link_digest: bytes, tried: Credentials) -> SignIn:
    """Open a session with a one-time link, which is used up by it."""
    user_id = await sessions.use_link(tx, link_digest)
    account = None if user_id is None else await people.by_id(tx, user_id)
    if account is None or not account.is_active:
        return SignIn()
    return await open_session(tx, account, tried, by="link")


@action(needs=Can.SIGN_OUT)
async def sign_out(tx: Tx) -> None:
    """End the caller's session."""
    me = _person(tx)
    if me.session_id is not None:
        await sessions.end(tx, me.session_id)
        await tx.emit(events.SignedOut(user_id=me.user_id))


@action(needs=Can.SIGN_OUT)
async def set_password(tx: Tx, *, old: str, new: str) -> None:
    """Set the caller's password; whoever has one proves it first. Other sessions of theirs end."""
    me = _person(tx)
    if me.session_id is None:
        raise Forbidden("A password is set by somebody who has signed in, not with an API token.")
    flaw = sign_in.flaw_in_password(new, email=me.email)
    account = await people.by_id(tx, me.user_id)
    if account is None:
        raise NotFound("There is no such user any more.")
    if account.password_hash is not None and not await crypt.password_matches(account.password_hash, old):
        raise Invalid({"old": "is not your password"})
    if flaw is not None:
        raise Invalid({"new": flaw})
    await people.set_password(tx, me.user_id, await crypt.hash_password(new))
    await sessions.end_others(tx, me.user_id, keep=me.session_id)
    await sessions.forget_links(tx, me.user_id)
    await tx.emit(events.PasswordChanged(user_id=me.user_id))


@action(needs=Can.OPERATE)
async def note_session_used(tx: Tx, session_id: UUID) -> None:
    """Note that a session is in use, which moves its end."""
    await sessions.touch(tx, session_id, expires_at=tx.now + sign_in.SESSION)


@action(needs=Can.MANAGE_PEOPLE)
async def create_person(tx: Tx, wanted: NewPerson) -> UUID:
    """Make a user; refuse an address that is taken and an organization that is not there."""
    draft.new_person(email=wanted.email, first_name=wanted.first_name, last_name=wanted.last_name)
    if wanted.organization_id is not None and not await people.has_organization(tx, wanted.organization_id):
        raise Invalid({"organizationId": f"“{wanted.organization_id}” is not an organization of this workspace"})
    user_id = await people.add(
        tx, email=wanted.email, role=wanted.role, first_name=wanted.first_name.strip(),
        last_name=wanted.last_name.strip(), organization_id=wanted.organization_id,
    )  # fmt: skip
    if user_id is None:
        raise Conflict(f"There is a user with the address “{wanted.email}” already.")
    await tx.emit(events.PersonCreated(user_id=user_id, role=wanted.role))
    return user_id


@action(needs=Can.MANAGE_PEOPLE)
async def ensure_admin(tx: Tx, email: str) -> bool:
    """Make the first admin, unless some admin can sign in by password already; return whether one can."""
    if await people.has_admin_with_password(tx):
        return True
    added = await people.add(tx, email=email, role=Role.ADMIN)
    if added is None:
        await _check_is_admin(tx, email)
    else:
        await tx.emit(events.PersonCreated(user_id=added, role=Role.ADMIN))
    return False


@action(needs=Can.MANAGE_PEOPLE)
async def make_sign_in_link(tx: Tx, email: str, digest: bytes) -> None:
    """Make a one-time sign-in link for a user; an earlier unused one stops working."""
    account = await existing(tx, email)
    await sessions.add_link(tx, user_id=account.id, digest=digest, expires_at=tx.now + sign_in.LINK)
    await tx.emit(events.LinkMade(user_id=account.id))


@action(needs=Can.MANAGE_PEOPLE)
async def set_password_of(tx: Tx, email: str, password: str) -> None:
    """Set another user's password, as the operator does from the command line; their sessions end."""
    account = await existing(tx, email)
    flaw = sign_in.flaw_in_password(password, email=account.email)
    if flaw is not None:
        raise Invalid({"password": flaw})
    await people.set_password(tx, account.id, await crypt.hash_password(password))
    await sessions.end_others(tx, account.id, keep=None)
    await sessions.forget_links(tx, account.id)
    await tx.emit(events.PasswordChanged(user_id=account.id))


@action(needs=Can.MANAGE_PEOPLE)
async def create_organization(tx: Tx, *, name: str, is_priority_client: bool = False) -> UUID:
    """Make an organization."""
    flaw = draft.flaw_in_line(name, limit=200)
    if flaw is not None:
        raise Invalid({"name": flaw})
    organization_id = await people.add_organization(tx, name=name.strip(), is_priority_client=is_priority_client)
    await tx.emit(events.OrganizationCreated(organization_id=organization_id))
    return organization_id


async def open_session(tx: Tx, account: Account, tried: Credentials, *, by: str) -> SignIn:
    """Open a session for somebody who has proved who they are."""
    session = sessions.Session(
        user_id=account.id, digest=tried.digest, address=tried.address[:100], browser=tried.browser[:300],
        expires_at=tx.now + sign_in.SESSION,
    )  # fmt: skip
    await sessions.add(tx, session)
    await tx.emit(events.SignedIn(user_id=account.id, by=by, address=tried.address[:100]))
    return SignIn(user_id=account.id, role=account.role, has_password=account.password_hash is not None)


async def _account(tx: Tx, email: str) -> Account | None:
    return None if draft.flaw_in_email(email) else await people.by_email(tx, email)


async def _check_is_admin(tx: Tx, email: str) -> None:
    holder = await people.by_email(tx, email)
    if holder is None or holder.role is not Role.ADMIN or not holder.is_active:
        whose = "nobody who can sign in" if holder is None or not holder.is_active else f"{_ARTICLED[holder.role]}"
        raise Invalid(
            {
                "DESKHAND_ADMIN_EMAIL": f"“{email}” is the address of {whose}, who is not made an admin by this; "
                "name another address, or give somebody a password with “deskhand user password” who is one"
            }
        )


_ARTICLED = {Role.CUSTOMER: "a customer", Role.AGENT: "an agent", Role.ADMIN: "an admin"}


async def existing(tx: Tx, email: str) -> Account:
    """Return the user with an address; refuse one that nobody has."""
    account = await _account(tx, email)
    if account is None:
        raise NotFound(f"There is no user with the address “{email}”. “deskhand user list” shows all.")
    return account


def _person(tx: Tx) -> Person:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Only a person who is signed in can do this.")
    return tx.actor
