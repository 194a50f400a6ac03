"""Fields: the pages on which admins keep what forms ask, with a preview of each form."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from deskhand.actions import fields
from deskhand.actions.contract import act, act_once
from deskhand.actions.fields import FieldChange, NewField
from deskhand.queries import fields as queries
from deskhand.queries.categories import choices
from deskhand.queries.contract import ask
from deskhand.rules.draft import flaw_in_word
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.field import Kind, Rules
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences
from deskhand.web.ticket import id_of, whole_number

FIELDS = "/dashboard/settings/fields"
_PATH = FIELDS + "/{field_id:uuid}"
_PARTS = (
    "label", "key", "kind", "options", "min", "max", "pattern", "max_length", "help", "required", "visible", "editable",
    "active", "once",
)  # fmt: skip
_PLACES = "categories"
Answer = Response[str] | Response[None]


@get(FIELDS)
async def read_fields(frame: Framed) -> Response[str]:
    """Show the fields in the order of the forms, and what the form of a category asks whom."""
    asked = frame.request.query_params
    text, category, whom = asked.get("text", "").strip(), asked.get("category", ""), asked.get("as", "customer")
    found = await ask(frame.actor, queries.list_fields, text=text)
    form = await ask(frame.actor, queries.preview, id_of(category, "category"), as_customer=whom == "customer")
    return frame.show(
        "fields.html", found=found, text=text, form=form, category=category, whom=whom,
        categories=await ask(frame.actor, choices), said=asked.get("said", ""),
    )  # fmt: skip


@get(FIELDS + "/new")
async def read_new_field(frame: Framed) -> Response[str]:
    """Show an empty form."""
    return await _form(frame, None, {"active": "yes", "visible": "yes", "editable": "yes"})


@post(FIELDS)
async def add_field(frame: Framed) -> Answer:
    """Make a field."""
    form = await frame.form(*_PARTS, several=_PLACES)
    try:
        kind = _kind(form["kind"])
        once = frame.once(form["once"], *(form[name] for name in sorted(form)))
        made = await act_once(frame.actor, once, fields.add_field, NewField(**_given(form, kind), kind=kind))
    except (Invalid, Conflict) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{FIELDS}/{made.id}?said=made")


@get(_PATH)
async def read_field(frame: Framed, field_id: FromPath[UUID]) -> Response[str]:
    """Show a field with its trail."""
    view = await ask(frame.actor, queries.read_field, field_id)
    return await _form(frame, view, _written(view), said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_field(frame: Framed, field_id: FromPath[UUID]) -> Answer:
    """Change a field."""
    view = await ask(frame.actor, queries.read_field, field_id)
    form = {**await frame.form(*_PARTS, several=_PLACES), "kind": view.kind.value}
    try:
        given = {**_given(form, view.kind), "key": form["key"].strip() or UNSET}
        await act(frame.actor, fields.change_field, field_id, FieldChange(**given))
    except Invalid as refusal:
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{FIELDS}/{field_id}?said=saved")


@post(_PATH + "/move")
async def move_field(frame: Framed, field_id: FromPath[UUID]) -> Answer:
    """Move a field by one place."""
    form = await frame.form("up")
    await act(frame.actor, fields.move_field, field_id, form["up"] == "yes")
    return go(FIELDS)


@post(_PATH + "/removal")
async def remove_field(frame: Framed, field_id: FromPath[UUID]) -> Answer:
    """Remove a field."""
    await frame.form()
    await act(frame.actor, fields.remove_field, field_id)
    return go(f"{FIELDS}?said=removed")


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    return frame.show(
        "field_form.html", view=view, written=written, chosen=written.get(_PLACES, "").split("\n"), kinds=list(Kind),
        categories=await ask(frame.actor, choices, with_archived=True), **{"said": "", "problem": "", **values},
    )  # fmt: skip


async def _refused(
    frame: Frame, view: queries.View | None, form: dict[str, str], *, refusal: Invalid | Conflict
) -> Response[str]:
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, form, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _form(frame, view, {**form, "once": ""}, problem=str(refusal), status=HTTPStatus.CONFLICT)


def _kind(text: str) -> Kind:
    if text not in set(Kind):
        raise Invalid({"kind": flaw_in_word(Kind, text)})
    return Kind(text)


def _given(form: dict[str, str], kind: Kind) -> dict[str, Any]:
    places = [id_of(one, _PLACES) for one in form.get(_PLACES, "").split("\n")]
    return {
        "label": form["label"], "key": form["key"], "help": form["help"], "is_required": form["required"] == "yes",
        "options": tuple(line.strip() for line in form["options"].splitlines() if line.strip()),
        "rules": Rules(
            min=_bound(form["min"], kind), max=_bound(form["max"], kind), pattern=form["pattern"] or None,
            max_length=whole_number(form["max_length"], "rules.maxLength") if form["max_length"] else None,
        ),
        "visible_to_customer": form["visible"] == "yes" or form["editable"] == "yes",
        "editable_by_customer": form["editable"] == "yes", "is_active": form["active"] == "yes",
        "category_ids": tuple(one for one in places if one),
    }  # fmt: skip


def _bound(text: str, kind: Kind) -> float | str | None:
    try:
        return float(text) if text and kind is Kind.NUMBER else text.strip() or None
    except ValueError:
        return text


def _written(view: queries.View) -> dict[str, str]:
    rules = view.rules
    return {
        "label": view.label, "key": view.key, "kind": view.kind.value, "options": "\n".join(view.options),
        "min": _told(rules.min), "max": _told(rules.max), "pattern": rules.pattern or "",
        "max_length": str(rules.max_length or ""), "help": view.help, "required": "yes" if view.is_required else "",
        "visible": "yes" if view.visible_to_customer else "", "editable": "yes" if view.editable_by_customer else "",
        "active": "yes" if view.is_active else "", _PLACES: "\n".join(str(one) for one in view.category_ids),
    }  # fmt: skip


def _told(bound: float | str | None) -> str:
    return "" if bound is None else f"{bound:g}" if isinstance(bound, float) else str(bound)


ROUTES = [read_fields, read_new_field, add_field, read_field, save_field, move_field, remove_field]
