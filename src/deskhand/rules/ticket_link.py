"""How tickets belong together, each relation named from either end."""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """What another ticket is to a ticket."""

    PARENT = "parent"
    CHILD = "child"
    DUPLICATE_OF = "duplicate_of"
    DUPLICATED_BY = "duplicated_by"
    FOLLOW_UP_OF = "follow_up_of"
    FOLLOWED_BY = "followed_by"
    CAUSED_BY = "caused_by"
    CAUSES = "causes"
    SPLIT_FROM = "split_from"
    SPLIT_OFF = "split_off"


_PAIRS = (
    (Relation.PARENT, Relation.CHILD), (Relation.DUPLICATE_OF, Relation.DUPLICATED_BY),
    (Relation.FOLLOW_UP_OF, Relation.FOLLOWED_BY), (Relation.CAUSED_BY, Relation.CAUSES),
    (Relation.SPLIT_FROM, Relation.SPLIT_OFF),
)  # fmt: skip
OPPOSITE: dict[Relation, Relation] = dict(_PAIRS) | {end: start for start, end in _PAIRS}
"""What a ticket is to the other one, when that one is this to it."""

BY_HAND: tuple[Relation, ...] = tuple(
    relation for relation in Relation if relation not in {Relation.SPLIT_FROM, Relation.SPLIT_OFF}
)
"""The relations that people make; a split makes its own."""

KINDS: dict[Relation, str] = {
    Relation.PARENT: "child_of", Relation.DUPLICATE_OF: "duplicate_of", Relation.CAUSED_BY: "caused_by",
    Relation.SPLIT_FROM: "split_from",
}  # fmt: skip
"""How a relation is kept, read from the ticket that it is written on; a ticket keeps in its own row what it follows."""

SINGLE = frozenset({Relation.PARENT, Relation.FOLLOW_UP_OF})
"""Relations of which a ticket has one at most."""


def is_kept_here(relation: Relation) -> bool:
    """Say whether a relation is written on the ticket that it is named from, and not on the other one."""
    return relation in KINDS or relation is Relation.FOLLOW_UP_OF
