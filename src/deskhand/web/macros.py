"""Macros: the pages on which agents keep them, and running one on a ticket from its composer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import macro_runs, macros
from deskhand.actions.contract import act, act_once
from deskhand.actions.macro_runs import Application
from deskhand.actions.macros import MacroChange, NewMacro
from deskhand.queries import macros as queries
from deskhand.queries import queue
from deskhand.queries import templates as texts
from deskhand.queries.categories import choices
from deskhand.queries.contract import ask
from deskhand.rules.access import Can
from deskhand.rules.errors import Conflict, Forbidden, Invalid
from deskhand.rules.macros import Effects
from deskhand.rules.templates import Kind, Scope, may_keep
from deskhand.rules.ticket import Source, Type
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.opening import names_in
from deskhand.web.queue import filters_asked
from deskhand.web.refused import sentences
from deskhand.web.templates import scope_of
from deskhand.web.ticket import Answer, id_of, show_refused, version_of, whole_number

MACROS = "/admin/settings/macros"
_PATH = MACROS + "/{macro_id:uuid}"
_ON_TICKET = QUEUE + "/{ticket_id:uuid}/macros"
_FIELDS = (
    "category", "add_tags", "remove_tags",
    "name", "priority", "type", "assignee", "status", "template", "text", "public", "scope", "active", "version",
    "once",
)  # fmt: skip


@get(MACROS)
async def read_macros(frame: Framed) -> Response[str]:
    """Show the macros that somebody has, in their order, with what each does."""
    asked = frame.request.query_params
    text = asked.get("text", "").strip()
    found = await ask(frame.actor, queries.list_macros, text=text)
    return frame.show("macros.html", found=found, text=text, said=asked.get("said", ""))


@get(MACROS + "/new")
async def read_new_macro(frame: Framed) -> Response[str]:
    """Show an empty form."""
    return await _form(frame, None, {"active": "yes", "scope": Scope.PRIVATE.value})


@post(MACROS)
async def add_macro(frame: Framed) -> Answer:
    """Keep a new macro."""
    form = await frame.form(*_FIELDS)
    try:
        once = frame.once(form["once"], *(form[name] for name in _FIELDS))
        kept = await act_once(frame.actor, once, macros.add_macro, NewMacro(**_given(form)))
    except (Invalid, Forbidden) as refusal:
        return await _refused(frame, None, form, refusal=refusal)
    return go(f"{MACROS}/{kept.id}?said=kept")


@get(_PATH)
async def read_macro(frame: Framed, macro_id: FromPath[UUID]) -> Response[str]:
    """Show a macro with its trail."""
    view = await ask(frame.actor, queries.read_macro, macro_id)
    return await _form(frame, view, _written(view), said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_macro(frame: Framed, macro_id: FromPath[UUID]) -> Answer:
    """Change a macro."""
    form = await frame.form(*_FIELDS)
    try:
        wanted = MacroChange(**_given(form), version=whole_number(form["version"], "version"))
        await act(frame.actor, macros.change_macro, macro_id, wanted)
    except (Invalid, Forbidden, Conflict) as refusal:
        view = await ask(frame.actor, queries.read_macro, macro_id)
        return await _refused(frame, view, form, refusal=refusal)
    return go(f"{MACROS}/{macro_id}?said=saved")


@post(_PATH + "/copy")
async def copy_macro(frame: Framed, macro_id: FromPath[UUID]) -> Answer:
    """Keep a copy for oneself, and go to it."""
    form = await frame.form("once")
    copy = await act_once(frame.actor, frame.once(form["once"]), macros.duplicate_macro, macro_id)
    return go(f"{MACROS}/{copy.id}?said=copied")


@post(_PATH + "/move")
async def move_macro(frame: Framed, macro_id: FromPath[UUID]) -> Answer:
    """Move a macro by one place."""
    form = await frame.form("up")
    await act(frame.actor, macros.move_macro, macro_id, form["up"] == "yes")
    return go(MACROS)


@post(_PATH + "/removal")
async def remove_macro(frame: Framed, macro_id: FromPath[UUID]) -> Answer:
    """Remove a macro."""
    await frame.form()
    await act(frame.actor, macros.remove_macro, macro_id)
    return go(f"{MACROS}?said=removed")


@get(_ON_TICKET)
async def read_picks(frame: Framed, ticket_id: FromPath[UUID]) -> Response[str]:
    """Show the macros that can be run on a ticket, for whoever saw this version and this last message of it."""
    asked = frame.request.query_params
    found = await ask(frame.actor, queries.list_macros, only_active=True)
    return frame.show(
        "macro_picks.html", found=found, url=f"{QUEUE}/{ticket_id}", here=query_of(filters_asked(frame)),
        version=asked.get("version", "")[:10], seen=asked.get("seen", "")[:40],
    )  # fmt: skip


@post(_ON_TICKET)
async def run_macro(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Run a macro on a ticket, and offer to take it back."""
    form = await frame.form("macro", "version", "seen", "once")
    try:
        macro_id = id_of(form["macro"], "macro")
        if macro_id is None:
            return go(f"{QUEUE}/{ticket_id}")
        wanted = Application(
            macro_id=macro_id, version=version_of(form["version"]), seen=id_of(form["seen"], "seen"), source=Source.WEB
        )
        once = frame.once(form["once"], form["macro"])
        ran = await act_once(frame.actor, once, macro_runs.apply_macro, ticket_id, wanted)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written={})
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame), ran=str(ran.run_id) if ran.undo_until else None)}")


@post(_ON_TICKET + "/undo")
async def undo_macro(frame: Framed, ticket_id: FromPath[UUID]) -> Answer:
    """Take back what a macro changed."""
    form = await frame.form("run")
    try:
        run_id = id_of(form["run"], "run")
        if run_id is not None:
            await act(frame.actor, macro_runs.undo_macro, ticket_id, run_id)
    except (Invalid, Conflict) as refusal:
        return await show_refused(frame, ticket_id, refusal, written={})
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame))}")


async def _form(frame: Frame, view: queries.View | None, written: dict[str, Any], **values: Any) -> Response[str]:
    wanted = texts.Wanted(kind=Kind.REPLY, only_active=True, limit=100)
    return frame.show(
        "macro_form.html", view=view, written=written, types=list(Type), teams=await ask(frame.actor, texts.teams),
        agents=await ask(frame.actor, queue.agents), categories=await ask(frame.actor, choices),
        templates=(await ask(frame.actor, texts.list_templates, wanted)).items,
        may_share=frame.person.may(Can.SHARE_TEMPLATES),
        may_keep=view is None or may_keep(frame.person, view.belonging), **{"said": "", "problem": "", **values},
    )  # fmt: skip


async def _refused(
    frame: Frame, view: queries.View | None, form: dict[str, str], *, refusal: Invalid | Forbidden | Conflict
) -> Response[str]:
    if isinstance(refusal, Invalid):
        errors = sentences(refusal, frame)
        return await _form(frame, view, form, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    status = HTTPStatus.CONFLICT if isinstance(refusal, Conflict) else HTTPStatus.FORBIDDEN
    return await _form(frame, view, {**form, "once": ""}, problem=str(refusal), status=status)


def _given(form: dict[str, str]) -> dict[str, Any]:
    scope, team_id = scope_of(form["scope"])
    return {
        "name": form["name"], "scope": scope, "team_id": team_id, "is_active": form["active"] == "yes",
        "effects": Effects(
            template_id=id_of(form["template"], "templateId"), text=form["text"] if form["text"].strip() else None,
            public=form["public"] == "yes", status=form["status"] or None, priority=form["priority"] or None,
            type=form["type"] or None, assignee=form["assignee"] or None,
            category=form["category"] or None, add_tags=names_in(form["add_tags"]),
            remove_tags=names_in(form["remove_tags"]),
        ),
    }  # fmt: skip


def _written(view: queries.View) -> dict[str, Any]:
    does = view.effects
    return {
        "name": view.name, "priority": does.priority or "", "type": does.type or "", "assignee": does.assignee or "",
        "status": does.status or "", "template": str(does.template_id or ""), "text": does.text or "",
        "public": "yes" if does.public else "", "active": "yes" if view.is_active else "",
        "scope": f"team:{view.team_id}" if view.team_id else view.scope.value, "version": str(view.version),
        "category": does.category or "", "add_tags": ", ".join(does.add_tags),
        "remove_tags": ", ".join(does.remove_tags),
    }  # fmt: skip


ROUTES = [
    read_macros, read_new_macro, add_macro, read_macro, save_macro, copy_macro, move_macro, remove_macro, read_picks,
    run_macro, undo_macro,
]  # fmt: skip
