"""Users, as admins look after them: what they are, whether they come in, and what they leave behind."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from msgspec import UNSET

from deskhand.actions import handing
from deskhand.actions.contract import action
from deskhand.actions.handing import HandedOver
from deskhand.actions.tickets import TicketChange
from deskhand.rules import events, profile, users
from deskhand.rules.access import Can, Person, Role
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.rules.users import HANDED_AT_ONCE, UserChange
from deskhand.store import people, sessions, tickets
from deskhand.store.db import Tx
from deskhand.store.people import Account


@action(needs=Can.MANAGE_PEOPLE)
async def change_user(tx: Tx, user_id: UUID, wanted: UserChange) -> None:
    """Change a user's names, reading, role or organization; with another role they have to sign in anew."""
    found = await _locked(tx, user_id)
    before = await people.profile_of(tx, user_id)
    columns = profile.checked(wanted.profile)
    if isinstance(wanted.role, str):
        columns["role"] = await _role(tx, found, wanted.role)
    changes = profile.changes_between(before, columns)
    written: dict[str, object] = {name: columns[name] for name in changes}
    if wanted.organization_id is not UNSET and wanted.organization_id != found.organization_id:
        changes["organization"] = await _organizations(tx, found, wanted.organization_id)
        written["organization_id"] = wanted.organization_id
    if not changes:
        return
    await people.change(tx, user_id, written)
    if "role" in changes:
        await sessions.end_others(tx, user_id, keep=None)
    await tx.emit(events.PersonChanged(user_id=user_id, changes=changes))


@action(needs=Can.MANAGE_PEOPLE)
async def deactivate(tx: Tx, user_id: UUID) -> None:
    """Shut a user out: sessions, links and API tokens end with this transaction. What they wrote and hold stays."""
    found = await _locked(tx, user_id)
    users.check_not_oneself(_actor_id(tx), user_id)
    if not found.is_active:
        raise Conflict(f"{found.email} is deactivated already.")
    if found.role is Role.ADMIN:
        users.check_admin_remains(found.role, None, others=await people.other_admins(tx, user_id))
    await people.change(tx, user_id, {"is_active": False, "deactivated_at": tx.now})
    ended = await sessions.end_others(tx, user_id, keep=None)
    revoked = await sessions.revoke_tokens_of(tx, user_id)
    await sessions.forget_links(tx, user_id)
    await tx.emit(events.PersonDeactivated(user_id=user_id, sessions=ended, tokens=revoked))


@action(needs=Can.MANAGE_PEOPLE)
async def reactivate(tx: Tx, user_id: UUID) -> None:
    """Let a user in again; what ended with the deactivation stays ended."""
    found = await _locked(tx, user_id)
    if found.is_active:
        raise Conflict(f"{found.email} is active already.")
    await people.change(tx, user_id, {"is_active": True, "deactivated_at": None})
    await tx.emit(events.PersonReactivated(user_id=user_id))


@action(needs=Can.MANAGE_PEOPLE)
async def hand_over(tx: Tx, user_id: UUID, *, to: UUID | None) -> HandedOver:
    """Give the active tickets that somebody holds to another agent, or to nobody; the oldest first, 100 at most."""
    found = await _locked(tx, user_id)
    if to == user_id:
        raise Invalid({"agentId": f"“{to}” is who holds the tickets now"})
    wanted = TicketChange(assignee_id=to, reason=f"Handed over from {found.name}.")
    return await handing.hand_over(tx, partial(tickets.held_by, tx, user_id), wanted)


@action(needs=Can.MANAGE_PEOPLE)
async def end_session_of(tx: Tx, user_id: UUID, session_id: UUID) -> None:
    """Sign a user out on one device."""
    if not await sessions.end_of(tx, user_id, session_id):
        raise NotFound("There is no such session of this user; it may have ended already.")
    await tx.emit(events.SessionsEnded(user_id=user_id, count=1))


@action(needs=Can.MANAGE_PEOPLE)
async def end_sessions_of(tx: Tx, user_id: UUID) -> int:
    """Sign a user out everywhere, but for the session in which this is done; return on how many devices."""
    await _locked(tx, user_id)
    count = await sessions.end_others(tx, user_id, keep=tx.actor.session_id if isinstance(tx.actor, Person) else None)
    if count:
        await tx.emit(events.SessionsEnded(user_id=user_id, count=count))
    return count


async def _locked(tx: Tx, user_id: UUID) -> Account:
    found = await people.locked(tx, user_id)
    if found is None:
        raise NotFound("There is no such user.")
    return found


async def _role(tx: Tx, found: Account, wanted: str) -> Role:
    role = users.checked_role(wanted)
    if role is found.role:
        return role
    if found.role is Role.ADMIN and found.is_active:
        users.check_admin_remains(found.role, role, others=await people.other_admins(tx, found.id))
    if role is Role.CUSTOMER:
        users.check_hands_are_empty(role, held=len(await tickets.held_by(tx, found.id, most=HANDED_AT_ONCE)))
        await people.leave_teams(tx, found.id)
    return role


async def _organizations(tx: Tx, found: Account, wanted: UUID | None) -> events.Change:
    """Return the names of the organization that a user leaves and of the one that they join."""
    before = None if found.organization_id is None else await people.organization_named(tx, found.organization_id)
    after = None if wanted is None else await people.organization_named(tx, wanted)
    if wanted is not None and after is None:
        raise Invalid({"organizationId": f"“{wanted}” is not an organization of this workspace"})
    return before, after


def _actor_id(tx: Tx) -> UUID | None:
    return tx.actor.user_id if isinstance(tx.actor, Person) else None
