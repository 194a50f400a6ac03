"""What the API takes: one struct a body; unknown fields are refused, and so is a number written as a text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from msgspec import UNSET, Meta, Struct, UnsetType

from deskhand.door.fields import flaws_of, unstorable
from deskhand.rules.draft import SUBJECT_LIMIT, TEXT_LIMIT
from deskhand.rules.errors import Invalid

Subject = Annotated[str, Meta(min_length=1, max_length=SUBJECT_LIMIT, description="One line.")]
Text = Annotated[str, Meta(min_length=1, max_length=TEXT_LIMIT)]
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Word = Annotated[str, Meta(max_length=40)]
_TAKEN_AS_JSON = {"application/json", "application/x-www-form-urlencoded", ""}
"""What curl sends with `-d`, and what sends no type at all, is read as the JSON that it must be."""
Files = (
    Annotated[list[UUID], Meta(max_length=100, description="Ids of files that the caller uploaded to `/api/files`.")]
    | None
)
Tags = Annotated[
    list[Annotated[str, Meta(max_length=200)]],
    Meta(max_length=200, description="At most 20 of 50 characters each, kept in lower case; made on first use."),
]
Moment = Annotated[datetime, Meta(tz=True, description="With its zone, such as `2026-07-01T09:00:00Z`; null: none.")]
Values = Annotated[
    dict[str, str | int | float | bool | list[str] | None],
    Meta(description="Values by the keys of fields; null empties one."),
]
None_ = Annotated[list[str], Meta(max_length=0, description="Taken when null or empty.")] | None


class JsonRequest(Request[Any, Any, State]):
    """A request whose body is read as its door's struct, strictly: the framework would take `"1"` for 1."""

    async def json(self) -> Any:
        """Return the body; refuse another content type, and name every field that does not fit."""
        if self.content_type[0] not in _TAKEN_AS_JSON:
            raise HTTPException(status_code=415, detail="Send the body as JSON, with Content-Type: application/json.")
        body, kind = await self.body(), self.route_handler.parsed_fn_signature.parameters["data"].annotation
        try:
            found = msgspec.json.decode(body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Invalid(flaws_of(body, kind) or {"body": str(error)}) from error
        if flaws := unstorable(body):
            raise Invalid(flaws)
        return found


class Body(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A JSON object whose every field is known."""


class TicketBody(Body, frozen=True, kw_only=True):
    """A new ticket."""

    subject: Subject
    description: Text
    type: (
        Annotated[Word, Meta(description="Kind of matter, in any case: `technical_issue`, `billing_issue` …")] | None
    ) = None
    priority: (
        Annotated[
            Word, Meta(description="`critical`, `urgent`, `high`, `medium` or `low`, in any case; else it is detected.")
        ]
        | None
    ) = None
    requester_id: Annotated[UUID, Meta(description="For agents: on whose behalf.")] | None = None
    requester_email: (
        Annotated[str, Meta(max_length=254, description="For agents: on whose behalf, by address.")] | None
    ) = None
    format: Annotated[str, Meta(pattern="^(text|html)$", description="How `description` is written.")] = "text"
    template_id: (
        Annotated[UUID, Meta(description="The template that it was written from; it sets what is left out.")] | None
    ) = None
    category_id: Annotated[UUID, Meta(description="An active category's id.")] | None = None
    tags: Tags | None = None
    fields: Values | None = None
    attachments: Files = None


class TicketChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a ticket's fields; `version` is the one that was read, and an old one is refused."""

    subject: Subject | UnsetType = UNSET
    type: Word | UnsetType = UNSET
    priority: Word | UnsetType = UNSET
    status: Word | UnsetType = UNSET
    assignee_id: UUID | UnsetType | None = UNSET
    team_id: UUID | UnsetType | None = UNSET
    resolution: Text | UnsetType | None = UNSET
    version: Version | UnsetType = UNSET
    category_id: UUID | UnsetType | None = UNSET
    tags: Annotated[Tags, Meta(description="Instead of those that the ticket has.")] | UnsetType | None = UNSET
    fields: Values | UnsetType | None = UNSET
    snoozed_until: Moment | UnsetType | None = UNSET
    due_at: Moment | UnsetType | None = UNSET
    attachments: None_ = None


class BulkSet(Body, frozen=True, kw_only=True):
    """What is set on each of many tickets."""

    type: Word | UnsetType = UNSET
    priority: Word | UnsetType = UNSET
    status: Word | UnsetType = UNSET
    assignee_id: UUID | UnsetType | None = UNSET
    team_id: UUID | UnsetType | None = UNSET
    resolution: Text | UnsetType | None = UNSET
    snoozed_until: Moment | UnsetType | None = UNSET
    due_at: Moment | UnsetType | None = UNSET
    tags: Annotated[Tags, Meta(description="Instead of those that the tickets have.")] | UnsetType = UNSET
    add_tags: Annotated[Tags, Meta(description="Beside those that the tickets have.")] = []
    remove_tags: Annotated[Tags, Meta(description="Off those tickets that have them.")] = []


class BulkBody(Body, frozen=True, kw_only=True):
    """Many tickets, by their ids or by the view that shows them, and what is set on each of them."""

    ids: Annotated[list[UUID], Meta(min_length=1, max_length=100, description="At most 100.")] | UnsetType = UNSET
    view: (
        Annotated[str, Meta(min_length=1, max_length=60, description="A view's id or key: all of its tickets.")]
        | UnsetType
    ) = UNSET
    set: BulkSet


class MessageBody(Body, frozen=True, kw_only=True):
    """A message on a ticket; `internal` makes it a note that customers never see."""

    content: Text
    internal: bool = False
    reply_to: Annotated[UUID, Meta(description="The message that this one answers.")] | None = None
    seen: (
        Annotated[UUID, Meta(description="The last public message read; a newer one of somebody else answers 409.")]
        | None
    ) = None
    format: Annotated[str, Meta(pattern="^(text|html)$")] = "text"
    attachments: Files = None
    template_id: Annotated[UUID, Meta(description="The template that it was written from.")] | None = None


class SupportTicketBody(Body, frozen=True, kw_only=True):
    """A new ticket, as the agents' own doors take it."""

    subject: Subject
    description: Text
    category: Annotated[str, Meta(max_length=60, description="An active category's key.")] | None = None
    priority: Word | None = None
    type: Word | None = None
    requester_id: UUID | None = None
    requester_email: Annotated[str, Meta(max_length=254)] | None = None


class SupportChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a ticket's fields, as the agents' own doors take them."""

    subject: Subject | UnsetType = UNSET
    type: Word | UnsetType = UNSET
    priority: Word | UnsetType = UNSET
    status: Word | UnsetType = UNSET
    assignee_id: UUID | UnsetType | None = UNSET
    resolution: Text | UnsetType | None = UNSET
    version: Version | UnsetType = UNSET
    category: Annotated[str, Meta(max_length=60)] | UnsetType | None = UNSET


class CommentBody(Body, frozen=True, kw_only=True):
    """A comment on a ticket; an internal one is hidden from customers."""

    comment: Text
    is_internal: bool = False


class CloseBody(Body, frozen=True, kw_only=True):
    """Closing a ticket; no body at all closes it without words."""

    resolution: Text | None = None
    version: Version | UnsetType = UNSET


class AssignBody(Body, frozen=True, kw_only=True):
    """Giving a ticket to an agent, a team, or both; null takes it away, and what is left out stays."""

    agent_id: UUID | UnsetType | None = UNSET
    team_id: UUID | UnsetType | None = UNSET
    version: Version | UnsetType = UNSET
