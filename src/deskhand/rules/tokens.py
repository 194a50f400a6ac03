"""API tokens: for how long one works, what it may be narrowed to, and how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from deskhand.rules.access import ROLES, Can, Role
from deskhand.rules.draft import flaw_in_line
from deskhand.rules.errors import Conflict, Invalid

NAME_LIMIT = 100
"""Characters of a token's name."""
MOST = 50
"""Working tokens that one person may have of their own making."""
DAYS = (7, 30, 90, 365)
"""Days that a token can be made to work on its page; without an end it works until it is revoked."""
NEEDS_A_SESSION = frozenset({Can.SIGN_OUT})
"""What a token cannot do whatever its scopes: it is no way to look after an account."""


class State(StrEnum):
    """Whether a token works."""

    WORKING = "working"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(*, expires_at: datetime | None, revoked_at: datetime | None, now: datetime) -> State:
    """Say how a token stands: one that was revoked is that, whenever it would have ended."""
    if revoked_at is not None:
        return State.REVOKED
    return State.WORKING if expires_at is None or expires_at > now else State.EXPIRED


def end_after(days: str, now: datetime) -> datetime | None:
    """Return when a token ends that is made now for so many days, None for no end; refuse other numbers."""
    if not days:
        return None
    if days not in set(map(str, DAYS)):
        offered = ", ".join(map(str, DAYS))
        raise Invalid({"days": f"“{days[:20]}” is not one of {offered}, or nothing for no end"})
    return now + timedelta(days=int(days))


def scopes_for(role: Role) -> frozenset[Can]:
    """Return what a token of somebody with this role can be narrowed to."""
    return ROLES[role] - NEEDS_A_SESSION


def checked_name(name: str) -> str:
    """Return a token's name as it will be kept; refuse one with a flaw."""
    flaw = flaw_in_line(name, limit=NAME_LIMIT)
    if flaw is not None:
        raise Invalid({"name": flaw})
    return name.strip()


def checked_scopes(role: Role, wanted: list[str] | None) -> list[str] | None:
    """Return scopes in their order, None for all that the role grants; refuse none at all and what it does not."""
    if wanted is None:
        return None
    granted = {can.value for can in ROLES[role]}
    unknown = [name[:60] for name in wanted if name not in granted]
    if unknown:
        raise Invalid({"scopes": f"{', '.join(unknown)}: not among what the user's role may do"})
    if not wanted:
        raise Invalid({"scopes": "must name at least one thing"})
    return sorted(set(wanted))


def check_room(working: int) -> None:
    """Refuse one token too many."""
    if working >= MOST:
        raise Conflict(f"You have {working} tokens that work; at most {MOST} can. Revoke one that nothing uses.")
