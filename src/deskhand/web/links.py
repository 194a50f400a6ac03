"""Addresses of the queue: filters to query string, and the views that are such filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from deskhand.web.reader import gettext as _
from deskhand.web.words import priority_name, status_name

QUEUE = "/admin/support"
_DOORS = ("/sign-in", "/sign-out", "/forgot", "/reset/", "/invitation/", "/address/")
"""Pages before sign-in, to which nobody is led back."""
_FIELDS = ("status", "priority", "assignee", "requester", "category", "tag", "text")


class Filters(Protocol):
    """What narrows the queue; every field may be empty."""

    @property
    def status(self) -> Sequence[str]:
        """Statuses to show; none means every active one."""

    @property
    def priority(self) -> Sequence[str]:
        """Priorities to show; none means all."""

    @property
    def assignee(self) -> str | None:
        """`me`, `none`, or an agent's id."""

    @property
    def requester(self) -> str | None:
        """A requester's e-mail address."""

    @property
    def category(self) -> str | None:
        """A category's key."""

    @property
    def tag(self) -> str | None:
        """A tag."""

    @property
    def text(self) -> str | None:
        """Words in subject, messages or number."""


class Agent(Protocol):
    """Somebody to whom a ticket can be given."""

    @property
    def id(self) -> UUID:
        """The user's id."""

    @property
    def name(self) -> str:
        """The name that colleagues read."""


@dataclass(frozen=True, slots=True)
class View:
    """One entry of the sidebar: a name for a filter."""

    name: str
    label: str
    icon: str
    query: str

    @property
    def url(self) -> str:
        """Return the address of the view."""
        return QUEUE + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter and the address without it."""

    label: str
    url: str


def views() -> tuple[View, ...]:
    """Return the views of the sidebar, in order."""
    return (
        View("all", _("All active"), "layers", ""),
        View("mine", _("Mine"), "inbox", "assignee=me"),
        View("unassigned", _("Unassigned"), "user-x", "assignee=none"),
        View("waiting", _("Waiting for customer"), "circle-pause", "status=waiting_customer"),
        View("done", _("Resolved and closed"), "archive", "status=resolved&status=closed&status=cancelled"),
    )


def query_of(filters: Filters | None, **changes: str | Sequence[str] | None) -> str:
    """Return the filters as a query string with its question mark, after these changes; empty without filters."""
    values: Mapping[str, str | Sequence[str] | None] = {
        **{field: getattr(filters, field, None) for field in _FIELDS}, **changes
    }  # fmt: skip
    pairs = {name: value for name, value in values.items() if value}
    return f"?{urlencode(pairs, doseq=True)}" if pairs else ""


def view_of(filters: Filters) -> View | None:
    """Return the view that these filters are, or None when they are somebody's own."""
    asked = sorted(query_of(filters).lstrip("?").split("&"))
    return next((view for view in views() if sorted(view.query.split("&")) == asked), None)


def chips_of(filters: Filters, *, agents: Mapping[str, str], categories: Mapping[str, str] | None = None) -> list[Chip]:
    """Return the active filters as words, each with the address that drops it."""
    found = [
        Chip(status_name(one), _without(filters, "status", one)) for one in filters.status
    ] + [
        Chip(_("%(name)s priority") % {"name": priority_name(one)}, _without(filters, "priority", one))
        for one in filters.priority
    ]  # fmt: skip
    if filters.assignee:
        named = {"me": _("Assigned to me"), "none": _("Unassigned")}
        label = named.get(filters.assignee) or agents.get(filters.assignee, _("One agent"))
        found.append(Chip(label, QUEUE + query_of(filters, assignee=None)))
    if filters.requester:
        found.append(Chip(_("From %(who)s") % {"who": filters.requester}, QUEUE + query_of(filters, requester=None)))
    if filters.category:
        label = _("Category %(name)s") % {"name": (categories or {}).get(filters.category, filters.category)}
        found.append(Chip(label, QUEUE + query_of(filters, category=None)))
    if filters.tag:
        found.append(Chip(_("Tag %(name)s") % {"name": filters.tag}, QUEUE + query_of(filters, tag=None)))
    if filters.text:
        found.append(Chip(f"“{filters.text}”", QUEUE + query_of(filters, text=None)))
    return found


def own_path(text: str) -> str:
    """Return a path of our own that a redirect may lead to, or nothing: never another site, never a header's line."""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or not text.isprintable() or len(text) > 2000:
        return ""
    return "" if "\\" in text or text.startswith(_DOORS) else text


def names_of(agents: Sequence[Agent]) -> dict[str, str]:
    """Return the agents' names by id."""
    return {str(agent.id): agent.name for agent in agents}


def _without(filters: Filters, field: str, value: str) -> str:
    left = [one for one in getattr(filters, field) if one != value]
    return QUEUE + query_of(filters, **{field: left})
