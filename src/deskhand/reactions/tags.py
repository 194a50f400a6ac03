"""Tells one ticket after another that a tag of it was merged into another, or removed."""

from __future__ import annotations

from collections.abc import Sequence

from deskhand.actions.contract import act
from deskhand.actions.tags import let_go
from deskhand.reactions.contract import Happened
from deskhand.rules.access import System
from deskhand.rules.events import TagDeleted, TagMerged

AT_ONCE = 100
"""Tickets of one transaction; few enough that nobody waits for it."""


async def let_tags_go(system: System, happened: Sequence[Happened]) -> None:
    """Take tags that were merged or removed from all of their tickets; begun again, it goes on where it stopped."""
    desk = System(system.workspace_id, "Deskhand")
    for one in happened:
        if not isinstance(one.event, TagMerged | TagDeleted):
            continue
        did = "merged" if isinstance(one.event, TagMerged) else "removed"
        why = f"{one.actor_name} {did} the tag"
        while await act(desk, let_go, one.event.tag_id, most=AT_ONCE, reason=why) == AT_ONCE:
            pass
