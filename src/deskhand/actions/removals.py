"""Taking a removal back, of whatever kind: what was removed is there again as it was."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.errors import Conflict, NotFound
from deskhand.store import removals
from deskhand.store.db import Tx
from deskhand.store.removals import KEPT, Removable


async def bring_back(tx: Tx, kind: Removable, removed_id: UUID) -> str | None:
    """Have something be there again and return its name, or None when it is there already.

    NotFound where there is none to bring back, Conflict where another one is called so by now.
    """
    found = await removals.locked(tx, kind, removed_id)
    if found is None:
        raise NotFound(f"There is nothing to take back: it never was here, or was removed over {KEPT.days} days ago.")
    if found.removed_at is None:
        return None
    if not await removals.bring_back(tx, kind, removed_id):
        raise Conflict(f"Another one is called “{found.name}” by now. Rename that one, then take this one back.")
    return found.name
