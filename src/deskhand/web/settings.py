"""The entries of the settings' side navigation: a page of settings hangs itself in by one line here."""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.rules.access import Can
from deskhand.rules.report_mails import LIST
from deskhand.web.links import VIEWS
from deskhand.web.reader import gettext as _


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of settings; `name` is the `section` that its template sets, `needs` who finds it."""

    name: str
    url: str
    icon: str
    label: str
    needs: Can


def entries() -> dict[str, tuple[Entry, ...]]:
    """Return the entries under their headings, in the order of the navigation, labelled for the reader."""
    return {
        _("Yours"): (
            Entry("profile", "/dashboard/settings/profile", "user-round", _("Profile"), Can.SIGN_OUT),
            Entry("availability", "/dashboard/settings/availability", "user-check", _("Availability"), Can.WORK_QUEUE),
            Entry("views", VIEWS, "layers", _("Views of the queue"), Can.WORK_QUEUE),
            Entry("tokens", "/dashboard/settings/tokens", "lock", _("Your API tokens"), Can.KEEP_TOKENS),
            Entry("exports", "/dashboard/exports", "archive", _("Exports"), Can.EXPORT),
        ),
        _("Answers"): (
            Entry("templates", "/admin/settings/templates", "message-square-plus", _("Templates"), Can.USE_TEMPLATES),
            Entry("macros", "/admin/settings/macros", "zap", _("Macros"), Can.USE_TEMPLATES),
            Entry("automation", "/dashboard/settings/automation", "refresh-cw", _("Automation"),
                  Can.MANAGE_AUTOMATION),
        ),
        _("Tickets"): (
            Entry("categories", "/dashboard/settings/categories", "folder-tree", _("Categories"),
                  Can.MANAGE_CLASSIFICATION),
            Entry("fields", "/dashboard/settings/fields", "list-checks", _("Fields"), Can.MANAGE_CLASSIFICATION),
            Entry("tags", "/dashboard/settings/tags", "tag", _("Tags"), Can.MANAGE_CLASSIFICATION),
            Entry("policies", "/dashboard/settings/policies", "hourglass", _("SLA policies"), Can.MANAGE_WORKSPACE),
            Entry("calendars", "/dashboard/settings/calendars", "clock", _("Calendars"), Can.MANAGE_WORKSPACE),
        ),
        _("Workspace"): (
            Entry("people", "/dashboard/settings/people", "users", _("People"), Can.MANAGE_PEOPLE),
            Entry(
                "organizations", "/dashboard/settings/organizations", "briefcase", _("Organizations"),
                Can.MANAGE_ORGANIZATIONS,
            ),
            Entry("teams", "/dashboard/settings/teams", "layers", _("Teams"), Can.MANAGE_PEOPLE),
            Entry("assignment", "/dashboard/settings/assignment", "user-check", _("Assignment"), Can.MANAGE_PEOPLE),
            Entry("all-tokens", "/admin/settings/tokens", "lock", _("Everybody's API tokens"), Can.MANAGE_TOKENS),
            Entry("webhooks", "/dashboard/settings/webhooks", "send", _("Webhooks"), Can.MANAGE_WEBHOOKS),
            Entry("branding", "/admin/settings/branding", "shapes", _("Branding"), Can.MANAGE_WORKSPACE),
            Entry("bin", "/admin/settings/bin", "circle-x", _("Deleted tickets"), Can.DELETE_TICKET),
            Entry("satisfaction", "/admin/settings/satisfaction", "star", _("Satisfaction"), Can.MANAGE_WORKSPACE),
            Entry("schedule", "/admin/settings/schedule", "clock", _("Scheduled work"), Can.MANAGE_WORKSPACE),
        ),
    }  # fmt: skip


def reports() -> tuple[Entry, ...]:
    """Return the reports, labelled for the reader."""
    return (
        Entry("activity", "/admin/reports", "chart-column", _("Tickets"), Can.MANAGE_WORKSPACE),
        Entry("deadlines", "/admin/reports/deadlines", "chart-column", _("SLA compliance"), Can.MANAGE_WORKSPACE),
        Entry("backlog", "/admin/reports/backlog", "chart-column", _("Backlog"), Can.MANAGE_WORKSPACE),
        Entry("report-mails", LIST, "mail", _("Reports by mail"), Can.MANAGE_WORKSPACE),
    )


def places_for(permissions: frozenset[Can]) -> list[dict[str, str]]:
    """Return the pages of settings and the reports that these permissions open, as the palette goes to them."""
    found = entries_for(permissions) | {_("Reports"): [one for one in reports() if one.needs in permissions]}
    return [{"label": f"{group} › {one.label}", "url": one.url} for group, several in found.items() for one in several]


def entries_for(permissions: frozenset[Can]) -> dict[str, list[Entry]]:
    """Return the entries that these permissions open; a heading without any is left out."""
    allowed = {group: [one for one in found if one.needs in permissions] for group, found in entries().items()}
    return {group: found for group, found in allowed.items() if found}
