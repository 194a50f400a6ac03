"""What agents see beside every list, kept for a few seconds so that a list takes no statement for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from deskhand.kit import clock
from deskhand.queries import views
from deskhand.queries.contract import ask
from deskhand.queries.views import Sidebar
from deskhand.rules.access import Person

SECONDS = 3.0
"""A change that the pages of this process made shows at once, any other one after this long at most."""
MOST = 2_000
"""People whose sidebars are kept."""


@dataclass(slots=True)
class Sidebars:
    """The sidebars that this process has read, each with when."""

    _kept: dict[tuple[UUID, UUID], tuple[Sidebar, float]] = field(default_factory=dict)

    async def of(self, person: Person) -> Sidebar:
        """Return somebody's sidebar without counts, at most a few seconds old."""
        key = person.workspace_id, person.user_id
        kept = self._kept.get(key)
        if kept is not None and clock.elapsed() - kept[1] < SECONDS:
            return kept[0]
        sidebar = await ask(person, views.sidebar)
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = sidebar, clock.elapsed()
        return sidebar

    def forget(self, workspace_id: UUID) -> None:
        """Have the sidebars of a workspace read again: a view may be everybody's."""
        for key in [key for key in self._kept if key[0] == workspace_id]:
            del self._kept[key]
