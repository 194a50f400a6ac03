"""Changing many tickets of the queue: what would change, what came of it, and taking it back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from deskhand.actions import bulk_changes
from deskhand.actions.contract import act, act_once
from deskhand.queries import queue
from deskhand.queries.bulk import ids_in_view, preview_bulk, read_bulk
from deskhand.queries.contract import ask
from deskhand.rules.bulk import MOST, Preview, Wanted
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import QUEUE
from deskhand.web.opening import names_in
from deskhand.web.queue import filters_asked
from deskhand.web.refused import sentences

PATH = QUEUE + "/bulk"
_FIELDS = ("ids", "view", "status", "resolution", "priority", "agent", "tagging", "tags", "once")
STATUSES = ("resolved", "closed", "cancelled", "open", "waiting_support")
"""Statuses that are set by hand; those of replies and assignments follow from these."""


@post(PATH + "/preview", status_code=HTTPStatus.OK)
async def preview(frame: Framed) -> Response[str]:
    """Show what the chosen changes would make of the chosen tickets; nothing is changed."""
    form = await frame.form(*_FIELDS)
    try:
        seen = await _foreseen(frame, form)
    except Invalid as refusal:
        return await _asking(frame, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=sentences(refusal, frame))
    return await _asking(frame, form, preview=seen)


@post(PATH)
async def change(frame: Framed) -> Response[str] | Response[None]:
    """Make the change; over a hundred tickets it goes on by itself."""
    form = await frame.form(*_FIELDS)
    once = frame.once(form["once"], *(form[name] for name in _FIELDS[:-1]))
    try:
        chosen = await ask(frame.actor, ids_in_view, filters_asked(frame)) if form["view"] else _ids(form)
        begun = await act_once(frame.actor, once, bulk_changes.change_many, chosen, _wanted(frame, form))
    except Invalid as refusal:
        return await _asking(frame, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=sentences(refusal, frame))
    return go(f"{PATH}/{begun.id}")


@get(PATH + "/{bulk_id:uuid}")
async def read(frame: Framed, bulk_id: FromPath[UUID]) -> Response[str]:
    """Show how far a change is, what came of it, and how to take it back."""
    return await _shown(frame, bulk_id)


@post(PATH + "/{bulk_id:uuid}/undo")
async def undo(frame: Framed, bulk_id: FromPath[UUID]) -> Response[str] | Response[None]:
    """Put every ticket back that nobody has changed since."""
    await frame.form()
    try:
        await act(frame.actor, bulk_changes.undo_many, bulk_id)
    except Conflict as refusal:
        return await _shown(frame, bulk_id, status=HTTPStatus.CONFLICT, conflict=str(refusal))
    return go(f"{PATH}/{bulk_id}")


async def _foreseen(frame: Frame, form: dict[str, str]) -> Preview | None:
    wanted = _wanted(frame, form)
    if wanted.is_empty:
        return None
    if form["view"]:
        return await ask(frame.actor, preview_bulk, wanted, view=filters_asked(frame))
    return await ask(frame.actor, preview_bulk, wanted, ids=_ids(form))


async def _asking(frame: Frame, form: dict[str, str], *, status: int = HTTPStatus.OK, **values: Any) -> Response[str]:
    agents = await ask(frame.actor, queue.agents)
    count = None if form["view"] else len(form["ids"].split())
    return frame.show(
        "bulk_form.html", status=status, me=frame.person, written=form, agents=agents, statuses=STATUSES, count=count,
        filters=filters_asked(frame), **{"preview": None, **values},
    )  # fmt: skip


async def _shown(frame: Frame, bulk_id: UUID, *, status: int = HTTPStatus.OK, conflict: str = "") -> Response[str]:
    bulk = await ask(frame.actor, read_bulk, bulk_id)
    part = frame.request.headers.get("hx-request") == "true"
    template = "bulk_outcome.html" if part else "bulk.html"
    return frame.show(template, status=status, me=frame.person, bulk=bulk, conflict=conflict)


def _wanted(frame: Frame, form: dict[str, str]) -> Wanted:
    agent = str(frame.person.user_id) if form["agent"] == "me" else form["agent"]
    names, how = names_in(form["tags"]), form["tagging"]
    whole = () if how == "none" else names if how == "set" and names else UNSET
    return Wanted(
        status=form["status"], resolution=form["resolution"], priority=form["priority"], assignee=agent, tags=whole,
        add_tags=names if how == "add" else (), remove_tags=names if how == "remove" else (),
    )  # fmt: skip


def _ids(form: dict[str, str]) -> list[UUID]:
    words = form["ids"].split()
    if len(words) > MOST:
        raise Invalid({"ids": f"are {len(words):,}; choose {MOST:,} tickets or fewer"})
    try:
        return [UUID(word) for word in words]
    except ValueError:
        raise Invalid({"ids": "are not ids of tickets; reload the page"}) from None


ROUTES = [preview, change, read, undo]
