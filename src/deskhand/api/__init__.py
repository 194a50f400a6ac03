"""The JSON doors: each translates a request into an action or a query."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from deskhand.api import (
    activity,
    assignment,
    attachments,
    automation,
    backtests,
    binned,
    bulk,
    calendars,
    categories,
    clocks,
    exports,
    fields,
    hindsights,
    macros,
    merges,
    operations,
    organizations,
    policies,
    ratings,
    schedule,
    search,
    sheets,
    sla_check,
    splits,
    statistics,
    support,
    tags,
    teams,
    templates,
    ticket_links,
    tickets,
    tokens,
    users,
    views,
    watchers,
    webhooks,
    workspace,
)
from deskhand.api.bodies import JsonRequest
from deskhand.api.problem import answer_problem
from deskhand.door.identity import person_of

BODY_LIMIT = 8_000_000
"""Bytes of a request; wide enough that a field which is far too long is still named, not just refused."""

ROUTES = [
    Router(
        "/",
        route_handlers=[
            tickets.ROUTER,
            bulk.ROUTER,
            watchers.ROUTER,
            ticket_links.ROUTER,
            merges.ROUTER,
            splits.ROUTER,
            sla_check.ROUTER,
            ratings.ROUTER,
            activity.ROUTER,
            assignment.ROUTER,
            clocks.ROUTER,
            binned.ROUTER,
            support.ROUTER,
            search.ROUTER,
            attachments.ROUTER,
            workspace.ROUTER,
            schedule.ROUTER,
            statistics.ROUTER,
            templates.ROUTER,
            tokens.ROUTER,
            users.ROUTER,
            teams.ROUTER,
            organizations.ROUTER,
            macros.ROUTER,
            automation.ROUTER,
            webhooks.ROUTER,
            backtests.ROUTER,
            views.ROUTER,
            exports.ROUTER,
            categories.ROUTER,
            tags.ROUTER,
            fields.ROUTER,
            calendars.ROUTER,
            policies.ROUTER,
            hindsights.ROUTER,
            sheets.ROUTER,
            *operations.ROUTES,
        ],
        dependencies={"actor": Provide(person_of)},
        exception_handlers={Exception: answer_problem},
        request_class=JsonRequest,
        request_max_body_size=BODY_LIMIT,
    )
]
"""Every JSON route."""
