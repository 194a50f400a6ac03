"""Which lists hold more tickets than are counted: it is remembered, so that a long list is not counted page by page."""

from __future__ import annotations

from dataclasses import dataclass, field

from deskhand.kit import clock
from deskhand.rules.access import Actor
from deskhand.rules.filters import Filters

SECONDS = 30.0
"""How long a list that was too long to be counted is taken to be so."""
MOST = 2_000
"""Lists that are remembered."""


@dataclass(slots=True)
class Totals:
    """The long lists that this process has read, each with until when it need not be counted again."""

    _long: dict[tuple[Actor, Filters], float] = field(default_factory=dict)

    def is_long(self, actor: Actor, filters: Filters) -> bool:
        """Say whether somebody's list held more than is counted, a short while ago."""
        return clock.elapsed() < self._long.get((actor, filters), 0.0)

    def note(self, actor: Actor, filters: Filters, total: int | str) -> None:
        """Remember a list whose total ends in a plus; while it is taken to be long, it is not taken so for longer."""
        if isinstance(total, int) or filters.text is not None or self.is_long(actor, filters):
            return
        if len(self._long) >= MOST:
            self._long.clear()
        self._long[actor, filters] = clock.elapsed() + SECONDS
