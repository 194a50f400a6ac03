"""Files on their way out: to those who may read their message, never as anything that a browser would run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from litestar.response import Stream

from deskhand.actions.contract import act
from deskhand.actions.exports import fetch_export
from deskhand.channels.file_store import FileStore, key_of, open_file_store, piece_key
from deskhand.door.desk import AnyRequest, desk_of
from deskhand.queries.attachments import File, read_file
from deskhand.queries.contract import ask
from deskhand.queries.exports import Export, read_export
from deskhand.rules import attachment
from deskhand.rules.access import Actor
from deskhand.rules.attachment import State
from deskhand.rules.errors import Conflict, NotFound
from deskhand.rules.exports import Format, frame_of

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
}
"""Nothing in a file runs, and nobody but its reader's own browser keeps it."""
_KINDS = {Format.CSV: "text/csv", Format.JSON: "application/json"}
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
    headers |= {"Accept-Ranges": "bytes"}
    part = _part(request, file, etag)
    if part is None:
        headers |= {"Content-Length": str(file.size)}
        return await _streamed(request, actor, file, kind=kind, headers=headers)
    first, end = part
    if first == end:
        headers |= {"Content-Range": f"bytes */{file.size}"}
        return Response(b"", status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, media_type=kind, headers=headers)
    headers |= {"Content-Range": f"bytes {first}-{end - 1}/{file.size}", "Content-Length": str(end - first)}
    return await _streamed(request, actor, file, kind=kind, headers=headers, part=part)


async def thumbnail_of(request: AnyRequest, actor: Actor, file_id: UUID) -> Stream | Response[bytes]:
    """Return the small picture that the desk made of an image; the only thing that is shown in a page."""
    file = await ask(actor, read_file, file_id)
    _check_open(file)
    if not file.has_thumbnail:
        raise NotFound("There is no small picture of this file.")
    return await _streamed(request, actor, file, kind="image/webp", headers=HEADERS)


async def export_of(request: AnyRequest, actor: Actor, export_id: UUID) -> Stream:
    """Return an export of one's own as something to save; that it was fetched is told."""
    export = await ask(actor, read_export, export_id)
    await act(actor, fetch_export, export_id)
    headers = {**HEADERS, "Content-Disposition": disposition(export.file_name)}
    pieces = _joined(open_file_store(desk_of(request).settings), actor, export)
    return Stream(pieces, media_type=_KINDS[export.wanted.format], headers=headers)


def disposition(name: str) -> str:
    """Return the header that has a browser save a file under its name, whatever is in it."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%;' else "_" for letter in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _joined(store: FileStore, actor: Actor, export: Export) -> AsyncIterator[bytes]:
    before, between, after = frame_of(export.wanted.format)
    yield before
    for place, fence in enumerate(export.pieces):
        if place:
            yield between
        async for part in await store.get(piece_key(actor.workspace_id, export.id, fence=fence)):
            yield part
    yield after


def _check_open(file: File) -> None:
    if not file.may_be_opened:
        raise Conflict(_CLOSED[file.state])


def _part(request: AnyRequest, file: File, etag: str) -> tuple[int, int] | None:
    """A part of what the reader began with goes on; of another content than that, the whole is sent."""
    if request.headers.get("if-range", etag) != etag:
        return None
    return attachment.wanted_part(request.headers.get("range", ""), file.size)


async def _streamed(
    request: AnyRequest,
    actor: Actor,
    file: File,
    *,
    kind: str,
    headers: dict[str, str],
    part: tuple[int, int] | None = None,
) -> Stream:
    store = open_file_store(desk_of(request).settings)
    key = key_of(actor.workspace_id, file.id, thumbnail=kind == "image/webp" and "ETag" not in headers)
    pieces: AsyncIterator[bytes] = await store.get(key, part=part)
    status = HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK
    return Stream(pieces, status_code=status, media_type=kind, headers=headers)
