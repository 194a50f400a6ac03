"""`/api/fields`: what forms of tickets ask: read by everybody, kept by admins."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType, field

from deskhand.actions import fields
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body, Word
from deskhand.api.macros import MoveBody
from deskhand.api.problem import spec
from deskhand.api.templates import Removed
from deskhand.api.tickets import Asking, Key, Who
from deskhand.door.once import once_of
from deskhand.queries import fields as queries
from deskhand.queries.contract import ask
from deskhand.rules.category import DESCRIPTION_LIMIT, NAME_LIMIT
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.field import MOST_OPTIONS, PATTERN_LIMIT, Field, Kind, Rules

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)
Label = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT)]
FieldKey = Annotated[str, Meta(max_length=60, description="For machines. Empty: from the label.")]
Options = Annotated[list[str], Meta(max_length=MOST_OPTIONS, description="What can be chosen.")]
Help = Annotated[str, Meta(max_length=DESCRIPTION_LIMIT)]
Places = Annotated[list[UUID], Meta(max_length=500, description="Categories whose forms ask it; none: every form.")]
Bound = Annotated[float | str | None, Meta(description="A number, or a date such as `2026-01-31`.")]


class RulesBody(Body, frozen=True, kw_only=True):
    """Bounds of what can be answered."""

    min: Bound = None
    max: Bound = None
    pattern: Annotated[str, Meta(max_length=PATTERN_LIMIT, description="RE2, of the whole text.")] | None = None
    max_length: Annotated[int, Meta(ge=1, le=10_000)] | None = None


class FieldBody(Body, frozen=True, kw_only=True):
    """A new field."""

    label: Label
    kind: Annotated[Word, Meta(description=f"One of: {', '.join(Kind)}.")]
    key: FieldKey = ""
    options: Options = field(default_factory=list)
    rules: RulesBody = RulesBody()
    help: Help = ""
    required: bool = False
    visible_to_customer: bool = False
    editable_by_customer: bool = False
    active: bool = True
    category_ids: Places = field(default_factory=list)


class FieldChangeBody(Body, frozen=True, kw_only=True):
    """Any subset of a field's parts; its kind stays."""

    label: Label | UnsetType = UNSET
    key: FieldKey | UnsetType = UNSET
    options: Options | UnsetType = UNSET
    rules: RulesBody | UnsetType = UNSET
    help: Help | UnsetType = UNSET
    required: bool | UnsetType = UNSET
    visible_to_customer: bool | UnsetType = UNSET
    editable_by_customer: bool | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    category_ids: Places | UnsetType = UNSET


class RulesAnswer(Answer, frozen=True, kw_only=True):
    """Bounds of what can be answered."""

    min: float | str | None
    max: float | str | None
    pattern: str | None
    max_length: int | None


class QuestionAnswer(Answer, frozen=True, kw_only=True):
    """What a form asks; answer it in `fields` by its key."""

    key: str
    label: str
    kind: str
    options: list[str]
    rules: RulesAnswer
    help: str
    required: bool


class FieldAnswer(QuestionAnswer, frozen=True, kw_only=True):
    """A field as admins keep it."""

    id: UUID
    visible_to_customer: bool
    editable_by_customer: bool
    position: int
    active: bool
    category_ids: list[UUID]


@get("/", responses=_READ, summary="List fields", operation_id="listFields")
async def list_(
    actor: Who,
    *,
    q: Annotated[str | None, QueryParameter(required=False, description="Part of label, key or help.")] = None,
) -> list[FieldAnswer]:
    """Return every field in the order of the forms."""
    return [_shown(one) for one in await ask(actor, queries.list_fields, text=q)]


@get("/form", responses=_READ, summary="What a form asks", operation_id="readForm")
async def form(
    actor: Who,
    *,
    category_id: Annotated[
        UUID | None, QueryParameter(name="categoryId", required=False, description="None: a ticket without category.")
    ] = None,
) -> list[QuestionAnswer]:
    """Return what the form of a category asks the caller, in its order."""
    return [QuestionAnswer(**_asked(one)) for one in await ask(actor, queries.form_of, category_id)]


@post("/", responses=_WRITE, summary="Make a field", operation_id="addField")
async def add(request: Asking, actor: Who, *, data: JSONBody[FieldBody], idempotency_key: Key = None) -> FieldAnswer:
    """Make a field; it stands last on the forms."""
    kind = word_of(Kind, data.kind)
    if kind is None:
        raise Invalid({"kind": flaw_in_word(Kind, data.kind)})
    once = await once_of(request, key=idempotency_key)
    wanted = fields.NewField(**{**_given(data), "kind": kind})
    return _shown(await act_once(actor, once, fields.add_field, wanted))


@get("/{field_id:uuid}", responses=_READ, summary="Read a field", operation_id="readField")
async def read(actor: Who, field_id: FromPath[UUID]) -> FieldAnswer:
    """Return a field."""
    return _shown(await ask(actor, queries.read_field, field_id))


@patch("/{field_id:uuid}", responses=_WRITE, summary="Change a field", operation_id="changeField")
async def change(actor: Who, field_id: FromPath[UUID], data: JSONBody[FieldChangeBody]) -> FieldAnswer:
    """Change any subset of a field's parts at once; what tickets hold in it stays."""
    return _shown(await act(actor, fields.change_field, field_id, fields.FieldChange(**_given(data))))


@post("/{field_id:uuid}/move", status_code=200, responses=_WRITE, summary="Order fields", operation_id="moveField")
async def move(actor: Who, field_id: FromPath[UUID], data: JSONBody[MoveBody]) -> FieldAnswer:
    """Move a field by one place on the forms."""
    await act(actor, fields.move_field, field_id, data.up)
    return _shown(await ask(actor, queries.read_field, field_id))


@delete("/{field_id:uuid}", status_code=200, responses=_WRITE, summary="Remove a field", operation_id="removeField")
async def remove(actor: Who, field_id: FromPath[UUID]) -> Removed:
    """Remove a field; what tickets hold in it is shown no more."""
    await act(actor, fields.remove_field, field_id)
    return Removed(id=field_id)


_NAMES = {"required": "is_required", "active": "is_active"}


def _given(data: FieldBody | FieldChangeBody) -> dict[str, Any]:
    given = {_NAMES.get(name, name): getattr(data, name) for name in data.__struct_fields__}
    for name in ("options", "category_ids"):
        given[name] = tuple(given[name]) if isinstance(given[name], list) else given[name]
    if isinstance(data.rules, RulesBody):
        given["rules"] = Rules(**{name: getattr(data.rules, name) for name in RulesBody.__struct_fields__})
    return given


def _asked(one: Field) -> dict[str, Any]:
    rules = RulesAnswer(**{name: getattr(one.rules, name) for name in RulesAnswer.__struct_fields__})
    return {
        "key": one.key, "label": one.label, "kind": one.kind.value, "options": list(one.options),
        "rules": rules, "help": one.help, "required": one.is_required,
    }  # fmt: skip


def _shown(one: Field) -> FieldAnswer:
    return FieldAnswer(
        **_asked(one), id=one.id, visible_to_customer=one.visible_to_customer,
        editable_by_customer=one.editable_by_customer, position=one.position, active=one.is_active,
        category_ids=list(one.category_ids),
    )  # fmt: skip


ROUTER = Router(
    "/api/fields",
    route_handlers=[list_, form, add, read, change, move, remove],
    tags=["Categories, tags and fields"],
)
"""The routes of fields."""
