"""Who may be made what, and who may be sent away: the decisions about users that admins make."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from deskhand.rules.access import Role
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.profile import Profile

INVITED_AT_ONCE = 20
"""Addresses that one form invites at most."""
HANDED_AT_ONCE = 100
"""Tickets that change hands in one transaction at most."""


class State(StrEnum):
    """Whether somebody can come in."""

    ACTIVE = "active"
    INVITED = "invited"
    DEACTIVATED = "deactivated"


class UserChange(Struct, frozen=True, kw_only=True):
    """What an admin wants changed of a user; UNSET fields stay, and the organization may become none."""

    profile: Profile = Profile()
    role: str | UnsetType = UNSET
    organization_id: UUID | UnsetType | None = UNSET


def checked_role(given: str) -> Role:
    """Return the role of this name in any case; refuse another word."""
    role = word_of(Role, given)
    if role is None:
        raise Invalid({"role": flaw_in_word(Role, given)})
    return role


def check_admin_remains(before: Role, after: Role | None, *, others: int) -> None:
    """Refuse what would leave the workspace without an admin; `after` None is leaving it."""
    if before is Role.ADMIN and after is not Role.ADMIN and not others:
        raise Conflict("This is the last admin who has been here. Make somebody else an admin who has signed in first.")


def check_not_oneself(actor_id: UUID | None, user_id: UUID) -> None:
    """Refuse that somebody shuts themselves out."""
    if actor_id == user_id:
        raise Conflict("You cannot deactivate yourself; another admin can.")


def check_hands_are_empty(after: Role, *, held: int) -> None:
    """Refuse that a customer holds tickets."""
    if after is Role.CUSTOMER and held:
        raise Conflict(f"Customers hold no tickets, and {held} active ones are with this agent: hand them over first.")


def addresses_in(text: str) -> list[str]:
    """Return the addresses that a field holds, between blanks, commas, semicolons or line breaks, each once."""
    parts = text.replace(",", " ").replace(";", " ").split()
    if not parts:
        raise Invalid({"emails": "must name at least one address"})
    found = list(dict.fromkeys(part.lower() for part in parts))
    if len(found) > INVITED_AT_ONCE:
        raise Invalid({"emails": f"are {len(found)}; at most {INVITED_AT_ONCE} are invited at once"})
    return found
