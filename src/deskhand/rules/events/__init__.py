"""What can have happened: one class an event, named in the past tense by the code that knew the intent."""

from __future__ import annotations

from uuid import UUID

from deskhand.rules.events.automation import RuleChanged, RuleCreated, RuleRemoved, RuleRestored
from deskhand.rules.events.bonds import (
    TicketLinked,
    TicketMerged,
    TicketSplit,
    TicketUnlinked,
    TicketUnmerged,
    WatcherAdded,
    WatcherRemoved,
)
from deskhand.rules.events.bulk import BulkBegun, BulkFinished
from deskhand.rules.events.deadlines import (
    CalendarChanged,
    CalendarCreated,
    CalendarRemoved,
    CalendarRestored,
    PolicyChanged,
    PolicyCreated,
    PolicyRemoved,
    PolicyRestored,
)
from deskhand.rules.events.event import Change, Event
from deskhand.rules.events.exports import (
    ExportAsked,
    ExportErased,
    ExportFailed,
    ExportFetched,
    ExportFinished,
)
from deskhand.rules.events.files import (
    FileChecked,
    FilesAttached,
    FilesErased,
    FileUploaded,
    NoteFileChecked,
)
from deskhand.rules.events.people import (
    AddressChanged,
    LinkAsked,
    LinkMade,
    OrganizationChanged,
    OrganizationCreated,
    PasswordChanged,
    PersonChanged,
    PersonCreated,
    PersonDeactivated,
    PersonInvited,
    PersonReactivated,
    SessionsEnded,
    SignedIn,
    SignedOut,
    SignInFailed,
    TeamChanged,
    TeamCreated,
    TokenCreated,
    TokenRevoked,
)
from deskhand.rules.events.report_mails import (
    ReportSubscribed,
    ReportUnsubscribed,
    SubscriptionChanged,
    SubscriptionDue,
)
from deskhand.rules.events.schedule import ReportMade, RunAsked, SummaryMade
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
    AutoCloseWarned,
    DueDateSet,
    Mentioned,
    MessageAdded,
    NoteAdded,
    ReplyHeld,
    ReplyTakenBack,
    ResponsePending,
    SlaBreached,
    SlaEscalated,
    SlaWarning,
    StatusChanged,
    SurveyPlanned,
    Tells,
    TicketAssigned,
    TicketClosed,
    TicketCreated,
    TicketDeleted,
    TicketErased,
    TicketRated,
    TicketReopened,
    TicketResolved,
    TicketRestored,
    TicketSnoozed,
    TicketUpdated,
    TicketWoken,
)
from deskhand.rules.events.views import ViewChanged, ViewCreated, ViewRemoved, ViewRestored
from deskhand.rules.events.webhooks import (
    WebhookAsked,
    WebhookChanged,
    WebhookCreated,
    WebhookGone,
    WebhookRemoved,
    WebhookReplayed,
    WebhookSecretRotated,
    WebhookTested,
)

__all__ = [
    "ALL",
    "BY_NAME",
    "AddressChanged",
    "AutoCloseWarned",
    "BulkBegun",
    "BulkFinished",
    "CalendarChanged",
    "CalendarCreated",
    "CalendarRemoved",
    "CalendarRestored",
    "CategoryChanged",
    "CategoryCreated",
    "CategoryDeleted",
    "Change",
    "DueDateSet",
    "Event",
    "ExportAsked",
    "ExportErased",
    "ExportFailed",
    "ExportFetched",
    "ExportFinished",
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
    "Mentioned",
    "MessageAdded",
    "NoteAdded",
    "NoteFileChecked",
    "OrganizationChanged",
    "OrganizationCreated",
    "PasswordChanged",
    "PersonChanged",
    "PersonCreated",
    "PersonDeactivated",
    "PersonInvited",
    "PersonReactivated",
    "PolicyChanged",
    "PolicyCreated",
    "PolicyRemoved",
    "PolicyRestored",
    "ReplyHeld",
    "ReplyTakenBack",
    "ReportMade",
    "ReportSubscribed",
    "ReportUnsubscribed",
    "ResponsePending",
    "RuleChanged",
    "RuleCreated",
    "RuleRemoved",
    "RuleRestored",
    "RunAsked",
    "SessionsEnded",
    "SignInFailed",
    "SignedIn",
    "SignedOut",
    "SlaBreached",
    "SlaEscalated",
    "SlaWarning",
    "StatusChanged",
    "SubscriptionChanged",
    "SubscriptionDue",
    "SummaryMade",
    "SurveyPlanned",
    "TagChanged",
    "TagCreated",
    "TagDeleted",
    "TagMerged",
    "TeamChanged",
    "TeamCreated",
    "Tells",
    "TemplateChanged",
    "TemplateCreated",
    "TemplateRemoved",
    "TicketAssigned",
    "TicketClassified",
    "TicketClosed",
    "TicketCreated",
    "TicketDeleted",
    "TicketErased",
    "TicketLinked",
    "TicketMerged",
    "TicketRated",
    "TicketReopened",
    "TicketResolved",
    "TicketRestored",
    "TicketSnoozed",
    "TicketSplit",
    "TicketUnlinked",
    "TicketUnmerged",
    "TicketUpdated",
    "TicketWoken",
    "TokenCreated",
    "TokenRevoked",
    "ViewChanged",
    "ViewCreated",
    "ViewRemoved",
    "ViewRestored",
    "WatcherAdded",
    "WatcherRemoved",
    "WebhookAsked",
    "WebhookChanged",
    "WebhookCreated",
    "WebhookGone",
    "WebhookRemoved",
    "WebhookReplayed",
    "WebhookSecretRotated",
    "WebhookTested",
    "WorkspaceChanged",
]


class TicketClassified(Event, frozen=True, kw_only=True):
    """Category, tags or fields of a ticket changed; customers do not hear of it, since agents' words are among them."""

    name = "ticket.classified"
    public = False
    changes: dict[str, Change]
    reason: str | None = None


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
    TokenRevoked, WorkspaceChanged, LinkAsked, PersonInvited, AddressChanged, PersonDeactivated, PersonReactivated,
    TeamCreated, TeamChanged, OrganizationChanged, FileUploaded, FilesAttached, FileChecked, NoteFileChecked,
    FilesErased, ReplyHeld, ReplyTakenBack, TicketRated, SurveyPlanned, AutoCloseWarned, ResponsePending,
    TicketDeleted, TicketRestored, TicketErased, BulkBegun, BulkFinished, Mentioned, TicketSnoozed, TicketWoken,
    DueDateSet, SlaWarning, SlaBreached, SlaEscalated, CalendarCreated, CalendarChanged, CalendarRemoved,
    CalendarRestored, PolicyCreated, PolicyChanged, PolicyRemoved, PolicyRestored, TemplateCreated, TemplateChanged,
    TemplateRemoved, MacroCreated, MacroChanged, MacroRemoved, MacroApplied, WatcherAdded, WatcherRemoved,
    TicketLinked, TicketUnlinked, TicketMerged, TicketUnmerged, TicketSplit, RunAsked, SummaryMade, ReportMade,
    ReportSubscribed, SubscriptionChanged, ReportUnsubscribed, SubscriptionDue, RuleCreated, RuleChanged, RuleRemoved,
    RuleRestored, ViewCreated, ViewChanged, ViewRemoved, ViewRestored, ExportAsked, ExportFinished, ExportFailed,
    ExportFetched, ExportErased,
    WebhookCreated, WebhookChanged, WebhookGone, WebhookSecretRotated, WebhookRemoved, WebhookTested, WebhookReplayed,
    WebhookAsked,
)  # fmt: skip
"""Every event there is."""

BY_NAME: dict[str, type[Event]] = {event.name: event for event in ALL}
"""The same, by name."""
