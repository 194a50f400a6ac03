"""What a token can be narrowed to, in the words of people."""

from __future__ import annotations

from collections.abc import Iterable

from deskhand.rules.access import Can
from deskhand.web.reader import by_language
from deskhand.web.reader import gettext as _


def scope_name(scope: str) -> str:
    """Return what a permission lets a token do; one that nobody named is its own word."""
    return next((names[scope] for names in _groups().values() if scope in names), scope)


def scopes_by_group(offered: Iterable[Can]) -> dict[str, dict[str, str]]:
    """Return the names of permissions by their words, under headings; a heading without any is left out."""
    wanted = {can.value for can in offered}
    found = {
        group: {scope: name for scope, name in names.items() if scope in wanted} for group, names in _groups().items()
    }
    return {group: names for group, names in found.items() if names}


@by_language
def _groups() -> dict[str, dict[str, str]]:
    return {_("Tickets"): _tickets(), _("Messages"): _messages(), _("Settings"): _settings()}


def _tickets() -> dict[str, str]:
    return {
        "ticket:read": _("Read tickets and their public messages"),
        "ticket:work": _("Read the queue, internal notes and activity"),
        "ticket:open": _("Open tickets"),
        "ticket:open_for_others": _("Open tickets for others"),
        "ticket:change": _("Change subject, type, priority and sorting, and resolve"),
        "ticket:assign": _("Assign tickets"),
        "ticket:close": _("Close, cancel and reopen tickets"),
        "ticket:watch": _("Watch tickets"),
        "ticket:link": _("Link tickets"),
        "ticket:merge": _("Merge and split tickets"),
        "ticket:rate": _("Rate tickets of one's own"),
        "ticket:export": _("Export lists of tickets"),
        "ticket:delete": _("Delete and restore tickets"),
        "live:follow": _("Hear what changes as it changes"),
    }


def _messages() -> dict[str, str]:
    return {
        "ticket:reply": _("Write public messages"),
        "ticket:note": _("Write internal notes"),
        "file:attach": _("Upload files"),
        "template:use": _("Use and keep templates and macros"),
        "template:share": _("Keep templates and macros of everybody"),
        "delivery:read": _("Read the mailbox and the delivery log"),
    }


def _settings() -> dict[str, str]:
    return {
        "organization:manage": _("Read and change organizations"),
        "person:manage": _("Read and change people and teams"),
        "classification:manage": _("Change categories, tags and fields"),
        "automation:manage": _("Keep automation rules and read what they did"),
        "webhook:manage": _("Keep webhooks and read what was sent to them"),
        "view:share": _("Keep views of everybody"),
        "workspace:manage": _("Change the workspace"),
        "desk:read_metrics": _("Read the desk's figures"),
        "token:own": _("List and revoke one's own tokens"),
        "token:manage": _("List and revoke everybody's tokens"),
    }
