"""The workspace itself: its name, look, language and time zone."""

from __future__ import annotations

from deskhand.actions.contract import action
from deskhand.rules import events
from deskhand.rules.access import Can
from deskhand.rules.workspace import Profile, ProfileChange, changed
from deskhand.store import workspaces
from deskhand.store.db import Tx


@action(needs=Can.MANAGE_WORKSPACE)
async def change_workspace(tx: Tx, wanted: ProfileChange) -> Profile:
    """Change how the workspace presents itself; what stays the same makes no trace."""
    result = changed(await workspaces.locked_profile(tx), wanted)
    if result.changes:
        await workspaces.set_profile(tx, result.profile)
        event_id = await tx.emit(events.WorkspaceChanged(changes=result.changes))
        await workspaces.remember_change(tx, event_id)
    return result.profile
