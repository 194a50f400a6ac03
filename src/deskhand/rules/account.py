"""Mails about accounts: which event makes which, for how long their links work, and how often they may be asked for."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from deskhand.rules import events
from deskhand.rules.events import Event


class Purpose(StrEnum):
    """What a one-time link is for; a link of one purpose opens nothing of another."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 (a purpose, no secret)
    ADDRESS = "address"
    SIGN_UP = "sign_up"


class AccountKind(StrEnum):
    """A mail to one person about no ticket; nobody can switch off those about their account."""

    INVITATION = "account_invitation"
    PASSWORD = "account_password"  # noqa: S105 (a kind of mail, no secret)
    SIGN_IN = "account_sign_in"
    ADDRESS = "account_address"
    ADDRESS_CHANGED = "account_address_changed"
    SIGN_UP = "account_sign_up"
    SUMMARY = "agent_summary"
    """How an agent's week was; preferences switch it off, before it is written."""
    REPORT = "sla_report"
    """Which deadlines were kept, each morning for admins; preferences switch it off like the summary."""
    SUBSCRIPTION = "report_subscription"
    """A report that somebody has mailed; preferences switch all of them off, and each is ended by itself."""
    EXISTS = "account_exists"
    """Somebody asked to sign up with an address that has an account: the mail says so and signs in."""


LASTS: dict[Purpose, timedelta] = {
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.PASSWORD: timedelta(hours=1),
    Purpose.ADDRESS: timedelta(hours=24),
    Purpose.SIGN_UP: timedelta(hours=24),
}
"""How long a link that goes out by mail works."""

KIND_OF: dict[Purpose, AccountKind] = {
    Purpose.SIGN_IN: AccountKind.SIGN_IN,
    Purpose.INVITATION: AccountKind.INVITATION,
    Purpose.PASSWORD: AccountKind.PASSWORD,
    Purpose.ADDRESS: AccountKind.ADDRESS,
    Purpose.SIGN_UP: AccountKind.SIGN_UP,
}
"""The mail that takes a link of each purpose to its reader."""

STOPPABLE = frozenset({AccountKind.REPORT, AccountKind.SUBSCRIPTION})
"""The mails that come again and again, each of which has a link that ends it."""
STOP = "/stop-mail"
"""Where such a link leads."""
_PATHS: dict[Purpose, str] = {
    Purpose.SIGN_IN: "/sign-in/link/",
    Purpose.INVITATION: "/invitation/",
    Purpose.PASSWORD: "/reset/",
    Purpose.ADDRESS: "/address/",
    Purpose.SIGN_UP: "/sign-up/",
}
ASKED_PER_ACCOUNT = 5
"""Links that may be asked for one address in a window of `sign_in.WINDOW`."""
ASKED_PER_ADDRESS = 20
"""Links that may be asked for from one network address in a window."""


def link_of(event: Event) -> tuple[UUID, Purpose] | None:
    """Return the link that an event sends out, or None for a mail without one."""
    if isinstance(event, events.LinkAsked | events.PersonInvited):
        return event.link_id, Purpose(event.purpose)
    return None


def stop_of(event: Event) -> tuple[AccountKind, UUID] | None:
    """Return what the link in the mail of an event ends: a report that is mailed, or one admin's mornings."""
    match event:
        case events.SubscriptionDue():
            return AccountKind.SUBSCRIPTION, event.subscription_id
        case events.ReportMade():
            return AccountKind.REPORT, event.user_id
        case _:
            return None


def path_of(purpose: Purpose) -> str:
    """Return the path of the page that a link of this purpose opens, to which its token is added."""
    return _PATHS[purpose]


def throttle_keys(email: str, address: str) -> dict[str, int]:
    """Return the keys under which asking is counted, with how often each may."""
    return {f"asked:{email.lower()[:180]}": ASKED_PER_ACCOUNT, f"asked-from:{address[:100]}": ASKED_PER_ADDRESS}
