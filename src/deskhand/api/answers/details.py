"""A ticket with all that stands on it: messages, files, people and its trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import field

from deskhand.api.answers.shape import Answer, shared
from deskhand.queries import portal
from deskhand.queries.attachments import File
from deskhand.queries.classified import Classification
from deskhand.queries.ticket import TicketView
from deskhand.rules.priority.reason import in_english


class FileAnswer(Answer, frozen=True, kw_only=True):
    """An attached file; `state` is `checking`, `clean`, `held` or `unscanned`, and only the second and last open."""

    id: UUID
    name: str
    size: int
    type: str
    state: str
    url: str
    thumbnail_url: str | None


class MessageAnswer(Answer, frozen=True, kw_only=True):
    """A message; `content` is plain text, `html` is sanitised."""

    id: UUID
    author_id: UUID | None = None
    author_name: str | None
    author_kind: str
    internal: bool = False
    content: str
    html: str
    created_at: datetime
    attachments: list[FileAnswer] = field(default_factory=list)


class ActivityAnswer(Answer, frozen=True, kw_only=True):
    """A change in a ticket's trail: from and to by field."""

    id: UUID
    event: str
    actor_name: str
    created_at: datetime
    changes: dict[str, tuple[str | None, str | None]]


class Place(Answer, frozen=True, kw_only=True):
    """A ticket that was merged, or where a merged one stands."""

    id: UUID
    number: str


class PersonAnswer(Answer, frozen=True, kw_only=True):
    """Somebody named on a ticket."""

    id: UUID
    name: str
    email: str


class TicketDetail(Answer, frozen=True, kw_only=True):
    """A ticket with its messages, internal notes included, and its trail."""

    id: UUID
    number: str
    subject: str
    description: str
    status: str
    priority: str
    priority_reason: str | None
    type: str
    source: str
    version: int
    requester_id: UUID
    organization_id: UUID | None
    assignee_id: UUID | None
    team_id: UUID | None
    follow_up_of_id: UUID | None
    merged_into_id: UUID | None
    requester: PersonAnswer
    assignee: PersonAnswer | None
    organization_name: str | None
    team_name: str | None
    resolution: str | None
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    next_response_due_at: datetime | None
    sla_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    snoozed_until: datetime | None
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    messages: list[MessageAnswer]
    activity: list[ActivityAnswer]
    moves: list[str]
    category_id: UUID | None
    tags: list[str]
    fields: dict[str, Any]
    merged: list[Place] = field(default_factory=list)
    attachments: list[FileAnswer] = field(default_factory=list)


class CustomerTicketDetail(Answer, frozen=True, kw_only=True):
    """A ticket with its public messages."""

    id: UUID
    number: str
    subject: str
    description: str
    status: str
    priority: str
    type: str
    version: int
    requester_id: UUID
    requester_name: str | None
    assignee_name: str | None
    follow_up_of_id: UUID | None
    merged_into_id: UUID | None
    resolution: str | None
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    next_response_due_at: datetime | None
    sla_due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    messages: list[MessageAnswer]
    moves: list[str]
    category_id: UUID | None
    tags: list[str]
    fields: dict[str, Any]
    attachments: list[FileAnswer] = field(default_factory=list)


class Comment(Answer, frozen=True, kw_only=True):
    """A comment that was written, and how its ticket stands now."""

    id: UUID
    ticket_id: UUID
    ticket_number: str
    ticket_status: str
    ticket_version: int
    comment: str
    is_internal: bool
    html: str


class Written(Answer, frozen=True, kw_only=True):
    """A message that was written, and its ticket as it stands now: a follow-up when the old one was closed too long."""

    id: UUID
    ticket_id: UUID
    ticket_number: str
    ticket_status: str
    ticket_version: int
    internal: bool
    content: str
    html: str


def detail_for_agents(view: TicketView) -> TicketDetail:
    """Return a ticket with all its messages."""
    return TicketDetail(
        **_classified(view.classification),
        **shared(view, TicketDetail, without={"messages", "activity", "moves", "requester", "assignee", "attachments", "merged", "priority_reason"}),  # noqa: E501
        priority_reason=in_english(view.priority_reason),
        description=view.opening.text if view.opening else "",
        attachments=[file_answer(file) for file in view.opening.files] if view.opening else [],
        requester=_person(view.requester.id, view.requester.name, email=view.requester.email),
        assignee=_person(view.assignee.id, view.assignee.name, email=view.assignee.email) if view.assignee else None,
        messages=[
            MessageAnswer(
                id=one.id, author_id=one.author.id if one.author else None, internal=one.internal,
                author_name=one.author.name if one.author else None, author_kind=one.author_kind, content=one.text,
                html=one.html, created_at=one.created_at, attachments=[file_answer(file) for file in one.files],
            )
            for one in view.messages
        ],
        activity=[ActivityAnswer(**shared(one, ActivityAnswer), event=one.name) for one in view.activity],
        moves=list(view.moves), merged=[Place(id=one.id, number=one.number) for one in view.merged],
    )  # fmt: skip


def detail_for_customers(view: portal.TicketView) -> CustomerTicketDetail:
    """Return a ticket with its public messages."""
    return CustomerTicketDetail(
        **_classified(view.classification),
        **shared(view, CustomerTicketDetail, without={"messages", "moves", "attachments"}),
        description=view.opening.text if view.opening else "",
        attachments=[file_answer(file) for file in view.opening.files] if view.opening else [],
        messages=[
            MessageAnswer(**shared(one, MessageAnswer, without={"internal", "attachments"}), content=one.text,
                          attachments=[file_answer(file) for file in one.files]) for one in view.messages
        ],
        moves=list(view.moves),
    )  # fmt: skip


def file_answer(file: File) -> FileAnswer:
    """Return a file with the addresses of its bytes and of its small picture."""
    url = f"/api/files/{file.id}"
    return FileAnswer(
        id=file.id, name=file.name, size=file.size, type=file.media_type, state=file.state.value, url=url,
        thumbnail_url=f"{url}/thumbnail" if file.has_thumbnail and file.may_be_opened else None,
    )  # fmt: skip


def _classified(found: Classification) -> dict[str, Any]:
    return {"category_id": found.category_id, "tags": found.tags, "fields": found.fields}


def _person(user_id: UUID, name: str, *, email: str) -> PersonAnswer:
    return PersonAnswer(id=user_id, name=name, email=email)
