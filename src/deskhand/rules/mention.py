"""Who is meant by an `@name` in what somebody writes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

MOST = 50
"""People and teams that one message mentions at most."""


class Named(Struct, frozen=True, kw_only=True):
    """A colleague or a team that can be mentioned by its name."""

    id: UUID
    name: str
    is_team: bool = False


def mentioned(text: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Return whom a text mentions, in its order, each once.

    After an `@` that no word runs into, the longest name that fits counts, in any case, up to the end of its word;
    all who bear it are meant.
    """
    found: dict[UUID, Named] = {}
    by_length = sorted((one for one in named if one.name), key=lambda one: -len(one.name))
    whole = text.casefold()
    place = whole.find("@")
    while place >= 0 and len(found) < MOST:
        if place == 0 or not (whole[place - 1].isalnum() or whole[place - 1] in "@._-"):
            longest = 0
            for one in by_length:
                name = one.name.casefold()
                if len(name) < longest:
                    break
                if whole.startswith(name, place + 1) and _ends_word(whole, place + 1 + len(name)):
                    found.setdefault(one.id, one)
                    longest = len(name)
        place = whole.find("@", place + 1)
    return tuple(found.values())[:MOST]


def _ends_word(text: str, place: int) -> bool:
    return place >= len(text) or not (text[place].isalnum() or text[place] in "_@")
