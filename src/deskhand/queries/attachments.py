"""Files that somebody may read: those of messages that they can see, and their own that are not sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deskhand.queries.contract import query
from deskhand.queries.filters import narrowed
from deskhand.rules.access import Can, Person, is_staff
from deskhand.rules.attachment import State
from deskhand.rules.errors import NotFound
from deskhand.rules.filters import Filters
from deskhand.store.db import Reading
from deskhand.store.db import Row as Record


@dataclass(frozen=True, slots=True)
class File:
    """A file with what its reader may know of it."""

    id: UUID
    name: str
    size: int
    media_type: str
    state: State
    has_thumbnail: bool
    digest: bytes = b""

    @property
    def may_be_opened(self) -> bool:
        """Whether its bytes may leave the desk."""
        return self.state in {State.CLEAN, State.UNSCANNED}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file that is to be checked."""

    id: UUID
    size: int
    media_type: str
    state: State
    has_thumbnail: bool
    attempts: int


FILES = (
    "(select coalesce(jsonb_agg(jsonb_build_array(f.id, f.name, f.size, f.media_type, f.state, f.has_thumbnail) "
    "order by f.id), '[]') from files f where f.workspace_id = m.workspace_id and f.message_id = m.id)"
)
"""Lists the files of a message `m` in a page's statement; `files_of` reads them."""
COLUMNS = "f.id, f.name, f.size, f.media_type, f.state, f.has_thumbnail, f.digest"
"""The columns of a File."""


@query(needs=Can.READ_TICKET)
async def read_file(reading: Reading, file_id: UUID) -> File:
    """Return a file of a message that the reader may see, or one of their own that is not sent yet."""
    actor = reading.actor
    reader = actor.user_id if isinstance(actor, Person) else None
    where = narrowed(actor, Filters())
    where.add("(m.visibility = 'public' or ?)", is_staff(actor))
    where.add("f.id = ?", file_id)
    row = await reading.row(
        f"select {COLUMNS} from tickets t "  # noqa: S608 (fragments are constants, values are parameters)
        "join messages m on m.workspace_id = t.workspace_id and m.ticket_id = t.id "
        f"join files f on f.workspace_id = m.workspace_id and f.message_id = m.id where {where.text()}",
        *where.values,
    ) or await reading.row(
        f"select {COLUMNS} from files f where f.workspace_id = $1 and f.id = $2 "  # noqa: S608 (a constant)
        "and f.message_id is null and f.uploaded_by_id = $3 and f.erasing_since is null",
        reading.workspace_id, file_id, reader,
    )  # fmt: skip
    if row is None:
        raise NotFound("There is no such file, or it is not yours to see.")
    return _file(row)


@query(needs=Can.OPERATE)
async def claimed_files(reading: Reading, file_ids: list[UUID]) -> list[Claimed]:
    """Return what a check needs to know of files."""
    rows = await reading.rows(
        "select id, size, media_type, state, has_thumbnail, attempts from files where workspace_id = $1 "
        "and id = any($2)",
        reading.workspace_id, file_ids,
    )  # fmt: skip
    return [Claimed(**{**dict(row), "state": State(row["state"])}) for row in rows]


def files_of(rows: list[list[object]]) -> list[File]:
    """Return the files of a message as its page's statement lists them."""
    return [
        File(UUID(str(file_id)), str(name), int(str(size)), str(kind), State(str(state)), bool(pictured))
        for file_id, name, size, kind, state, pictured in rows
    ]


def _file(row: Record) -> File:
    return File(**{**dict(row), "state": State(row["state"])})
