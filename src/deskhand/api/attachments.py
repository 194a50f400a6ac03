"""`/api/files`: upload a file, and fetch one that hangs on a message that one may read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, QueryParameter, SkipValidation
from litestar.response import Stream

from deskhand.api.answers import FileAnswer, file_answer
from deskhand.api.problem import spec
from deskhand.door.download import file_of, thumbnail_of
from deskhand.door.once import key_of_request
from deskhand.door.upload import received, take
from deskhand.rules.access import Actor

Asking = Request[object, object, State]
Who = NamedDependency[SkipValidation[Actor]]
_READ = spec(400, 401, 403, 404, 409, 422, 500, 503)


@post(
    "/",
    responses=spec(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503, 507),
    summary="Upload a file",
    operation_id="uploadFile",
    request_max_body_size=None,
)
async def upload(
    request: Asking,
    actor: Who,
    *,
    name: Annotated[
        str | None, QueryParameter(required=False, description="The file's name, when the body is its bytes.")
    ] = None,
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(name="Idempotency-Key", required=False, description="The same key and file: one file."),
    ] = None,
) -> FileAnswer:
    """Take one file, as the body's bytes or as the part of a form; name its id in `attachments` within a day."""
    key = key_of_request(idempotency_key)
    async with received(request, actor) as found:
        found.name = name or found.name
        return file_answer(await take(request, actor, found, key=key))


@get("/{file_id:uuid}", responses=_READ, summary="Fetch a file", operation_id="readFile")
async def read(request: Asking, actor: Who, file_id: FromPath[UUID]) -> Stream | Response[bytes]:
    """Return a file's bytes as an attachment; 409 while it is being checked, or when it is held back."""
    return await file_of(request, actor, file_id)


@get("/{file_id:uuid}/thumbnail", responses=_READ, summary="Fetch a small picture", operation_id="readThumbnail")
async def read_thumbnail(request: Asking, actor: Who, file_id: FromPath[UUID]) -> Stream | Response[bytes]:
    """Return the small WebP that was made of an image, without its metadata."""
    return await thumbnail_of(request, actor, file_id)


ROUTER = Router("/api/files", route_handlers=[upload, read, read_thumbnail], tags=["Files"])
