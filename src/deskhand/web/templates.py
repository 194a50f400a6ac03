"""Templates: the pages on which agents keep them, and what the composer of a ticket offers of them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import templates
from deskhand.actions.contract import act, act_once
from deskhand.actions.templates import NewTemplate, TemplateChange
from deskhand.queries import templates as queries
from deskhand.queries.categories import choices
from deskhand.queries.contract import ask
from deskhand.queries.fields import form_of
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Forbidden, Invalid, NotFound
from deskhand.rules.field import Field
from deskhand.rules.templates import NAMES, Fields, Kind, Scope, may_keep
from deskhand.rules.ticket import Type
from deskhand.web import questions
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE
from deskhand.web.questions import ASKED
from deskhand.web.refused import sentences

TEMPLATES = "/admin/settings/templates"
_PATH = TEMPLATES + "/{template_id:uuid}"
_FIELDS = (
    "kind", "name", "category", "subject", "body", "type", "priority", "scope", "for_customers", "active", "version",
    "sorted", "tags", "once", "ticket", "do",
)  # fmt: skip
_UNDONE = {"try", "ask"}
"""What the form's buttons do that keep nothing."""
Answer = Response[str] | Response[None]


@get(TEMPLATES)
async def read_templates(frame: Framed) -> Response[str]:
    """Show the templates that somebody has, favourites first, then those used most."""
    asked = frame.request.query_params
    text, cursor = asked.get("text", "").strip(), asked.get("cursor") or None
    page = await ask(frame.actor, queries.list_templates, queries.Wanted(text=text, cursor=cursor))
    more = f"{TEMPLATES}?{urlencode({'text': text, 'cursor': page.next_cursor})}" if page.next_cursor else ""
    said = "removed" if asked.get("said") == "removed" else ""
    return frame.show("templates.html", page=page, text=text, more=more, said=said)


@get(TEMPLATES + "/new")
async def read_new_template(frame: Framed) -> Response[str]:
    """Show an empty form."""
    kind = Kind.TICKET if frame.request.query_params.get("kind") == "ticket" else Kind.REPLY
    return await _form(frame, None, {"kind": kind, "active": "yes", "scope": Scope.PRIVATE})


@post(TEMPLATES)
async def add_template(frame: Framed) -> Answer:
    """Keep a new template, or only try it on a ticket."""
    form = await frame.form(*_FIELDS, several=ASKED)
    if form["do"] in _UNDONE:
        return await _not_yet(frame, None, form)
    try:
        scope, team_id = scope_of(form["scope"])
        wanted = NewTemplate(
            kind=Kind.TICKET if form["kind"] == Kind.TICKET else Kind.REPLY, name=form["name"], body=form["body"],
            category=form["category"], subject=form["subject"], fields=await _sets(frame, form), scope=scope,
            team_id=team_id, is_for_customers=form["for_customers"] == "yes", is_active=form["active"] == "yes",
        )  # fmt: skip
        once = frame.once(form["once"], *(f"{name}={form[name]}" for name in sorted(form)))
        kept = await act_once(frame.actor, once, templates.add_template, wanted)
    except (Invalid, Forbidden) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{TEMPLATES}/{kept.id}?said=kept")


@get(_PATH)
async def read_template(frame: Framed, template_id: FromPath[UUID]) -> Response[str]:
    """Show a template with its trail."""
    view = await ask(frame.actor, queries.read_template, template_id)
    return await _form(frame, view, _written(view), said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_template(frame: Framed, template_id: FromPath[UUID]) -> Answer:
    """Change a template, or only try what is written on a ticket."""
    view = await ask(frame.actor, queries.read_template, template_id)
    form = {**await frame.form(*_FIELDS, several=ASKED), "kind": view.kind.value}
    if form["do"] in _UNDONE:
        return await _not_yet(frame, view, form)
    try:
        scope, team_id = scope_of(form["scope"])
        wanted = TemplateChange(
            name=form["name"], body=form["body"], category=form["category"], subject=form["subject"],
            fields=await _sets(frame, form), scope=scope, team_id=team_id,
            is_for_customers=form["for_customers"] == "yes", is_active=form["active"] == "yes",
            version=_number(form["version"]),
        )  # fmt: skip
        await act(frame.actor, templates.change_template, template_id, wanted)
    except (Invalid, Forbidden, Conflict) as refusal:
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{TEMPLATES}/{template_id}?said=saved")


@post(_PATH + "/copy")
async def copy_template(frame: Framed, template_id: FromPath[UUID]) -> Answer:
    """Keep a copy for oneself, and go to it."""
    form = await frame.form("once")
    copy = await act_once(frame.actor, frame.once(form["once"]), templates.duplicate_template, template_id)
    return go(f"{TEMPLATES}/{copy.id}?said=copied")


@post(_PATH + "/favourite")
async def favour_template(frame: Framed, template_id: FromPath[UUID]) -> Answer:
    """Keep whether a template is one of one's favourites."""
    form = await frame.form("favourite")
    await act(frame.actor, templates.mark_favourite, template_id, form["favourite"] == "yes")
    return go(TEMPLATES)


@post(_PATH + "/removal")
async def remove_template(frame: Framed, template_id: FromPath[UUID]) -> Answer:
    """Remove a template."""
    await frame.form()
    try:
        await act(frame.actor, templates.remove_template, template_id)
    except Conflict as refusal:
        view = await ask(frame.actor, queries.read_template, template_id)
        return await _refused(frame, view, _written(view), refusal=refusal)
    return go(f"{TEMPLATES}?said=removed")


@get(TEMPLATES + "/questions")
async def read_questions(frame: Framed) -> Response[str]:
    """Show the questions of the category that the template's tickets will have, with what is written already."""
    asked = frame.request.query_params
    written = {name: "\n".join(asked.getall(name)) for name in asked if name.startswith(ASKED)}
    found = await _questions(frame, {"kind": Kind.TICKET, "sorted": asked.get("sorted", "")})
    return frame.show("questions.html", questions=found, written=written, with_needed=False)


@get(QUEUE + "/{ticket_id:uuid}/templates")
async def read_picks(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Show the reply templates that can be put into an answer, with their texts on the ticket."""
    text = frame.request.query_params.get("text", "").strip()
    return frame.show("picks.html", picks=await ask(frame.actor, queries.picks, ticket_id, text=text), text=text)


async def begun(frame: Frame) -> dict[str, str]:
    """Return what a form of a new ticket begins with: the words of the template that its address names."""
    wanted = frame.request.query_params.get("template", "")
    found = await ask(frame.actor, queries.offered_templates) if wanted else []
    for one in found:
        if str(one.id) == wanted:
            return {
                "subject": one.subject, "description": one.body, "template": wanted,
                "category": str(one.category_id or ""), "tags": ", ".join(one.tags), **questions.written(one.values),
            }  # fmt: skip
    return {}


def id_of(text: str) -> UUID | None:
    """Return the template that a form names, or None; refuse what is no id."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid({"template": f"“{text[:40]}” is not an id; choose the template again"}) from None


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    teams = await ask(frame.actor, queries.teams)
    categories = await ask(frame.actor, choices, with_archived=True)
    return frame.show(
        "template_form.html", categories=categories, view=view, written=written, teams=teams,
        questions=await _questions(frame, written),
        kind=Kind(written["kind"]).value,
        may_share=frame.person.may(Can.SHARE_TEMPLATES), names=NAMES[Kind(written["kind"])], types=list(Type),
        may_keep=view is None or may_keep(frame.person, view.belonging),
        **{"said": "", "preview": None, "problem": "", **values},
    )  # fmt: skip


async def _not_yet(frame: Frame, view: queries.View | None, form: dict[str, str]) -> Response[str]:
    """Show the form again, with the questions of its category or as its text would read; nothing is kept."""
    return await (_tried(frame, view, form) if form["do"] == "try" else _form(frame, view, form))


async def _questions(frame: Frame, written: Mapping[str, Any]) -> list[Field]:
    """Return what the form of the category asks that a new ticket will have; a reply's asks nothing."""
    if written["kind"] != Kind.TICKET:
        return []
    found = await ask(frame.actor, choices, with_archived=True)
    return await ask(frame.actor, form_of, next((one.id for one in found if one.key == written.get("sorted")), None))


async def _tried(frame: Frame, view: queries.View | None, form: dict[str, str]) -> Response[str]:
    """Show what is written as it would read on a ticket; nothing is kept."""
    try:
        preview = await ask(frame.actor, queries.preview_text, form["body"], ticket=form["ticket"].strip())
    except NotFound:
        errors = {"ticket": f"There is no ticket {form['ticket'].strip()[:40]} that you can see; give its number."}
        return await _form(frame, view, form, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Invalid as refusal:
        return await _refused(frame, view, form, refusal=refusal)
    return await _form(frame, view, form, preview=preview)


async def _refused(
    frame: Frame, view: queries.View | None, form: dict[str, Any], *, refusal: Invalid | Forbidden | Conflict
) -> Response[str]:
    written = form if "kind" in form and form["kind"] in set(Kind) else {**form, "kind": Kind.REPLY.value}
    if isinstance(refusal, Invalid):
        named = Invalid({_named(name): flaw for name, flaw in refusal.fields.items()})
        errors = sentences(named, frame, asked=questions.labels(await _questions(frame, written)))
        return await _form(frame, view, written, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    status = HTTPStatus.CONFLICT if isinstance(refusal, Conflict) else HTTPStatus.FORBIDDEN
    return await _form(frame, view, {**written, "once": ""}, problem=str(refusal), status=status)


def _written(view: queries.View) -> dict[str, Any]:
    return {
        "kind": view.kind.value, "name": view.name, "category": view.category, "subject": view.subject,
        "body": view.body, "type": view.fields.type or "", "priority": view.fields.priority or "",
        "scope": f"team:{view.team_id}" if view.team_id else view.scope.value,
        "for_customers": "yes" if view.is_for_customers else "", "active": "yes" if view.is_active else "",
        "version": str(view.version), "sorted": view.fields.category or "", "tags": ", ".join(view.fields.tags),
        **questions.written(view.fields.values),
    }  # fmt: skip


async def _sets(frame: Frame, form: dict[str, str]) -> Fields:
    return Fields(
        type=form["type"] or None, priority=form["priority"] or None, category=form["sorted"] or None,
        tags=tuple(name.strip() for name in form["tags"].split(",") if name.strip()),
        values=questions.answers(await _questions(frame, form), form),
    )  # fmt: skip


def _named(name: str) -> str:
    """Return what the form calls a field; its questions bear the names that they have on a ticket."""
    return name.removeprefix("sets.") if name.startswith("sets." + ASKED) else name


def scope_of(text: str) -> tuple[Scope, UUID | None]:
    """Return who has what a form keeps, and of which team; refuse another word."""
    name, _, team = text.partition(":")
    try:
        return Scope(name), UUID(team) if team else None
    except ValueError:
        raise Invalid({"scope": f"“{text[:40]}” is not one of the choices"}) from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid({"version": f"“{text[:20]}” is not a whole number; reload the page"})
    return int(text)


ROUTES = [
    read_templates, read_new_template, add_template, read_template, save_template, copy_template, favour_template,
    remove_template, read_questions, read_picks,
]  # fmt: skip
