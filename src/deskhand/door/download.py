"""Files on their way out: to those who may read their message, never as anything that a browser would run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from litestar.response import Stream

from deskhand.channels.file_store import key_of, open_file_store
from deskhand.door.desk import AnyRequest, desk_of
from deskhand.queries.attachments import File, read_file
from deskhand.queries.contract import ask
from deskhand.rules import attachment
from deskhand.rules.access import Actor
from deskhand.rules.attachment import State
from deskhand.rules.errors import Conflict, NotFound

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
}
"""Nothing in a file runs, and nobody but its reader's own browser keeps it."""
_CLOSED = {
    State.ARRIVING: "The file is still being uploaded.",
    State.CHECKING: "The file is being checked for viruses; try again in a moment.",
    State.HELD: "The file is held back: it was not found to be clean.",
}


async def file_of(request: AnyRequest, actor: Actor, file_id: UUID) -> Stream | Response[bytes]:
    """Return a file's bytes as something to save; Conflict while it may not be opened."""
    file = await ask(actor, read_file, file_id)
    _check_open(file)
    etag = f'"{file.digest.hex()[:32]}"'
    kind = attachment.UNKNOWN if file.media_type in attachment.ACTIVE else file.media_type
    headers = {**HEADERS, "ETag": etag, "Content-Disposition": disposition(file.name)}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, media_type=kind, headers=headers)
    return await _streamed(request, actor, file, kind=kind, headers={**headers, "Content-Length": str(file.size)})


async def thumbnail_of(request: AnyRequest, actor: Actor, file_id: UUID) -> Stream | Response[bytes]:
    """Return the small picture that the desk made of an image; the only thing that is shown in a page."""
    file = await ask(actor, read_file, file_id)
    _check_open(file)
    if not file.has_thumbnail:
        raise NotFound("There is no small picture of this file.")
    return await _streamed(request, actor, file, kind="image/webp", headers=HEADERS)


def disposition(name: str) -> str:
    """Return the header that has a browser save a file under its name, whatever is in it."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%;' else "_" for letter in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _check_open(file: File) -> None:
    if not file.may_be_opened:
        raise Conflict(_CLOSED[file.state])


async def _streamed(request: AnyRequest, actor: Actor, file: File, *, kind: str, headers: dict[str, str]) -> Stream:
    store = open_file_store(desk_of(request).settings)
    key = key_of(actor.workspace_id, file.id, thumbnail=kind == "image/webp" and "ETag" not in headers)
    pieces: AsyncIterator[bytes] = await store.get(key)
    return Stream(pieces, media_type=kind, headers=headers)
