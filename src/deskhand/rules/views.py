"""Saved views of the queue: a name for what a list is narrowed to, its order, its columns and its groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import without_controls
from deskhand.rules import templates
from deskhand.rules.access import Actor, Can
from deskhand.rules.draft import flaw_in_line, flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.filters import Filters, Sort, kept
from deskhand.rules.search import parse
from deskhand.rules.templates import Belonging, Scope

NAME_LIMIT = 100
"""Characters of a view's name."""
MOST = 20
"""Views that one person keeps for themselves, that a team has, and that everybody has."""


class Column(StrEnum):
    """A fact of a row that can be shown or left out; priority, subject and time are always there."""

    NUMBER = "number"
    REQUESTER = "requester"
    ORGANIZATION = "organization"
    PREVIEW = "preview"
    STATUS = "status"
    ASSIGNEE = "assignee"
    CATEGORY = "category"
    TAGS = "tags"
    SOURCE = "source"
    CREATED = "created"
    DUE = "due"


class Grouping(StrEnum):
    """What the rows of a list are gathered under."""

    NEED = "need"
    PRIORITY = "priority"
    DAY = "day"
    DUE = "due"
    NONE = "none"


USUAL = (Column.REQUESTER, Column.ORGANIZATION, Column.PREVIEW, Column.ASSIGNEE, Column.SOURCE, Column.DUE)
"""The columns of somebody who chose none."""
GROUPINGS: dict[Sort, tuple[Grouping, ...]] = {
    Sort.NEED: (Grouping.NEED, Grouping.NONE),
    Sort.SLA: (Grouping.DUE, Grouping.NONE),
    Sort.PRIORITY: (Grouping.PRIORITY, Grouping.NONE),
    Sort.NEWEST: (Grouping.DAY, Grouping.NONE),
    Sort.OLDEST: (Grouping.DAY, Grouping.NONE),
    Sort.UPDATED: (Grouping.DAY, Grouping.NONE),
    Sort.DUE: (Grouping.DAY, Grouping.NONE),
}
"""The groups that stand together in each order, the usual one first."""


class View(Struct, frozen=True, kw_only=True):
    """A saved view as it stands; `shipped` is the word of one that the desk came with."""

    id: UUID
    shipped: str | None
    name: str
    filters: Filters
    sort: Sort
    columns: tuple[Column, ...]
    grouping: Grouping
    scope: Scope
    owner_id: UUID | None
    team_id: UUID | None
    position: float
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def belonging(self) -> Belonging:
        """Return whose it is."""
        return Belonging(scope=self.scope, owner_id=self.owner_id, team_id=self.team_id)

    @property
    def slug(self) -> str:
        """Return the word by which addresses name it."""
        return self.shipped or str(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A view as somebody wrote it."""

    name: str
    filters: Filters
    sort: Sort
    columns: tuple[Column, ...]
    grouping: Grouping


def checked(draft: Draft) -> Draft:
    """Return a view as it will be kept; refuse with a sentence for each field that cannot be taken."""
    flaws = {
        "name": flaw_in_line(draft.name, limit=NAME_LIMIT),
        "assignedTo": _flaw_in_assignee(draft.filters.assignee),
        "q": _flaw_in_text(draft.filters.text),
        "grouping": _flaw_in_grouping(draft),
    }
    found = {field: flaw for field, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
    return Draft(
        name=without_controls(draft.name).strip(), filters=kept(draft.filters), sort=draft.sort,
        columns=tuple(dict.fromkeys(draft.columns)), grouping=draft.grouping,
    )  # fmt: skip


def columns_of(given: list[str]) -> tuple[Column, ...]:
    """Return the columns of these names, each once; refuse a word that is none."""
    found = {name: word_of(Column, name) for name in given if name.strip()}
    unknown = next((name for name, column in found.items() if column is None), None)
    if unknown is not None:
        raise Invalid({"columns": flaw_in_word(Column, unknown)})
    return tuple(dict.fromkeys(column for column in found.values() if column is not None))


def grouping_of(sort: Sort, wanted: Grouping | None) -> Grouping:
    """Return the groups of a list in an order: the wanted ones where they stand together, else the usual ones."""
    return wanted if wanted in GROUPINGS[sort] else GROUPINGS[sort][0]


def may_use(actor: Actor, whose: Belonging) -> bool:
    """Say whether an agent has this view: their own, their teams', and what every agent has."""
    return templates.may_use(actor, whose, keeper=Can.SHARE_VIEWS)


def may_keep(actor: Actor, whose: Belonging) -> bool:
    """Say whether an agent may change this view; what every agent has takes its own permission."""
    return may_use(actor, whose) and (whose.scope is not Scope.SHARED or actor.may(Can.SHARE_VIEWS))


def place_among(positions: list[tuple[UUID, float]], view_id: UUID, *, up: bool) -> float | None:
    """Return the position that moves a view by one place among these, which are in order; None where it stays."""
    ids = [one for one, _ in positions]
    to = ids.index(view_id) + (-1 if up else 1)
    if not 0 <= to < len(ids):
        return None
    beyond = to + (-1 if up else 1)
    neighbour = positions[to][1]
    if not 0 <= beyond < len(ids):
        return neighbour - _GAP if up else neighbour + _GAP
    return (neighbour + positions[beyond][1]) / 2


_GAP = 1024.0


def _flaw_in_assignee(assignee: str | None) -> str | None:
    if assignee is None or assignee in {"me", "none"}:
        return None
    try:
        UUID(assignee)
    except ValueError:
        return f"“{assignee[:60]}” is not an agent's id, `me` or `none`"
    return None


def _flaw_in_text(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parse(text, typing=True)
    except Invalid as refusal:
        return refusal.fields["q"]
    return None


def _flaw_in_grouping(draft: Draft) -> str | None:
    allowed = GROUPINGS[draft.sort]
    if draft.grouping in allowed:
        return None
    return f"“{draft.grouping}” does not stand together when sorted by {draft.sort}; choose {' or '.join(allowed)}"
