"""Tags of tickets: short words in lower case, made on their first use."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct

from deskhand.kit.text import flaw_in, has_line_break, without_controls
from deskhand.rules.category import DESCRIPTION_LIMIT, refuse, told
from deskhand.rules.draft import flaw_in_text
from deskhand.rules.errors import Invalid
from deskhand.rules.events.event import Change

MOST = 20
"""Tags of a ticket."""
LONGEST = 50
"""Characters of a tag."""
COLOURS = ("neutral", "red", "orange", "yellow", "green", "teal", "blue", "violet", "pink")
"""Names of the palette's colours that a tag can bear."""

_TOLD = ("name", "colour", "description")


class Tag(Struct, frozen=True, kw_only=True):
    """A tag as it stands."""

    id: UUID
    name: str
    colour: str = "neutral"
    description: str = ""


def plain(name: str) -> str:
    """Return a tag as it is kept: lower case, trimmed, with single blanks."""
    return " ".join(without_controls(name).lower().split())


def taken(names: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of a ticket as they are kept, each once and in order; refuse too many or a flawed one."""
    kept: dict[str, None] = {}
    for name in names:
        flaw = flaw_in_name(name)
        if flaw is not None:
            raise Invalid({"tags": flaw})
        kept[plain(name)] = None
    if len(kept) > MOST:
        raise Invalid({"tags": f"{len(kept)} are too many; a ticket has at most {MOST}"})
    return tuple(sorted(kept))


def on(held: Iterable[str], *, add: Iterable[str], remove: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that a ticket has once some were taken off it and some put on; refuse too many."""
    gone = {plain(name) for name in remove}
    return taken([*(name for name in held if plain(name) not in gone), *add])


def checked(wanted: Tag) -> Tag:
    """Return a tag as it is kept; refuse with a sentence for each field that cannot be taken."""
    colours = ", ".join(COLOURS)
    refuse(
        {
            "name": flaw_in_name(wanted.name),
            "colour": None if wanted.colour in COLOURS else f"“{wanted.colour[:60]}” is not one of: {colours}",
            "description": flaw_in_text(wanted.description, limit=DESCRIPTION_LIMIT)
            if wanted.description.strip()
            else None,
        }
    )
    return Tag(
        id=wanted.id, name=plain(wanted.name), colour=wanted.colour, description=wanted.description.strip()
    )  # fmt: skip


def changes_of(held: Tag, wanted: Tag) -> dict[str, Change]:
    """Return what is different, from what to what."""
    pairs = {name: (told(getattr(held, name)), told(getattr(wanted, name))) for name in _TOLD}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def flaw_in_name(name: str) -> str | None:
    """Say why a text cannot be a tag, or None when it can."""
    flaw = flaw_in(name)
    if flaw is not None:
        return f"holds {flaw}, which cannot be stored; remove it"
    kept = plain(name)
    if not kept:
        return "must not hold an empty tag"
    if "," in kept or has_line_break(name):
        return f"“{kept[:60]}” must be one line without commas"
    return f"“{kept[:60]}” is {len(kept)} characters long; a tag has at most {LONGEST}" if len(kept) > LONGEST else None
