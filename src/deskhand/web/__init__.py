"""The door for people: pages, their templates and their static files."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from deskhand.web import (
    account,
    archive,
    assignment,
    attachments,
    automation,
    availability,
    backtests,
    binned,
    branding,
    bulk,
    calendars,
    categories,
    clock,
    documentation,
    drafts,
    exports,
    fields,
    files,
    hindsights,
    live,
    logo,
    macros,
    mailbox,
    mentions,
    merges,
    my_tickets,
    opening,
    organizations,
    policies,
    policy_steps,
    portal,
    presence,
    profile,
    queue,
    rate,
    recovery,
    report_mails,
    reports,
    satisfaction,
    schedule,
    search,
    sheets,
    sign_in,
    sign_up,
    snooze,
    sorting,
    specimen,
    splits,
    stop_mail,
    tags,
    teams,
    templates,
    ticket,
    ticket_links,
    tokens,
    users,
    views,
    watchers,
    webhooks,
)
from deskhand.web.errors import answer_page
from deskhand.web.frame import frame_of

PAGES = [
    *sign_in.ROUTES, *sign_up.ROUTES, *recovery.ROUTES, *account.ROUTES, *profile.ROUTES, *queue.ROUTES, *ticket.ROUTES,
    *bulk.ROUTES, *mentions.ROUTES, *presence.ROUTES, *attachments.ROUTES, *drafts.ROUTES,
    *portal.ROUTES, *mailbox.ROUTES, *my_tickets.ROUTES, *branding.ROUTES, *specimen.ROUTES, *documentation.ROUTES,
    *logo.ROUTES, *rate.ROUTES, *satisfaction.ROUTES, *stop_mail.ROUTES,
    *clock.ROUTES, *schedule.ROUTES, *reports.ROUTES, *report_mails.ROUTES,
    *archive.ROUTES, *binned.ROUTES, *snooze.ROUTES,
    *tokens.ROUTES, *users.ROUTES, *teams.ROUTES, *organizations.ROUTES,
    *live.ROUTES, *search.ROUTES, *templates.ROUTES,
    *watchers.ROUTES, *ticket_links.ROUTES,
    *categories.ROUTES, *tags.ROUTES, *fields.ROUTES, *sorting.ROUTES, *opening.ROUTES, *macros.ROUTES,
    *automation.ROUTES,
    *webhooks.ROUTES,
    *backtests.ROUTES,
    *merges.ROUTES,
    *splits.ROUTES,
    *views.ROUTES,
    *exports.ROUTES,
    *calendars.ROUTES, *policies.ROUTES, *hindsights.ROUTES, *policy_steps.ROUTES, *sheets.ROUTES,
    *assignment.ROUTES, *availability.ROUTES,
]  # fmt: skip
"""Every page and form."""

ROUTES: list[ControllerRouterHandler] = [
    Router(
        "/",
        route_handlers=PAGES,
        dependencies={"frame": Provide(frame_of)},
        exception_handlers={Exception: answer_page},
        include_in_schema=False,
        request_max_body_size=1_000_000,
    ),
    *files.ROUTES,
]
"""Every route of the door for people."""
