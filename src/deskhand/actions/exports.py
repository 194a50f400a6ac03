"""Exports of tickets: asked for, written in pieces by the desk, fetched by their owner, and erased after a week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.kit.text import without_controls
from deskhand.rules.access import Can, Person
from deskhand.rules.errors import Conflict, Forbidden, NotFound
from deskhand.rules.events.exports import ExportAsked, ExportErased, ExportFailed, ExportFetched, ExportFinished
from deskhand.rules.exports import KEPT, MOST_AT_ONCE, Wanted, check
from deskhand.store import exports
from deskhand.store.db import Tx
from deskhand.store.exports import Piece

BATCH = 20
"""Exports erased at once."""


class Asked(Struct, frozen=True, kw_only=True):
    """An export that somebody asked for."""

    id: UUID


@action(needs=Can.EXPORT)
async def ask_export(tx: Tx, name: str, wanted: Wanted) -> Asked:
    """Have the desk write a list of tickets to a file."""
    check(wanted)
    owner = _owner(tx)
    if await exports.count_unfinished(tx, owner) >= MOST_AT_ONCE:
        raise Conflict(f"{MOST_AT_ONCE} of your exports are still being written. Wait for one, or remove it.")
    plain = without_controls(name).strip()[:200] or "Tickets"
    export_id = await exports.add(tx, owner_id=owner, name=plain, wanted=wanted)
    await tx.emit(ExportAsked(export_id=export_id, wanted=msgspec.json.encode(wanted).decode()))
    return Asked(id=export_id)


@action(needs=Can.EXPORT)
async def fetch_export(tx: Tx, export_id: UUID) -> None:
    """Note that its owner fetches an export; refuse one that is not written to its end."""
    state = await exports.state_of(tx, export_id, owner_id=_owner(tx))
    if state is None:
        raise missing()
    if state != "ready":
        raise Conflict(f"This export is {state}, so there is no file; look at the export itself for how far it is.")
    await tx.emit(ExportFetched(export_id=export_id))


@action(needs=Can.EXPORT)
async def end_export(tx: Tx, export_id: UUID) -> None:
    """Have an export of one's own end now; its file is erased soon after."""
    if not await exports.expire(tx, export_id, owner_id=_owner(tx)):
        raise missing()


@action(needs=Can.OPERATE)
async def settle_piece(tx: Tx, piece: Piece, *, written: int) -> bool:
    """Note a stored piece; False when its claim was lost meanwhile."""
    settled = await exports.add_piece(tx, piece, expires_at=tx.now + KEPT)
    if settled and piece.place is None:
        await tx.emit(ExportFinished(export_id=piece.export_id, tickets=written + piece.tickets))
    return settled


@action(needs=Can.OPERATE)
async def renew_exports(tx: Tx, held: Mapping[UUID, int], *, until: datetime) -> None:
    """Have claimed exports belong to their worker for longer, as far as they still do."""
    await exports.renew(tx, held, until=until)


@action(needs=Can.OPERATE)
async def put_off_export(tx: Tx, export_id: UUID, *, fence: int, until: datetime) -> None:
    """Have a claimed export tried again later."""
    await exports.put_off(tx, export_id, fence=fence, until=until)


@action(needs=Can.OPERATE)
async def fail_export(tx: Tx, export_id: UUID, *, fence: int, reason: str) -> None:
    """Give a claimed export up, and say why."""
    if await exports.fail(tx, export_id, fence=fence, reason=reason, expires_at=tx.now + KEPT):
        await tx.emit(ExportFailed(export_id=export_id, reason=reason))


@action(needs=Can.OPERATE)
async def condemn_exports(tx: Tx) -> list[tuple[UUID, int]]:
    """Take expired exports out of reach, and return all whose pieces are to go, with their last fence."""
    return await exports.condemn(tx, most=BATCH)


@action(needs=Can.OPERATE)
async def erase_export(tx: Tx, export_id: UUID) -> None:
    """Remove an export whose pieces are gone."""
    if await exports.erase(tx, export_id):
        await tx.emit(ExportErased(export_id=export_id))


def missing() -> NotFound:
    """Return the refusal of an export that is not there, or not the actor's."""
    return NotFound("There is no such export, it has expired, or it is not yours.")


def _owner(tx: Tx) -> UUID:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Exports belong to people.")
    return tx.actor.user_id
