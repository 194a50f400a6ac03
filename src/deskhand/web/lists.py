"""The names that people read for lists of tickets: views, orders, groups, columns, and what they are narrowed to."""

from __future__ import annotations

from typing import Protocol

from deskhand.web.reader import gettext as _

VIEW_ICONS = {
    "mine": "inbox",
    "unassigned": "user-x",
    "urgent": "octagon-alert",
    "waiting_us": "corner-up-left",
    "waiting_customer": "circle-pause",
    "resolved": "circle-check",
}


class NamedView(Protocol):
    """A view of the queue; `shipped` is the word of one that the desk came with."""

    @property
    def shipped(self) -> str | None:
        """The word, or None."""

    @property
    def name(self) -> str:
        """The name that somebody gave it."""


def view_name(view: NamedView) -> str:
    """Return a view's name: of one that the desk came with in the reader's words, unless somebody gave it another."""
    shipped = {
        "mine": ("Mine", _("Mine")),
        "unassigned": ("Unassigned", _("Unassigned")),
        "urgent": ("Urgent", _("Urgent")),
        "waiting_us": ("Waiting for us", _("Waiting for us")),
        "waiting_customer": ("Waiting for customer", _("Waiting for customer")),
        "resolved": ("Recently resolved", _("Recently resolved")),
    }
    first, translated = shipped.get(view.shipped or "", ("", ""))
    return translated if first and view.name == first else view.name


def sort_name(sort: str) -> str:
    """Return what an order of tickets is called."""
    return {
        "need": _("What needs somebody"),
        "sla": _("What is due first"),
        "priority": _("Priority"),
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "updated": _("Latest change first"),
        "due": _("Due date"),
    }.get(sort, sort)


def figure_name(figure: str) -> str:
    """Return what a figure at the head of the queue counts."""
    return {
        "total": _("Total"),
        "open": _("Open"),
        "pending": _("Pending"),
        "urgent": _("Urgent"),
        "breached": _("Past due"),
    }.get(figure, figure)


def grouping_name(grouping: str) -> str:
    """Return what rows are gathered by."""
    return {
        "need": _("By what they need"),
        "priority": _("By priority"),
        "day": _("By day"),
        "due": _("By when they are due"),
        "none": _("Not at all"),
    }.get(grouping, grouping)


def column_name(column: str) -> str:
    """Return what a fact of a row is called."""
    return {
        "number": _("Number"),
        "requester": _("Requester"),
        "organization": _("Client"),
        "preview": _("Latest words"),
        "status": _("Status"),
        "assignee": _("Assignee"),
        "category": _("Category"),
        "tags": _("Tags"),
        "source": _("Source"),
        "created": _("Opened"),
        "due": _("Due date"),
    }.get(column, column)


def due_name(due: str) -> str:
    """Return how tickets stand with their due moments."""
    return {
        "breached": _("Past due"),
        "critical": _("Critical"),
        "warning": _("Due soon"),
        "upcoming": _("Upcoming"),
        "on_track": _("On track"),
        "on_time": _("On time"),
        "paused": _("Paused"),
        "met": _("Met"),
        "none": _("Without a due moment"),
    }.get(due, due)


def due_date_name(due: str) -> str:
    """Return when tickets are due by their date."""
    return {
        "overdue": _("Overdue"),
        "today": _("Due today"),
        "this_week": _("Due this week"),
        "none": _("Without a due date"),
    }.get(due, due)


def snoozed_name(snoozed: str) -> str:
    """Return whether tickets that sleep are shown."""
    return {
        "true": _("Snoozed"),
        "false": _("Not snoozed"),
        "any": _("Snoozed or not"),
    }.get(snoozed, snoozed)


def created_name(span: str) -> str:
    """Return a span of time in which tickets were opened."""
    named = {
        "1d..": _("Opened in the last day"),
        "7d..": _("Opened in the last 7 days"),
        "30d..": _("Opened in the last 30 days"),
        "90d..": _("Opened in the last 90 days"),
    }
    first, _dots, last = span.partition("..")
    if span in named or not (first and last):
        return named.get(span) or (
            _("Opened since %(day)s") % {"day": first} if first else _("Opened until %(day)s") % {"day": last}
        )
    return _("Opened %(first)s to %(last)s") % {"first": first, "last": last}
