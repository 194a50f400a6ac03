"""Teams: what one may be, and what a change of one makes of it."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import without_controls
from deskhand.rules.draft import flaw_in_line, flaw_in_text
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.events import Change

NAME_LIMIT = 100
DESCRIPTION_LIMIT = 2000
MOST_MEMBERS = 200
"""Members of one team at most."""
MOST_CATEGORIES = 200
"""Categories that one team handles at most."""


class Team(Struct, frozen=True, kw_only=True):
    """A team; members and categories are names by id. One that is not active gets no tickets."""

    id: UUID
    name: str
    description: str = ""
    is_active: bool = True
    members: dict[UUID, str] = {}
    categories: dict[UUID, str] = {}


def checked(team: Team) -> Team:
    """Return a team as it will be kept; refuse with a sentence for each flaw."""
    flaws = {
        "name": flaw_in_line(team.name, limit=NAME_LIMIT),
        "description": flaw_in_text(team.description, limit=DESCRIPTION_LIMIT) if team.description.strip() else None,
        "members": _too_many(team.members, MOST_MEMBERS, is_active=team.is_active),
        "categories": _too_many(team.categories, MOST_CATEGORIES, is_active=team.is_active),
    }
    found = {name: flaw for name, flaw in flaws.items() if flaw is not None}
    if found:
        raise Invalid(found)
    return Team(
        id=team.id, name=without_controls(team.name).strip(), description=team.description.strip(),
        is_active=team.is_active, members=team.members, categories=team.categories,
    )  # fmt: skip


def check_is_empty_handed(*, held: int) -> None:
    """Refuse to close a team that tickets wait for."""
    if held:
        raise Conflict(f"{held} active tickets are with this team: give them to another one first.")


def changes_of(before: Team, after: Team) -> dict[str, Change]:
    """Return from and to of what differs, names instead of ids."""
    pairs = {
        "name": (before.name, after.name),
        "description": (before.description, after.description),
        "is_active": (_yes(before.is_active), _yes(after.is_active)),
        "members": (_names(before.members), _names(after.members)),
        "categories": (_names(before.categories), _names(after.categories)),
    }
    return {name: (old or None, new or None) for name, (old, new) in pairs.items() if old != new}


def _too_many(found: dict[UUID, str], most: int, *, is_active: bool) -> str | None:
    if found and not is_active:
        return "must be empty in a team that is closed"
    return f"are {len(found)}; at most {most} are possible" if len(found) > most else None


def _names(found: dict[UUID, str]) -> str:
    return ", ".join(sorted(found.values()))


def _yes(value: bool) -> str:  # noqa: FBT001 (one value, one word)
    return "yes" if value else "no"
