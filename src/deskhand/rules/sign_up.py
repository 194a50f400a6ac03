"""Making an account of one's own: who may, whose address has one already, and what a proof of an address changes."""

from __future__ import annotations

from enum import StrEnum

from deskhand.rules import draft
from deskhand.rules.access import Role
from deskhand.rules.errors import Invalid


class SignUp(StrEnum):
    """Who may make an account of their own."""

    OPEN = "open"
    DOMAINS = "domains"
    CLOSED = "closed"


def check_stranger(*, email: str, first_name: str, last_name: str) -> None:
    """Check what a stranger says of themselves; a first name is needed, a last one is not."""
    flaws = {
        "email": draft.flaw_in_email(email),
        "firstName": draft.flaw_in_line(first_name, limit=draft.NAME_LIMIT),
        "lastName": draft.flaw_in_line(last_name, limit=draft.NAME_LIMIT) if last_name else None,
    }
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)


def may_sign_up(policy: SignUp, *, is_known_domain: bool) -> bool:
    """Say whether an address may become an account, by whether its domain is an organization's."""
    return policy is SignUp.OPEN or (policy is SignUp.DOMAINS and is_known_domain)


def has_account(*, role: Role, has_password: bool, was_here: bool) -> bool:
    """Say whether a user has an account to sign in to; a customer who only ever wrote has none yet."""
    return role is not Role.CUSTOMER or has_password or was_here


def domain_of(email: str) -> str:
    """Return the domain of an address, as organizations keep theirs."""
    return email.rpartition("@")[2].lower()
