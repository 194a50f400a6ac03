"""Rows of attached files; their bytes lie in the file store under the row's id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from deskhand.rules.attachment import NewFile, State
from deskhand.store.db import Row, Tx

COLUMNS = "id, uploaded_by_id, message_id, name, size, media_type, state, reason, has_thumbnail, attempts, created_at"
"""The columns of a FileRow."""


class FileRow(Struct, frozen=True, kw_only=True):
    """A file as its row tells it."""

    id: UUID
    uploaded_by_id: UUID
    message_id: UUID | None
    name: str
    size: int
    media_type: str
    state: State
    reason: str | None
    has_thumbnail: bool
    attempts: int
    created_at: datetime


class Finding(Struct, frozen=True, kw_only=True):
    """What a check found, by the fence of its claim; `again_at` asks for another one."""

    file_id: UUID
    fence: int
    state: State
    reason: str | None = None
    has_thumbnail: bool = False
    again_at: datetime | None = None


async def add(tx: Tx, new: NewFile, *, uploaded_by_id: UUID) -> FileRow:
    """Write the row of a file that is arriving."""
    row = await tx.row(
        "insert into files (workspace_id, id, uploaded_by_id, name, size, media_type, digest, state, created_at) "  # noqa: S608 (a constant)
        f"values ($1, $2, $3, $4, $5, $6, $7, 'arriving', $8) returning {COLUMNS}",
        tx.workspace_id, tx.new_id(), uploaded_by_id, new.name, new.size, new.media_type, new.digest, tx.now,
    )  # fmt: skip
    if row is None:
        raise AssertionError("unreachable: an insert returns its row or raises")
    return _file(row)


async def count_loose(tx: Tx, *, uploaded_by_id: UUID) -> int:
    """Return how many files somebody uploaded and did not attach yet."""
    return int(
        await tx.value(
            "select count(*) from files where workspace_id = $1 and uploaded_by_id = $2 and message_id is null",
            tx.workspace_id, uploaded_by_id,
        )
    )  # fmt: skip


async def arrive(tx: Tx, file_id: UUID, *, state: State, check_due_at: datetime | None) -> FileRow | None:
    """Note that a file's bytes are stored; None when no such file was arriving."""
    row = await tx.row(
        "update files set state = $3, check_due_at = $4 where workspace_id = $1 and id = $2 and state = 'arriving' "  # noqa: S608 (a constant)
        f"and erasing_since is null returning {COLUMNS}",
        tx.workspace_id, file_id, state, check_due_at,
    )  # fmt: skip
    return None if row is None else _file(row)


async def loose(tx: Tx, file_ids: Sequence[UUID], *, uploaded_by_id: UUID) -> dict[UUID, FileRow]:
    """Return and hold those of the files that somebody uploaded and that hang on no message yet."""
    rows = await tx.rows(
        f"select {COLUMNS} from files where workspace_id = $1 and id = any($2) and uploaded_by_id = $3 "  # noqa: S608 (a constant)
        "and message_id is null and erasing_since is null and state <> 'arriving' order by id for update",
        tx.workspace_id, list(file_ids), uploaded_by_id,
    )  # fmt: skip
    return {row["id"]: _file(row) for row in rows}


async def hang(tx: Tx, file_ids: Sequence[UUID], *, message_id: UUID) -> None:
    """Hang held files on a message."""
    await tx.change(
        "update files set message_id = $3 where workspace_id = $1 and id = any($2)",
        tx.workspace_id, list(file_ids), message_id,
    )  # fmt: skip


async def settle(tx: Tx, finding: Finding) -> FileRow | None:
    """Write what a check found; None when its claim was lost."""
    row = await tx.row(
        "update files set state = $4, reason = $5, has_thumbnail = has_thumbnail or $6, check_due_at = $7 "  # noqa: S608 (a constant)
        f"where workspace_id = $1 and id = $2 and fence = $3 and erasing_since is null returning {COLUMNS}",
        tx.workspace_id, finding.file_id, finding.fence, finding.state, finding.reason, finding.has_thumbnail,
        finding.again_at,
    )  # fmt: skip
    return None if row is None else _file(row)


async def place_of(tx: Tx, message_id: UUID | None) -> tuple[UUID | None, bool]:
    """Return the ticket of a message, and whether customers may see it."""
    row = await tx.row(
        "select ticket_id, visibility from messages where workspace_id = $1 and id = $2", tx.workspace_id, message_id
    )
    return (None, False) if row is None else (row["ticket_id"], row["visibility"] == "public")


async def condemn(tx: Tx, *, older_than: timedelta, most: int) -> list[UUID]:
    """Mark old files that hang on nothing, so that nobody can attach them; return all that are marked."""
    await tx.change(
        "update files set erasing_since = $2, check_due_at = null where workspace_id = $1 and id in ("
        "select id from files where workspace_id = $1 and message_id is null and erasing_since is null "
        "and created_at < $3 limit $4 for update skip locked)",
        tx.workspace_id, tx.now, tx.now - older_than, most,
    )  # fmt: skip
    rows = await tx.rows(
        "select id from files where workspace_id = $1 and message_id is null and erasing_since is not null limit $2",
        tx.workspace_id, most,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def erase(tx: Tx, file_ids: Sequence[UUID]) -> int:
    """Remove the rows of condemned files, whose bytes are gone."""
    return await tx.change(
        "delete from files where workspace_id = $1 and id = any($2) and erasing_since is not null",
        tx.workspace_id, list(file_ids),
    )  # fmt: skip


def _file(row: Row) -> FileRow:
    return FileRow(**{**dict(row), "state": State(row["state"])})
