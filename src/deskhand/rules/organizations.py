"""Organizations: what one may be, which domains may join people to one, and what a change of one makes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import without_controls
from deskhand.rules.access import Actor, Can
from deskhand.rules.draft import flaw_in_email, flaw_in_line
from deskhand.rules.errors import Forbidden, Invalid
from deskhand.rules.events import Change

NAME_LIMIT = 200
DOMAINS = 50
"""Domains of one organization at most."""
EVERYBODYS = frozenset({
    "aol.com", "bk.ru", "fastmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "icloud.com",
    "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "orange.fr",
    "outlook.com", "outlook.de", "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com", "rediffmail.com",
    "t-online.de", "tuta.com", "tutanota.com", "wanadoo.fr", "web.de", "yahoo.com", "yahoo.co.uk", "yahoo.de",
    "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com", "126.com", "163.com",
})  # fmt: skip
"""Domains under which anybody gets an address: they say nothing of whom somebody works for."""
_SLACK = re.compile(r"https://hooks\.slack\.com/(services|workflows|triggers)/[A-Za-z0-9/_-]{10,300}")


class Organization(Struct, frozen=True, kw_only=True):
    """A client company; `has_slack` says whether a Slack address is kept, never which."""

    id: UUID
    name: str
    is_priority_client: bool = False
    shares_tickets: bool = False
    has_slack: bool = False
    domains: tuple[str, ...] = ()
    sla_policy_id: UUID | None = None
    """The policy by which the deadlines of its tickets count; None: no own one."""


def checked(wanted: Organization) -> Organization:
    """Return an organization as it will be kept; refuse with a sentence for each flaw."""
    domains = tuple(sorted({domain_of(one) for one in wanted.domains}))
    flaws = {
        "name": flaw_in_line(wanted.name, limit=NAME_LIMIT),
        "domains": f"are {len(domains)}; at most {DOMAINS} are possible" if len(domains) > DOMAINS else None,
    }
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
    return Organization(
        id=wanted.id, name=without_controls(wanted.name).strip(), is_priority_client=wanted.is_priority_client,
        shares_tickets=wanted.shares_tickets, has_slack=wanted.has_slack, domains=domains,
        sla_policy_id=wanted.sla_policy_id,
    )  # fmt: skip


def domain_of(typed: str) -> str:
    """Return a domain as it is kept; an `@` before it is taken, an address in front of that is not."""
    domain = typed.strip().lower().removeprefix("@").rstrip(".")
    if "." not in domain or len(domain) > 253 or flaw_in_email(f"a@{domain}") is not None:
        raise Invalid({"domains": f"“{without_controls(typed).strip()[:60]}” is not a domain such as example.com"})
    if domain in EVERYBODYS:
        raise Invalid({"domains": f"“{domain}” is open to everybody, so an address there says nothing of its owner"})
    return domain


def slack_address(typed: str) -> str:
    """Return an incoming webhook of Slack as it is kept; the refusal does not repeat it."""
    address = typed.strip()
    if _SLACK.fullmatch(address) is None:
        raise Invalid({"slackWebhook": "is not the address of an incoming webhook, https://hooks.slack.com/services/…"})
    return address


def check_may_share(actor: Actor, before: Organization, after: Organization) -> None:
    """Refuse that somebody who is no admin lets people see each other's tickets, or stops it."""
    if before.shares_tickets != after.shares_tickets and not actor.may(Can.MANAGE_PEOPLE):
        raise Forbidden("Only admins say whether the people of an organization see each other's tickets.")


def turns_clocks(before: Organization, after: Organization) -> bool:
    """Say whether other times are promised to its tickets."""
    return (before.is_priority_client, before.sla_policy_id) != (after.is_priority_client, after.sla_policy_id)


def changes_of(
    before: Organization, after: Organization, *, policies: Mapping[UUID, str], new_slack: bool = False
) -> dict[str, Change]:
    """Return from and to of what differs; a policy by its name, of the Slack address only whether there is one."""
    pairs: dict[str, Change] = {
        "name": (before.name or None, after.name),
        "is_priority_client": (_yes(before.is_priority_client), _yes(after.is_priority_client)),
        "shares_tickets": (_yes(before.shares_tickets), _yes(after.shares_tickets)),
        "sla_policy": (_named(before.sla_policy_id, policies), _named(after.sla_policy_id, policies)),
        "domains": (", ".join(before.domains) or None, ", ".join(after.domains) or None),
        "slack": (_set(before.has_slack), _set(after.has_slack)),
    }
    if new_slack and before.has_slack:
        pairs["slack"] = ("set", "set anew")
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _named(policy_id: UUID | None, policies: Mapping[UUID, str]) -> str | None:
    return policies.get(policy_id) if policy_id else None


def _yes(value: bool) -> str:  # noqa: FBT001 (one value, one word)
    return "yes" if value else "no"


def _set(value: bool) -> str | None:  # noqa: FBT001 (one value, one word)
    return "set" if value else None
