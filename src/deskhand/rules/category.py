"""Categories of tickets: two levels, a key that machines use, and a name that people read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from deskhand.rules.draft import flaw_in_line, flaw_in_text
from deskhand.rules.errors import Invalid
from deskhand.rules.events.event import Change

NAME_LIMIT = 100
"""Characters of a name."""
DESCRIPTION_LIMIT = 500
"""Characters of a description or a help text."""
LONGEST_TOLD = 200
"""Characters of a value that a trail tells of."""
POSITIONS = 100_000
"""The last place that an admin may give."""

MOST = 500
"""Categories of a workspace; a page shows them all."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_TOLD = ("key", "name", "description", "is_active", "is_public")


class Category(Struct, frozen=True, kw_only=True):
    """A category as it stands."""

    id: UUID
    key: str
    name: str
    description: str = ""
    parent_id: UUID | None = None
    position: int = 0
    is_active: bool = True
    is_public: bool = True
    sla_policy_id: UUID | None = None
    """The policy by which the deadlines of its tickets count, and of those below it; None: no own one."""


def key_from(name: str) -> str:
    """Return the key that a name suggests: lower case letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]


def checked(wanted: Category) -> Category:
    """Return a category with its words trimmed; refuse with a sentence for each field that cannot be taken."""
    flaws = {
        "key": None if _KEY.fullmatch(wanted.key) else "must be 1 to 60 lower case letters, digits and underscores",
        "name": flaw_in_line(wanted.name, limit=NAME_LIMIT),
        "description": flaw_in_text(wanted.description, limit=DESCRIPTION_LIMIT)
        if wanted.description.strip()
        else None,
        "position": flaw_in_position(wanted.position),
        "parentId": "must be another category" if wanted.parent_id == wanted.id else None,
    }
    refuse(flaws)
    return Category(
        id=wanted.id, key=wanted.key, name=wanted.name.strip(), description=wanted.description.strip(),
        parent_id=wanted.parent_id, position=wanted.position, is_active=wanted.is_active, is_public=wanted.is_public,
        sla_policy_id=wanted.sla_policy_id,
    )  # fmt: skip


def changes_of(
    held: Category, wanted: Category, *, parents: Mapping[UUID, str], policies: Mapping[UUID, str]
) -> dict[str, Change]:
    """Return what is different, from what to what; a parent and a policy are told by their names."""
    named = {
        "parent": (_named(held.parent_id, parents), _named(wanted.parent_id, parents)),
        "sla_policy": (_named(held.sla_policy_id, policies), _named(wanted.sla_policy_id, policies)),
    }
    plain = {name: (told(getattr(held, name)), told(getattr(wanted, name))) for name in _TOLD}
    return {name: pair for name, pair in (plain | named).items() if pair[0] != pair[1]}


def turns_clocks(held: Category, wanted: Category) -> bool:
    """Say whether tickets may count by another policy: the category's own, or that of the one above it."""
    return (held.sla_policy_id, held.parent_id) != (wanted.sla_policy_id, wanted.parent_id)


def line_of(category: Category | None) -> set[UUID]:
    """Return the ids of a category and of the one above it, whose fields its form holds too."""
    return {one for one in (category.id, category.parent_id) if one} if category else set()


def told(value: object) -> str | None:
    """Return a value as a trail tells it; what is empty is told as nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", [], ()):
        return None
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)[:LONGEST_TOLD]


def _named(one_id: UUID | None, names: Mapping[UUID, str]) -> str | None:
    return names.get(one_id) if one_id else None


def flaw_in_position(position: int) -> str | None:
    """Say why a number cannot be a place in a list, or None when it can."""
    return None if 0 <= position <= POSITIONS else f"{position} is not between 0 and {POSITIONS:,}"


def refuse(flaws: dict[str, str | None]) -> None:
    """Refuse with the sentences that there are."""
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
