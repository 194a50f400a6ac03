"""What can have happened: one class an event, named in the past tense by the code that knew the intent."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.event import Change, Event
from deskhand.rules.events.templates import (
    MacroApplied,
    MacroChanged,
    MacroCreated,
    MacroRemoved,
    TemplateChanged,
    TemplateCreated,
    TemplateRemoved,
)
from deskhand.rules.events.tickets import (
    MessageAdded,
    NoteAdded,
    ReplyHeld,
    ReplyTakenBack,
    StatusChanged,
    TicketAssigned,
    TicketClosed,
    TicketCreated,
    TicketRated,
    TicketReopened,
    TicketResolved,
    TicketUpdated,
)

__all__ = [
    "ALL",
    "BY_NAME",
    "AddressChanged",
    "CategoryChanged",
    "CategoryCreated",
    "CategoryDeleted",
    "Change",
    "Event",
    "FieldChanged",
    "FieldCreated",
    "FieldDeleted",
    "FileChecked",
    "FileUploaded",
    "FilesAttached",
    "FilesErased",
    "LinkAsked",
    "LinkMade",
    "MacroApplied",
    "MacroChanged",
    "MacroCreated",
    "MacroRemoved",
    "MessageAdded",
    "NoteAdded",
    "NoteFileChecked",
    "OrganizationCreated",
    "PasswordChanged",
    "PersonChanged",
    "PersonCreated",
    "PersonInvited",
    "ReplyHeld",
    "ReplyTakenBack",
    "SessionsEnded",
    "SignInFailed",
    "SignedIn",
    "SignedOut",
    "StatusChanged",
    "TagChanged",
    "TagCreated",
    "TagDeleted",
    "TagMerged",
    "TemplateChanged",
    "TemplateCreated",
    "TemplateRemoved",
    "TicketAssigned",
    "TicketClassified",
    "TicketClosed",
    "TicketCreated",
    "TicketRated",
    "TicketReopened",
    "TicketResolved",
    "TicketUpdated",
    "TokenCreated",
    "TokenRevoked",
    "WorkspaceChanged",
]


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


class TicketClassified(Event, frozen=True, kw_only=True):
    """Category, tags or fields of a ticket changed; customers do not hear of it, since agents' words are among them."""

    name = "ticket.classified"
    public = False
    changes: dict[str, Change]


class CategoryCreated(Event, frozen=True, kw_only=True):
    """A category was made."""

    name = "category.created"
    public = False
    category_id: UUID
    label: str


class CategoryChanged(Event, frozen=True, kw_only=True):
    """A category was changed; `changes` holds from and to by part."""

    name = "category.changed"
    public = False
    category_id: UUID
    label: str
    changes: dict[str, Change]


class CategoryDeleted(Event, frozen=True, kw_only=True):
    """A category that nothing referred to was removed."""

    name = "category.deleted"
    public = False
    category_id: UUID
    label: str


class TagCreated(Event, frozen=True, kw_only=True):
    """A tag was made in the settings; those made on their first use are told by their ticket."""

    name = "tag.created"
    public = False
    tag_id: UUID
    label: str


class TagChanged(Event, frozen=True, kw_only=True):
    """A tag was renamed, coloured or described anew."""

    name = "tag.changed"
    public = False
    tag_id: UUID
    label: str
    changes: dict[str, Change]


class TagMerged(Event, frozen=True, kw_only=True):
    """A tag went into another one; `tickets` bore it."""

    name = "tag.merged"
    public = False
    tag_id: UUID
    label: str
    into_id: UUID
    into_label: str
    tickets: int


class TagDeleted(Event, frozen=True, kw_only=True):
    """A tag was removed; `tickets` bore it."""

    name = "tag.deleted"
    public = False
    tag_id: UUID
    label: str
    tickets: int


class FieldCreated(Event, frozen=True, kw_only=True):
    """A field of the tickets' forms was made."""

    name = "field.created"
    public = False
    field_id: UUID
    label: str


class FieldChanged(Event, frozen=True, kw_only=True):
    """A field of the tickets' forms was changed; `changes` holds from and to by part."""

    name = "field.changed"
    public = False
    field_id: UUID
    label: str
    changes: dict[str, Change]


class FieldDeleted(Event, frozen=True, kw_only=True):
    """A field of the tickets' forms was removed, and what tickets held in it is shown no more."""

    name = "field.deleted"
    public = False
    field_id: UUID
    label: str


class SignedIn(Event, frozen=True, kw_only=True):
    """Somebody opened a session."""

    name = "person.signed_in"
    public = False
    user_id: UUID
    by: str
    address: str


class SignInFailed(Event, frozen=True, kw_only=True):
    """Somebody tried to sign in with what does not open an account."""

    name = "person.sign_in_failed"
    public = False
    address: str
    throttled: bool


class SignedOut(Event, frozen=True, kw_only=True):
    """Somebody ended a session."""

    name = "person.signed_out"
    public = False
    user_id: UUID


class PasswordChanged(Event, frozen=True, kw_only=True):
    """Somebody set a password; other sessions of theirs ended."""

    name = "person.password_changed"
    public = False
    user_id: UUID


class PersonChanged(Event, frozen=True, kw_only=True):
    """A user's name, time zone, language, phones, role, organization or teams changed."""

    name = "person.changed"
    public = False
    user_id: UUID
    changes: dict[str, Change]


class SessionsEnded(Event, frozen=True, kw_only=True):
    """Sessions of a user were ended from afar."""

    name = "person.sessions_ended"
    public = False
    user_id: UUID
    count: int


class PersonCreated(Event, frozen=True, kw_only=True):
    """A user was made."""

    name = "person.created"
    public = False
    user_id: UUID
    role: str


class LinkMade(Event, frozen=True, kw_only=True):
    """A one-time sign-in link was made for a user."""

    name = "person.link_made"
    public = False
    user_id: UUID


class LinkAsked(Event, frozen=True, kw_only=True):
    """Somebody asked for a link by mail; whether its address is anybody's shows only when it is made."""

    name = "person.link_asked"
    public = False
    purpose: str
    address: str
    link_id: UUID
    digest: str
    user_id: UUID | None = None


class PersonInvited(Event, frozen=True, kw_only=True):
    """An admin invited a user, whose link goes out by mail."""

    name = "person.invited"
    public = False
    user_id: UUID
    address: str
    link_id: UUID
    purpose: str = "invitation"


class AddressChanged(Event, frozen=True, kw_only=True):
    """A user confirmed a new e-mail address; the old one is told."""

    name = "person.address_changed"
    public = False
    user_id: UUID
    address: str
    changes: dict[str, Change]


class OrganizationCreated(Event, frozen=True, kw_only=True):
    """An organization was made."""

    name = "organization.created"
    public = False
    organization_id: UUID


class TokenCreated(Event, frozen=True, kw_only=True):
    """An API token was made."""

    name = "token.created"
    public = False
    token_id: UUID
    user_id: UUID
    label: str


class TokenRevoked(Event, frozen=True, kw_only=True):
    """An API token was revoked."""

    name = "token.revoked"
    public = False
    token_id: UUID


class WorkspaceChanged(Event, frozen=True, kw_only=True):
    """An admin changed the workspace's name, look, language or time zone; `changes` holds from and to by field."""

    name = "workspace.changed"
    public = False
    changes: dict[str, Change]


ALL: tuple[type[Event], ...] = (
    TicketCreated, TicketUpdated, TicketAssigned, MessageAdded, NoteAdded, StatusChanged, TicketResolved,
    TicketClosed, TicketReopened, TicketClassified, CategoryCreated, CategoryChanged, CategoryDeleted, TagCreated,
    TagChanged, TagMerged, TagDeleted, FieldCreated, FieldChanged, FieldDeleted, SignedIn, SignInFailed, SignedOut,
    PasswordChanged, PersonChanged, SessionsEnded, PersonCreated, LinkMade, OrganizationCreated, TokenCreated,
    TokenRevoked, WorkspaceChanged, LinkAsked, PersonInvited, AddressChanged,
    FileUploaded, FilesAttached, FileChecked, NoteFileChecked, FilesErased,
    ReplyHeld, ReplyTakenBack, TicketRated,
    TemplateCreated, TemplateChanged, TemplateRemoved, MacroCreated, MacroChanged, MacroRemoved, MacroApplied,
)  # fmt: skip
"""Every event there is."""

BY_NAME: dict[str, type[Event]] = {event.name: event for event in ALL}
"""The same, by name."""
