"""Exports: asked for from a list, followed while they are written, and fetched by their owner alone."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from deskhand.actions import exports
from deskhand.actions.contract import act, act_once
from deskhand.door.download import export_of
from deskhand.door.filters import filters_of
from deskhand.queries import exports as queries
from deskhand.queries.contract import ask
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.exports import MOST_AT_ONCE, Format, Wanted
from deskhand.rules.filters import Filters
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.links import query_of, title_of_filters
from deskhand.web.queue import filters_asked
from deskhand.web.reader import reading
from deskhand.web.refused import sentences

EXPORTS = "/dashboard/exports"
_PATH = EXPORTS + "/{export_id:uuid}"
_SINGLE = (
    "view", "assignee", "team", "requester", "category", "organization", "tag", "created", "sla", "due", "snoozed",
    "text", "sort",
)  # fmt: skip
_SEVERAL = ("status", "priority", "source")
Answer = Response[str] | Response[None]


@get(EXPORTS)
async def read_exports(frame: Framed) -> Response[str]:
    """Show one's exports, and, where an address of the queue stands behind, the form of a new one."""
    return await _shown(frame)


@post(EXPORTS)
async def ask_export(frame: Framed) -> Answer:
    """Have a list written to a file."""
    form = await frame.lists("format", "marked", "messages", "once", *_SINGLE, several=_SEVERAL)
    single = {name: values[0] for name, values in form.items() if name not in _SEVERAL}
    try:
        asked = filters_of(
            status=form["status"], priority=form["priority"], source=form["source"],
            **{name: single[name] for name in _SINGLE},
        )  # fmt: skip
        shown, active = await ask(frame.actor, queries.exported, asked)
        wanted = Wanted(
            format=Format.JSON if single["format"] == Format.JSON else Format.CSV, filters=shown, active=active,
            marked=single["marked"] == "yes", with_messages=single["messages"] == "yes", zone=frame.person.time_zone,
        )  # fmt: skip
        once = frame.once(single["once"], *(",".join(values) for values in form.values()))
        await act_once(frame.actor, once, exports.ask_export, _title(frame, asked), wanted)
    except Invalid as refusal:
        errors = sentences(refusal, frame)
        return await _shown(frame, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Conflict as refusal:
        return await _shown(frame, problem=str(refusal), status=HTTPStatus.CONFLICT)
    return go(EXPORTS)


@get(_PATH + "/{name:str}")
async def fetch_export(frame: Framed, export_id: FromPath[UUID], name: FromPath[str]) -> Stream:  # noqa: ARG001 (the address says what is saved; the row knows the name)
    """Save an export of one's own."""
    return await export_of(frame.request, frame.actor, export_id)


@post(_PATH + "/removal")
async def remove_export(frame: Framed, export_id: FromPath[UUID]) -> Answer:
    """Have an export end now."""
    await frame.form()
    await act(frame.actor, exports.end_export, export_id)
    return go(EXPORTS)


async def _shown(frame: Frame, *, status: int = HTTPStatus.OK, problem: str = "", **values: object) -> Response[str]:
    asked = filters_asked(frame)
    found = await ask(frame.actor, queries.list_exports)
    return frame.show(
        "exports.html", status=status, exports=found, asked=asked, asks=bool(frame.request.url.query),
        title=_title(frame, asked), back=query_of(asked), problem=problem, most=MOST_AT_ONCE, **values,
    )  # fmt: skip


def _title(frame: Frame, asked: Filters) -> str:
    with reading(frame.reader):
        return title_of_filters(asked)


ROUTES = [read_exports, ask_export, fetch_export, remove_export]
