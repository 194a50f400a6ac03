"""`/api/exports`: lists of tickets written to a file in the background, for whoever asked alone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from msgspec import Meta

from deskhand.actions import exports
from deskhand.actions.contract import act, act_once
from deskhand.api.answers import Answer
from deskhand.api.bodies import Body, Word
from deskhand.api.problem import spec
from deskhand.api.templates import Removed
from deskhand.api.tickets import Asking, Key, Who
from deskhand.api.views import QueryBody, filters_in
from deskhand.door.download import export_of
from deskhand.door.once import once_of
from deskhand.queries import exports as queries
from deskhand.queries.contract import ask
from deskhand.rules.access import Person
from deskhand.rules.draft import flaw_in_word, word_of
from deskhand.rules.errors import Invalid
from deskhand.rules.exports import Format, Wanted

_READ = spec(400, 401, 403, 404, 422, 500, 503)
_FETCH = spec(400, 401, 403, 404, 409, 422, 500, 503)
_WRITE = spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507)


class ExportBody(Body, frozen=True, kw_only=True):
    """Which tickets, as their list is asked for, and how they are written."""

    name: Annotated[str, Meta(max_length=200)] = "Tickets"
    view: Annotated[str | None, Meta(description="A saved view's id or key.")] = None
    query: QueryBody = QueryBody()
    sort: Annotated[Word | None, Meta(description="`oldest`; else the newest come first.")] = None
    active: Annotated[bool, Meta(description="Active tickets alone, where no status is asked for.")] = False
    format: Annotated[Word, Meta(description="`csv` or `json`.")] = "csv"
    byte_order_mark: Annotated[bool, Meta(description="Before CSV, for Excel.")] = False
    messages: Annotated[bool, Meta(description="With public messages; JSON alone.")] = False


class ExportAnswer(Answer, frozen=True, kw_only=True):
    """An export; `state` is `waiting`, `writing`, `ready` or `failed`. It is fetched from its address plus `/file`."""

    id: UUID
    name: str
    format: str
    state: str
    reason: str | None
    written: int
    total: Annotated[int, Meta(description="As counted when it began, 10,000 at most.")]
    size: int
    created_at: datetime
    expires_at: datetime | None


@get("/", responses=_READ, summary="List exports", operation_id="listExports")
async def list_(actor: Who) -> list[ExportAnswer]:
    """Return one's own exports, the newest first."""
    return [_shown(one) for one in await ask(actor, queries.list_exports)]


@post("/", responses=_WRITE, summary="Export tickets", operation_id="addExport")
async def add(request: Asking, actor: Who, *, data: JSONBody[ExportBody], idempotency_key: Key = None) -> ExportAnswer:
    """Have a list of tickets written to a file; look again until it is ready."""
    form = word_of(Format, data.format)
    if form is None:
        raise Invalid({"format": flaw_in_word(Format, data.format)})
    in_queue = data.active or data.view is not None
    asked_for = filters_in(data.query, view=data.view, sort=data.sort)
    shown, is_open = await ask(actor, queries.exported, asked_for, in_queue=in_queue)
    wanted = Wanted(
        format=form, filters=shown, active=is_open and in_queue,
        marked=data.byte_order_mark, with_messages=data.messages,
        zone=actor.time_zone if isinstance(actor, Person) else "UTC",
    )  # fmt: skip
    once = await once_of(request, key=idempotency_key)
    asked = await act_once(actor, once, exports.ask_export, data.name, wanted)
    return _shown(await ask(actor, queries.read_export, asked.id))


@get("/{export_id:uuid}", responses=_READ, summary="Read an export", operation_id="readExport")
async def read(actor: Who, export_id: FromPath[UUID]) -> ExportAnswer:
    """Return an export of one's own."""
    return _shown(await ask(actor, queries.read_export, export_id))


@get("/{export_id:uuid}/file", responses=_FETCH, summary="Fetch an export", operation_id="fetchExport")
async def fetch(request: Asking, actor: Who, export_id: FromPath[UUID]) -> Stream:
    """Return the file of an export of one's own, once it is ready."""
    return await export_of(request, actor, export_id)


@delete(
    "/{export_id:uuid}", status_code=200, responses=_WRITE, summary="Remove an export", operation_id="removeExport"
)  # fmt: skip
async def remove(actor: Who, export_id: FromPath[UUID]) -> Removed:
    """Have an export end now; its file is erased soon after."""
    await act(actor, exports.end_export, export_id)
    return Removed(id=export_id)


def _shown(export: queries.Export) -> ExportAnswer:
    return ExportAnswer(
        id=export.id, name=export.name, format=export.wanted.format, state=export.state, reason=export.reason,
        written=export.written, total=export.total, size=export.size, created_at=export.created_at,
        expires_at=export.expires_at,
    )  # fmt: skip


ROUTER = Router("/api/exports", route_handlers=[list_, add, read, fetch, remove], tags=["Exports"])
