"""Tags: the pages on which admins keep them, and what is offered while an agent types one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import tags
from deskhand.actions.contract import act, act_once
from deskhand.actions.tags import NewTag, TagChange
from deskhand.queries import tags as queries
from deskhand.queries.contract import ask
from deskhand.rules.errors import Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

TAGS = "/dashboard/settings/tags"
_PATH = TAGS + "/{tag_id:uuid}"
_FIELDS = ("name", "colour", "description", "once")
Answer = Response[str] | Response[None]


@get(TAGS)
async def read_tags(frame: Framed) -> Response[str]:
    """Show the tags by name, with how many tickets bear each, and those on their way out."""
    return await _list(frame, {})


@get(TAGS + "/going")
async def read_going(frame: Framed) -> Response[str]:
    """Show how far the tags on their way out have come."""
    page = await ask(frame.actor, queries.list_tags, queries.Wanted(limit=1))
    return frame.show("going_tags.html", going=page.going)


@post(TAGS)
async def add_tag(frame: Framed) -> Answer:
    """Make a tag."""
    form = await frame.form(*_FIELDS)
    try:
        once = frame.once(form["once"], *(form[name] for name in _FIELDS))
        wanted = NewTag(name=form["name"], colour=form["colour"] or "neutral", description=form["description"])
        made = await act_once(frame.actor, once, tags.add_tag, wanted)
    except Invalid as refusal:
        errors = sentences(refusal, frame)
        return await _list(frame, form, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(f"{TAGS}/{made.id}?said=made")


@get(_PATH)
async def read_tag(frame: Framed, tag_id: FromPath[UUID]) -> Response[str]:
    """Show a tag with its trail."""
    view = await ask(frame.actor, queries.read_tag, tag_id)
    return _one(frame, view, {}, said=frame.request.query_params.get("said", ""))


@post(_PATH)
async def save_tag(frame: Framed, tag_id: FromPath[UUID]) -> Answer:
    """Rename, colour or describe a tag."""
    form = await frame.form(*_FIELDS)
    wanted = TagChange(name=form["name"], colour=form["colour"] or "neutral", description=form["description"])
    try:
        await act(frame.actor, tags.change_tag, tag_id, wanted)
    except Invalid as refusal:
        view = await ask(frame.actor, queries.read_tag, tag_id)
        return _one(frame, view, form, errors=sentences(refusal, frame), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(f"{TAGS}/{tag_id}?said=saved")


@post(_PATH + "/merge")
async def merge_tags(frame: Framed, tag_id: FromPath[UUID]) -> Answer:
    """Put another tag on all tickets of one."""
    form = await frame.form("into", "once")
    try:
        once = frame.once(form["once"], form["into"])
        kept = await act_once(frame.actor, once, tags.merge_tags, tag_id, form["into"])
    except Invalid as refusal:
        view = await ask(frame.actor, queries.read_tag, tag_id)
        return _one(frame, view, form, errors=sentences(refusal, frame), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(f"{TAGS}?said=merged&{urlencode({'name': kept.name})}")


@post(_PATH + "/removal")
async def remove_tag(frame: Framed, tag_id: FromPath[UUID]) -> Answer:
    """Remove a tag from all tickets."""
    await frame.form()
    await act(frame.actor, tags.remove_tag, tag_id)
    return go(f"{TAGS}?said=removed")


async def _list(frame: Frame, written: dict[str, str], **values: Any) -> Response[str]:
    asked = frame.request.query_params
    text, cursor = asked.get("text", "").strip(), asked.get("cursor") or None
    page = await ask(frame.actor, queries.list_tags, queries.Wanted(text=text, cursor=cursor))
    more = f"{TAGS}?{urlencode({'text': text, 'cursor': page.next_cursor})}" if page.next_cursor else ""
    said = asked.get("said", "")
    return frame.show(
        "tags.html", page=page, going=page.going, text=text, more=more, said=said, into=asked.get("name", "")[:60],
        written=written, **values,
    )  # fmt: skip


def _one(frame: Frame, view: queries.View, form: dict[str, str], **values: Any) -> Response[str]:
    written = {"name": view.name, "colour": view.colour, "description": view.description, **form}
    return frame.show("tag_form.html", view=view, written=written, **{"said": "", **values})


ROUTES = [read_tags, read_going, add_tag, read_tag, save_tag, merge_tags, remove_tag]
