"""Files: announced before their bytes are stored, hung on messages, checked, and erased when nobody wants them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from deskhand.actions.contract import action
from deskhand.rules import attachment
from deskhand.rules.access import Can, Person
from deskhand.rules.attachment import Limits, NewFile, State
from deskhand.rules.errors import Forbidden, Invalid, NotFound, TooMany
from deskhand.rules.events import FileChecked, FilesAttached, FilesErased, FileUploaded, NoteFileChecked
from deskhand.store import attachments
from deskhand.store.attachments import FileRow, Finding
from deskhand.store.db import Tx

KEPT = timedelta(hours=24)
"""How long a file waits for its message."""
BATCH = 200
"""Files erased at once."""


class Attached(Struct, frozen=True, kw_only=True):
    """The files that a message is to carry."""

    ids: tuple[UUID, ...] = ()
    limits: Limits = Limits()


@action(needs=Can.ATTACH)
async def announce_file(tx: Tx, new: NewFile) -> FileRow:
    """Write the row of a file before its bytes, so that bytes without a row cannot be left behind."""
    uploader = _uploader(tx)
    if await attachments.count_loose(tx, uploaded_by_id=uploader) >= attachment.LOOSE:
        raise TooMany(
            f"{attachment.LOOSE} files wait for a message already; send those first. Unsent ones go within a day.",
            after=3600,
        )
    return await attachments.add(tx, new, uploaded_by_id=uploader)


@action(needs=Can.ATTACH)
async def receive_file(tx: Tx, file_id: UUID, *, is_scanned: bool) -> FileRow:
    """Note that a file's bytes are stored; from now on it may be attached, and is checked."""
    state = State.CHECKING if is_scanned else State.UNSCANNED
    received = await attachments.arrive(tx, file_id, state=state, check_due_at=tx.now)
    if received is None:
        raise NotFound("There is no such file arriving.")
    await tx.emit(FileUploaded(file_id=file_id, file=received.name, size=received.size, media_type=received.media_type))
    return received


async def attach(tx: Tx, wanted: Attached, *, message_id: UUID, ticket_id: UUID) -> None:
    """Hang files on a message; Invalid names each that is not the caller's own, or hangs on one already."""
    if not wanted.ids:
        return
    ids = list(dict.fromkeys(wanted.ids))
    attachment.check_count(len(ids), wanted.limits)
    found = await attachments.loose(tx, ids, uploaded_by_id=_uploader(tx))
    missing = [file_id for file_id in ids if file_id not in found]
    if missing:
        named = ", ".join(f"“{file_id}”" for file_id in missing)
        raise Invalid({"attachments": f"{named}: no file that you uploaded within a day and did not send yet"})
    attachment.check_sizes([found[file_id].size for file_id in ids], wanted.limits)
    await attachments.hang(tx, ids, message_id=message_id)
    event = FilesAttached(message_id=message_id, files={str(file_id): found[file_id].name for file_id in ids})
    await tx.emit(event, ticket_id=ticket_id)


@action(needs=Can.OPERATE)
async def settle_check(tx: Tx, finding: Finding, *, before: State) -> bool:
    """Write what a check of a file found; False when its claim was lost meanwhile."""
    settled = await attachments.settle(tx, finding)
    if settled is None:
        return False
    if settled.state is not before or finding.has_thumbnail:
        ticket_id, is_public = await attachments.place_of(tx, settled.message_id)
        kind = FileChecked if is_public else NoteFileChecked
        event = kind(
            file_id=settled.id, file=settled.name, reason=finding.reason,
            changes={"state": (before.value, settled.state.value)},
        )  # fmt: skip
        await tx.emit(event, ticket_id=ticket_id)
    return True


@action(needs=Can.OPERATE)
async def condemn_files(tx: Tx) -> list[UUID]:
    """Take files that nobody attached in time out of reach, and return all whose bytes are to go."""
    return await attachments.condemn(tx, older_than=KEPT, most=BATCH)


@action(needs=Can.OPERATE)
async def erase_files(tx: Tx, file_ids: Sequence[UUID]) -> int:
    """Remove condemned files whose bytes are gone; return how many."""
    erased = await attachments.erase(tx, file_ids)
    if erased:
        await tx.emit(FilesErased(files=[str(file_id) for file_id in file_ids]))
    return erased


def _uploader(tx: Tx) -> UUID:
    if not isinstance(tx.actor, Person):
        raise Forbidden("Files are uploaded by people.")
    return tx.actor.user_id
