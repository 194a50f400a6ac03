"""What can have happened to files."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event


class FileUploaded(Event, frozen=True, kw_only=True):
    """Somebody uploaded a file that no message carries yet."""

    name = "file.uploaded"
    public = False
    file_id: UUID
    file: str
    size: int
    media_type: str


class FilesAttached(Event, frozen=True, kw_only=True):
    """Files were sent with a message; `files` holds their names by id."""

    name = "file.attached"
    public = False
    message_id: UUID
    files: dict[str, str]


class FileChecked(Event, frozen=True, kw_only=True):
    """A file of a public message was checked: it may be opened now, or it is held back."""

    name = "ticket.file.checked"
    file_id: UUID
    file: str
    reason: str | None = None
    changes: dict[str, Change]


class NoteFileChecked(FileChecked, frozen=True, kw_only=True):
    """A file of an internal note, or one that no message carries yet, was checked."""

    name = "file.checked"
    public = False


class FilesErased(Event, frozen=True, kw_only=True):
    """Files that no message carries were erased."""

    name = "file.erased"
    public = False
    files: list[str]
