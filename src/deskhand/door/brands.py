"""How each workspace presents itself, kept for a few seconds so that a page needs no statement for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from deskhand.kit import clock
from deskhand.queries import workspaces
from deskhand.queries.contract import ask
from deskhand.rules.access import Visitor
from deskhand.rules.workspace import Profile

SECONDS = 5.0
"""Other processes show a change after this long at most; the one that made it, at once."""
NAMELESS = Profile(name="Deskhand")
"""What presents itself where no workspace is known: an error before anything was read."""


@dataclass(slots=True)
class Brands:
    """The profiles that this process has read, each with when."""

    _kept: dict[UUID, tuple[Profile, float]] = field(default_factory=dict)

    async def of(self, workspace_id: UUID) -> Profile:
        """Return a workspace's profile, at most a few seconds old."""
        kept = self._kept.get(workspace_id)
        if kept is not None and clock.elapsed() - kept[1] < SECONDS:
            return kept[0]
        profile = await ask(Visitor(workspace_id), workspaces.profile)
        self._kept[workspace_id] = (profile, clock.elapsed())
        return profile

    def forget(self, workspace_id: UUID) -> None:
        """Have a workspace's profile read again."""
        self._kept.pop(workspace_id, None)

    def sole(self) -> Profile:
        """Return the profile of the only workspace that was asked for; a nameless one where it is not the only one."""
        return next(iter(self._kept.values()))[0] if len(self._kept) == 1 else NAMELESS
