"""`/api/templates`: prepared texts: keep, find, try, copy and remove them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Router, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType, field

from deskhand.actions import templates
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body, Tags, Values, Version, Word
from deskhand.api.problem import spec
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import templates as queries
from deskhand.queries.contract import ask
from deskhand.queries.filters import MOST
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.templates import BODY_LIMIT, CATEGORY_LIMIT, NAME_LIMIT, Fields, Kind, Scope, Template

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
Source = Annotated[str, Meta(min_length=1, max_length=BODY_LIMIT, description="Liquid; see the guide of templates.")]
Whose = Annotated[Word, Meta(description="`private`, `team` (with `teamId`) or `shared`.")]
Group = Annotated[str, Meta(max_length=CATEGORY_LIMIT, description="The word under which it is grouped.")]
Heading = Annotated[str, Meta(max_length=255, description="The subject of a new ticket; templates of tickets alone.")]


class SetsBody(Body, frozen=True, kw_only=True):
    """What a new ticket gets that does not say otherwise."""

    type: Word | None = None
    priority: Word | None = None
    category: Annotated[str, Meta(max_length=60, description="A category's key.")] | None = None
    tags: Tags = field(default_factory=list)
    fields: Values = field(default_factory=dict)


class TemplateBody(Body, frozen=True, kw_only=True):
    """A new template."""

    kind: Annotated[Word, Meta(description="`reply` or `ticket`.")]
    name: Name
    body: Source
    category: Group = ""
    subject: Heading = ""
    sets: SetsBody = field(default_factory=SetsBody)
    scope: Whose = "private"
    team_id: UUID | None = None
    for_customers: bool = False
    active: bool = True


class TemplateChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a template's fields; `version` is the one that was read, and an old one is refused."""

    name: Name | UnsetType = UNSET
    body: Source | UnsetType = UNSET
    category: Group | UnsetType = UNSET
    subject: Heading | UnsetType = UNSET
    sets: SetsBody | UnsetType = UNSET
    scope: Whose | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    for_customers: bool | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class FavouriteBody(Body, frozen=True, kw_only=True):
    """Whether a template is one of one's favourites."""

    favourite: bool


class PreviewBody(Body, frozen=True, kw_only=True):
    """The ticket whose values a template is tried with."""

    ticket_id: UUID


class SetsAnswer(Answer, frozen=True, kw_only=True):
    """What a new ticket gets that does not say otherwise."""

    type: str | None
    priority: str | None
    category: str | None
    tags: list[str]
    fields: dict[str, Any]


class TemplateAnswer(Answer, frozen=True, kw_only=True):
    """A template."""

    id: UUID
    kind: str
    name: str
    category: str
    subject: str
    body: str
    sets: SetsAnswer
    scope: str
    team_id: UUID | None
    for_customers: bool
    active: bool
    uses: int
    last_used_at: datetime | None
    version: int
    updated_at: datetime


class TemplateLine(TemplateAnswer, frozen=True, kw_only=True):
    """A template in a list."""

    favourite: bool


class TemplatePage(Answer, frozen=True, kw_only=True):
    """Favourites first, then those used most. Go on with `cursor=nextCursor`."""

    items: list[TemplateLine]
    next_cursor: str | None


class OfferedTemplate(Answer, frozen=True, kw_only=True):
    """A template that a new ticket can be opened from, filled; send its id as `templateId`."""

    id: UUID
    name: str
    category: str
    subject: str
    body: str


class PreviewAnswer(Answer, frozen=True, kw_only=True):
    """A template's text on a ticket, plain and as it will look."""

    text: str
    html: str


class Removed(Answer, frozen=True, kw_only=True):
    """What was removed."""

    id: UUID


@get("/", responses=_READ, summary="List templates", operation_id="listTemplates")
async def list_(
    actor: Who,
    *,
    kind: Annotated[str | None, QueryParameter(required=False, description="`reply` or `ticket`.")] = None,
    q: Annotated[
        str | None, QueryParameter(required=False, description="Part of name, category, subject or body.")
    ] = None,
    active: Annotated[bool, QueryParameter(required=False, description="Only those that are switched on.")] = False,
    limit: Annotated[int, QueryParameter(required=False, description="1 to 100.")] = 50,
    cursor: Annotated[
        str | None, QueryParameter(required=False, description="`nextCursor` of the page before.")
    ] = None,
) -> TemplatePage:
    """Return the templates that an agent has, favourites first, then those used most."""
    if not 1 <= limit <= MOST:
        raise Invalid({"limit": f"must be 1 to {MOST}"})
    wanted = queries.Wanted(
        kind=_kind(kind) if kind else None, text=q, only_active=active, cursor=cursor, limit=limit
    )  # fmt: skip
    page = await ask(actor, queries.list_templates, wanted)
    return TemplatePage(items=[_line(line) for line in page.items], next_cursor=page.next_cursor)


@get("/offered", responses=_READ, summary="Templates of new tickets", operation_id="offeredTemplates")
async def offered(actor: Who) -> list[OfferedTemplate]:
    """Return the templates that the caller, also a customer, can open a ticket from."""
    found = await ask(actor, queries.offered_templates)
    return [
        OfferedTemplate(id=one.id, name=one.name, category=one.category, subject=one.subject, body=one.body)
        for one in found
    ]


@post("/", responses=_WRITE, summary="Keep a template", operation_id="addTemplate")
async def add(
    request: Asking, actor: Who, *, data: JSONBody[TemplateBody], idempotency_key: Key = None
) -> TemplateAnswer:
    """Keep a new template for oneself, for a team, or for every agent."""
    wanted = templates.NewTemplate(
        kind=_kind(data.kind), name=data.name, body=data.body, category=data.category, subject=data.subject,
        fields=_sets(data.sets), scope=scope_of(data.scope), team_id=data.team_id,
        is_for_customers=data.for_customers, is_active=data.active,
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, templates.add_template, wanted))


@get("/{template_id:uuid}", responses=_READ, summary="Read a template", operation_id="readTemplate")
async def read(actor: Who, template_id: FromPath[UUID]) -> TemplateLine:
    """Return a template."""
    return _line(await ask(actor, queries.read_template, template_id))


@patch("/{template_id:uuid}", responses=_WRITE, summary="Change a template", operation_id="changeTemplate")
async def change(actor: Who, template_id: FromPath[UUID], data: JSONBody[TemplateChangeBody]) -> TemplateAnswer:
    """Change any subset of a template's fields at once."""
    wanted = templates.TemplateChange(
        name=data.name, body=data.body, category=data.category, subject=data.subject,
        fields=UNSET if data.sets is UNSET else _sets(data.sets),
        scope=UNSET if data.scope is UNSET else scope_of(data.scope), team_id=data.team_id,
        is_for_customers=data.for_customers, is_active=data.active, version=data.version,
    )  # fmt: skip
    return _shown(await act(actor, templates.change_template, template_id, wanted))


@delete(
    "/{template_id:uuid}",
    status_code=200,
    responses=_WRITE,
    summary="Remove a template",
    operation_id="removeTemplate",
)
async def remove(actor: Who, template_id: FromPath[UUID]) -> Removed:
    """Remove a template; what was written from it stays."""
    await act(actor, templates.remove_template, template_id)
    return Removed(id=template_id)


@post(
    "/{template_id:uuid}/duplicate", responses=_WRITE, summary="Copy a template", operation_id="duplicateTemplate"
)  # fmt: skip
async def duplicate(
    request: Asking, actor: Who, template_id: FromPath[UUID], *, idempotency_key: Key = None
) -> TemplateAnswer:
    """Keep a copy for oneself."""
    once = await once_of(request, key=idempotency_key)
    return _shown(await act_once(actor, once, templates.duplicate_template, template_id))


@put(
    "/{template_id:uuid}/favourite", responses=_WRITE, summary="Favour a template", operation_id="favourTemplate"
)  # fmt: skip
async def favour(actor: Who, template_id: FromPath[UUID], data: JSONBody[FavouriteBody]) -> TemplateLine:
    """Keep whether a template is one of one's favourites, which are shown first."""
    await act(actor, templates.mark_favourite, template_id, data.favourite)
    return _line(await ask(actor, queries.read_template, template_id))


@post(
    "/{template_id:uuid}/preview",
    status_code=200,
    responses=_WRITE,
    summary="Try a template",
    operation_id="previewTemplate",
)
async def preview(actor: Who, template_id: FromPath[UUID], data: JSONBody[PreviewBody]) -> PreviewAnswer:
    """Return what a reply template says on a ticket; nothing is written."""
    found = await ask(actor, queries.preview_template, template_id, ticket=data.ticket_id)
    return PreviewAnswer(text=found.text, html=found.html)


def scope_of(given: str) -> Scope:
    """Return the scope of this name; refuse another word."""
    scope = word_of(Scope, given)
    if scope is None:
        raise Invalid({"scope": flaw_in_word(Scope, given)})
    return scope


def _kind(given: str) -> Kind:
    kind = word_of(Kind, given)
    if kind is None:
        raise Invalid({"kind": flaw_in_word(Kind, given)})
    return kind


def _sets(given: SetsBody) -> Fields:
    return Fields(
        type=given.type, priority=given.priority, category=given.category, tags=tuple(given.tags), values=given.fields
    )  # fmt: skip


def _set_by(fields: Fields) -> SetsAnswer:
    return SetsAnswer(
        type=fields.type, priority=fields.priority, category=fields.category, tags=list(fields.tags),
        fields=fields.values,
    )  # fmt: skip


def _shown(template: Template) -> TemplateAnswer:
    return TemplateAnswer(
        id=template.id, kind=template.kind, name=template.name, category=template.category, subject=template.subject,
        body=template.body, sets=_set_by(template.fields),
        scope=template.scope, team_id=template.team_id, for_customers=template.is_for_customers,
        active=template.is_active, uses=template.uses, last_used_at=template.last_used_at, version=template.version,
        updated_at=template.updated_at,
    )  # fmt: skip


def _line(line: queries.Line) -> TemplateLine:
    return TemplateLine(
        id=line.id, kind=line.kind, name=line.name, category=line.category, subject=line.subject, body=line.body,
        sets=_set_by(line.fields), scope=line.scope, team_id=line.team_id,
        for_customers=line.is_for_customers, active=line.is_active, uses=line.uses, last_used_at=line.last_used_at,
        version=line.version, updated_at=line.updated_at, favourite=line.is_favourite,
    )  # fmt: skip


ROUTER = Router(
    "/api/templates",
    route_handlers=[list_, offered, add, read, change, remove, duplicate, favour, preview],
    tags=["Templates and macros"],
)
