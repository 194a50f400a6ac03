"""Moving one thing among others by a place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable)


class Moved(NamedTuple):
    """From which place to which something moved; places count from 1."""

    before: int
    after: int


def stepped(order: Sequence[T], one: T, *, up: bool) -> tuple[list[T], Moved] | None:
    """Return the order after something moved by one place, None at the end, where it stays."""
    place = order.index(one)
    to = place + (-1 if up else 1)
    if not 0 <= to < len(order):
        return None
    found = list(order)
    found[place], found[to] = found[to], found[place]
    return found, Moved(place + 1, to + 1)
