"""Drafts of the composer: kept while they are written, and replies taken back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.params import FromPath

from deskhand.actions import drafts
from deskhand.actions.contract import act
from deskhand.actions.drafts import Draft
from deskhand.queries.contract import ask
from deskhand.queries.drafts import undo_seconds
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Framed, go
from deskhand.web.links import QUEUE, query_of
from deskhand.web.queue import filters_asked
from deskhand.web.ticket import Answer, id_of, show_refused, whole_number

CHOICES = (0, 5, 10, 20, 30, 60)
"""Seconds to take a reply back, as the form offers them."""


@post(QUEUE + "/{ticket_id:uuid}/drafts", status_code=HTTPStatus.OK)
async def save(frame: Framed, ticket_id: FromPath[UUID]) -> Response[dict[str, Any]]:
    """Keep what stands in the composer; 409 with the other words when another device wrote meanwhile."""
    form = await frame.form("kind", "content", "seen", "version", "once")
    wanted = Draft(
        kind=form["kind"], content=form["content"], seen=id_of(form["seen"], "seen"),
        version=whole_number(form["version"] or "0", "version"), once=f"page:{form['once']}" if form["once"] else "",
    )  # fmt: skip
    kept = await act(frame.actor, drafts.save, ticket_id, wanted)
    told = {"version": kept.version, "at": kept.at.isoformat(), "other": kept.other}
    status = HTTPStatus.OK if kept.other is None else HTTPStatus.CONFLICT
    return Response(told, status_code=status, media_type=MediaType.JSON, headers={"Cache-Control": "no-store"})


@post(QUEUE + "/{ticket_id:uuid}/held/{draft_id:uuid}/undo")
async def take_back(frame: Framed, ticket_id: FromPath[UUID], draft_id: FromPath[UUID]) -> Answer:
    """Take a reply back while it waits; its words stand in the composer again."""
    await frame.form()
    try:
        await act(frame.actor, drafts.take_back, draft_id)
    except Conflict as refusal:
        return await show_refused(frame, ticket_id, refusal, written={})
    return go(f"{QUEUE}/{ticket_id}{query_of(filters_asked(frame), mode='reply')}")


@get("/account/sending")
async def read_sending(frame: Framed) -> Response[str]:
    """Show for how long one's replies can be taken back."""
    present = await ask(frame.actor, undo_seconds)
    return frame.show("sending.html", me=frame.person, seconds=present, choices=_offered(present))


@post("/account/sending")
async def set_sending(frame: Framed) -> Response[str] | Response[None]:
    """Set for how long one's replies can be taken back."""
    form = await frame.form("seconds")
    try:
        await act(frame.actor, drafts.set_undo_seconds, whole_number(form["seconds"], "seconds"))
    except Invalid as refusal:
        present = await ask(frame.actor, undo_seconds)
        return frame.show(
            "sending.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, me=frame.person, seconds=present,
            choices=_offered(present), errors=refusal.fields,
        )  # fmt: skip
    return go(QUEUE)


def _offered(present: int) -> list[int]:
    return sorted({*CHOICES, present})


ROUTES = [save, take_back, read_sending, set_sending]
