"""How many tickets long lists hold: it is remembered for a while, so that a long list is not counted page by page."""

from __future__ import annotations

from dataclasses import dataclass, field

from deskhand.kit import clock
from deskhand.queries.filters import COUNTED
from deskhand.rules.access import Actor
from deskhand.rules.filters import Filters

SECONDS = 30.0
"""How long a list is taken to hold what it held."""
LONG = 2_000
"""Tickets from which on a list is long: counting them takes longer than reading a page of them."""
MOST = 2_000
"""Lists that are remembered."""


@dataclass(slots=True)
class Totals:
    """The long lists that this process has read, each with its count and until when it need not be counted again."""

    _long: dict[tuple[Actor, Filters], tuple[int, float]] = field(default_factory=dict)

    def known(self, actor: Actor, filters: Filters) -> int:
        """Return how many tickets somebody's long list held a short while ago; 0 where it is to be counted."""
        count, until = self._long.get((actor, filters), (0, 0.0))
        return count if clock.elapsed() < until else 0

    def note(self, actor: Actor, filters: Filters, total: int | str) -> None:
        """Remember the total of a long list; what was not counted is not remembered for longer."""
        count = total if isinstance(total, int) else COUNTED + 1
        if count < LONG or filters.text is not None or self.known(actor, filters):
            return
        if len(self._long) >= MOST:
            self._long.clear()
        self._long[actor, filters] = count, clock.elapsed() + SECONDS
