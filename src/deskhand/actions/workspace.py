"""The workspace itself: its name, look, logo, language and time zone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from deskhand.actions.contract import action
from deskhand.rules import events, logo
from deskhand.rules.access import Can
from deskhand.rules.logo import Logo, Logos
from deskhand.rules.workspace import Profile, ProfileChange, changed
from deskhand.store import timetable, workspaces
from deskhand.store.db import Tx


class Announced(Struct, frozen=True, kw_only=True):
    """The id under which a logo's bytes may be stored, and ids whose bytes are to be removed."""

    id: UUID
    abandoned: tuple[UUID, ...]


@action(needs=Can.MANAGE_WORKSPACE)
async def change_workspace(tx: Tx, wanted: ProfileChange) -> Profile:
    """Change how the workspace presents itself; what stays the same makes no trace."""
    result = changed(await workspaces.locked_profile(tx), wanted)
    if result.changes:
        await workspaces.set_profile(tx, result.profile)
        if "time_zone" in result.changes:
            await timetable.reckon_anew(tx)
        event_id = await tx.emit(events.WorkspaceChanged(changes=result.changes))
        await workspaces.remember_change(tx, event_id)
    return result.profile


@action(needs=Can.MANAGE_WORKSPACE)
async def announce_logo(tx: Tx) -> Announced:
    """Note that a logo's bytes are about to be stored, so that none can be left behind without anybody's knowing."""
    held, logo_id = await workspaces.locked_logos(tx), tx.new_id()
    await workspaces.set_logos(tx, logo.announced(held, logo_id, tx.now))
    return Announced(id=logo_id, abandoned=tuple(logo.abandoned(held, tx.now)))


@action(needs=Can.MANAGE_WORKSPACE)
async def set_logo(tx: Tx, new: Logo, *, erased: Sequence[UUID] = ()) -> None:
    """Have the workspace show a logo whose bytes are stored; those of the `erased` are gone."""
    held = await workspaces.locked_logos(tx)
    left = {logo_id: since for logo_id, since in held.spare.items() if logo_id not in erased}
    await _turn(tx, held, logo.replaced(replace(held, spare=left), new, tx.now))


@action(needs=Can.MANAGE_WORKSPACE)
async def remove_logo(tx: Tx) -> None:
    """Have the workspace show its name alone; without a logo nothing changes."""
    held = await workspaces.locked_logos(tx)
    if held.now is not None:
        await _turn(tx, held, logo.replaced(held, None, tx.now))


@action(needs=Can.MANAGE_WORKSPACE)
async def undo_logo(tx: Tx) -> None:
    """Take the last change of the logo back; Conflict when there was none."""
    held = await workspaces.locked_logos(tx)
    await _turn(tx, held, logo.undone(held))


async def _turn(tx: Tx, held: Logos, new: Logos) -> None:
    await workspaces.set_logos(tx, new)
    told = tuple(one.told if one else None for one in (held.now, new.now))
    event_id = await tx.emit(events.WorkspaceChanged(changes={"logo": (told[0], told[1])}))
    await workspaces.remember_change(tx, event_id)
