"""Addresses of the queue: filters to query strings, and back to words that can be taken away one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from deskhand.queries.queue import Listing
from deskhand.rules.filters import Filters, Snoozed
from deskhand.web.lists import created_name, due_date_name, due_name, snoozed_name, view_name
from deskhand.web.reader import gettext as _
from deskhand.web.words import priority_name, source_name, status_name

QUEUE = "/admin/support"
VIEWS = "/dashboard/settings/views"
_DOORS = ("/sign-in", "/sign-out", "/sign-up", "/forgot", "/reset/", "/invitation/", "/address/")
"""Pages before sign-in, to which nobody is led back."""
_FIELDS = (
    "view", "status", "priority", "assignee", "team", "requester", "category", "organization", "tag", "source",
    "created", "sla", "due", "text", "sort", "snoozed",
)  # fmt: skip


class Agent(Protocol):
    """Somebody to whom a ticket can be given."""

    @property
    def id(self) -> UUID:
        """The user's id."""

    @property
    def name(self) -> str:
        """The name that colleagues read."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter and the address without it."""

    label: str
    url: str


def query_of(filters: Filters | None, **changes: str | Sequence[str] | None) -> str:
    """Return the filters as a query string with its question mark, after these changes; empty without filters."""
    pairs = pairs_of(filters, **changes)
    return f"?{urlencode(pairs)}" if pairs else ""


def pairs_of(filters: Filters | None, **changes: str | Sequence[str] | None) -> list[tuple[str, str]]:
    """Return the filters as the fields of a form, after these changes."""
    values: Mapping[str, str | Sequence[str] | None] = {
        **{field: getattr(filters, field, None) for field in _FIELDS}, **changes
    }  # fmt: skip
    return [
        (name, one)
        for name, value in values.items()
        for one in ([value] if isinstance(value, str) else value or ())
        if one
    ]


def chips_of(filters: Filters, *, agents: Mapping[str, str], categories: Mapping[str, str] | None = None) -> list[Chip]:
    """Return the active filters as words, each with the address that drops it; view and order are none."""
    several = [
        Chip(name_of(one), _without(filters, field, one))
        for field, name_of in _SEVERAL.items() for one in getattr(filters, field)
    ]  # fmt: skip
    single = _single(filters, agents, categories or {})
    return several + [Chip(label, QUEUE + query_of(filters, **{field: None})) for field, label in single]


def place_of(listing: Listing) -> str:
    """Return the name of the sidebar's entry that a list is; empty for somebody's own filters."""
    if listing.view is not None:
        return listing.view.slug
    alone = {
        Filters(): "all", Filters(assignee="me"): "mine", Filters(assignee="none"): "unassigned",
        Filters(snoozed=Snoozed.YES): "snoozed",
    }  # fmt: skip
    return next((place for filters, place in alone.items() if filters == listing.asked), "")


def title_of(listing: Listing) -> str:
    """Return what a list is called."""
    if listing.view is not None:
        return view_name(listing.view)
    return {"all": _("All active"), "snoozed": _("Snoozed")}.get(place_of(listing), _("Queue"))


def title_of_filters(filters: Filters) -> str:
    """Return what a list that somebody asks for is called in a file's name or a heading."""
    words = [chip.label for chip in chips_of(filters, agents={})]
    view = [filters.view.replace("_", " ").capitalize()] if filters.view and len(filters.view) < 32 else []
    return ", ".join(view + words) or _("All active")


def own_path(text: str) -> str:
    """Return a path of our own that a redirect may lead to, or nothing: never another site, never a header's line."""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or not text.isprintable() or len(text) > 2000:
        return ""
    return "" if "\\" in text or text.startswith(_DOORS) else text


def names_of(agents: Sequence[Agent]) -> dict[str, str]:
    """Return the agents' names by id."""
    return {str(agent.id): agent.name for agent in agents}


def _single(filters: Filters, agents: Mapping[str, str], categories: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from _held(filters, agents)
    if filters.requester:
        yield "requester", _("From %(who)s") % {"who": filters.requester}
    if filters.category:
        yield "category", _("Category %(name)s") % {"name": categories.get(filters.category, filters.category)}
    if filters.organization:
        yield "organization", _("Client %(name)s") % {"name": filters.organization}
    if filters.tag:
        yield "tag", _("Tag %(name)s") % {"name": filters.tag}
    if filters.created:
        yield "created", created_name(filters.created)
    if filters.sla:
        yield "sla", due_name(filters.sla)
    if filters.due:
        yield "due", due_date_name(filters.due)
    if filters.snoozed:
        yield "snoozed", snoozed_name(filters.snoozed)
    if filters.text:
        yield "text", f"“{filters.text}”"


def _held(filters: Filters, agents: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if filters.assignee:
        named = {"me": _("Assigned to me"), "none": _("Unassigned")}
        yield "assignee", named.get(filters.assignee) or agents.get(filters.assignee, _("One agent"))
    if filters.team:
        yield "team", {"mine": _("My teams"), "none": _("No team")}.get(filters.team, _("One team"))


def _without(filters: Filters, field: str, value: str) -> str:
    left = [one for one in getattr(filters, field) if one != value]
    return QUEUE + query_of(filters, **{field: left})


_SEVERAL: dict[str, Callable[[str], str]] = {
    "status": status_name,
    "priority": lambda one: _("%(name)s priority") % {"name": priority_name(one)},
    "source": lambda one: _("Via %(source)s") % {"source": source_name(one)},
}
"""Fields that hold several words, and what each is called."""
