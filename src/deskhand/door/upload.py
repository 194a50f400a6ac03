"""Files on their way in: received, looked at, announced as a row, stored, and then taken; no transaction waits."""

from __future__ import annotations

import asyncio
import hashlib
import re
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import UUID

from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from deskhand.actions.attachments import Attached, announce_file, receive_file
from deskhand.actions.contract import Once, act, act_once
from deskhand.channels.file_store import key_of, open_file_store
from deskhand.door.desk import AnyRequest, desk_of
from deskhand.kit import archive, crypt
from deskhand.queries.attachments import File, read_file
from deskhand.queries.contract import ask
from deskhand.rules import attachment
from deskhand.rules.access import Actor, Can, require
from deskhand.rules.attachment import MB, NewFile, State
from deskhand.rules.errors import Conflict, Invalid, NotFound

HEAD = 8192
"""Bytes by which a type is told."""
_MARGIN = 64 * 1024
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{1,70}")


@dataclass(slots=True)
class Received:
    """A content as it came in, in a file without a name that goes with its process."""

    name: str
    file: IO[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: bytes, *, most: int) -> None:
        """Add a piece; refuse it when the file becomes too large."""
        self.size += len(piece)
        if self.size > most:
            raise too_large(most)
        self.digest.update(piece)
        self.file.write(piece)


def attached_to(request: AnyRequest, ids: Iterable[UUID] | None) -> Attached:
    """Return the files that a message is to carry, with the limits of this desk."""
    return Attached(ids=tuple(ids or ()), limits=desk_of(request).settings.attachment_limits)


def too_large(most: int) -> RequestEntityTooLarge:
    """Return the refusal of a file that is too large."""
    return RequestEntityTooLarge(detail=f"The file is larger than {most // MB} MB; send a smaller one, or a link.")


@asynccontextmanager
async def received(request: AnyRequest, actor: Actor) -> AsyncIterator[Received]:
    """Lend the one file of a request: its raw body named by `?name=`, or the file of a form in parts."""
    require(actor, Can.ATTACH)
    most = desk_of(request).settings.attachment_limits.file_bytes
    kind, options = request.content_type
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced[:18]) > most + _MARGIN:
        raise too_large(most)
    with _place(request) as file:
        found = Received(request.query_params.get("name") or "file", file)
        if kind == "multipart/form-data":
            await _read_parts(request, options.get("boundary", ""), into=found, most=most)
        else:
            async for piece in request.stream():
                found.take(piece, most=most)
        if not found.size:
            raise Invalid({"file": "is empty"})
        yield found


@asynccontextmanager
async def copied(request: AnyRequest, name: str, content: IO[bytes]) -> AsyncIterator[Received]:
    """Lend a file of a page's form, which the form's reader has kept on disk."""
    most = desk_of(request).settings.attachment_limits.file_bytes
    with _place(request) as file:
        found = Received(name, file)
        while piece := await asyncio.to_thread(content.read, 256 * 1024):
            found.take(piece, most=most)
        yield found


async def take(request: AnyRequest, actor: Actor, found: Received, *, key: str | None = None) -> File:
    """Store a received file and return it; with a key, the same file as the first time."""
    settings = desk_of(request).settings
    new = await asyncio.to_thread(_looked_at, found)
    once = Once(key, crypt.fingerprint(b"file", new.name.encode(), new.digest)) if key else None
    announced = await act_once(actor, once, announce_file, new)
    try:
        known = await ask(actor, read_file, announced.id)
    except NotFound:
        raise Conflict("The file that was sent with this Idempotency-Key is gone; send it with a new key.") from None
    if known.state is not State.ARRIVING:
        return known
    found.file.seek(0)
    await open_file_store(settings).put(key_of(actor.workspace_id, announced.id), found.file)
    await act(actor, receive_file, announced.id, is_scanned=bool(settings.clamd))
    return await ask(actor, read_file, announced.id)


def _place(request: AnyRequest) -> IO[bytes]:
    folder = desk_of(request).settings.data
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)


async def _read_parts(request: AnyRequest, boundary: str, *, into: Received, most: int) -> None:
    if _BOUNDARY.fullmatch(boundary) is None:
        raise Invalid({"body": "needs a boundary in its Content-Type"})
    count, inside = 0, False
    try:
        with PushMultipartParser(boundary, max_segment_count=1, max_header_size=4096, strict=True) as parser:
            async for piece in request.stream():
                for event in parser.parse(piece):
                    if isinstance(event, MultipartSegment):
                        count, inside = count + 1, bool(event.filename)
                        into.name = event.filename or into.name
                    elif event and inside:
                        into.take(bytes(event), most=most)
    except MultipartError as error:
        raise Invalid({"file": f"must be the one part of the form ({str(error)[:100]})"}) from error
    if count != 1 or not into.size:
        raise Invalid({"file": "is missing: send one part with a file name"})


def _looked_at(found: Received) -> NewFile:
    found.file.seek(0)
    head = found.file.read(HEAD)
    unpacked = archive.unpacked_size(found.file, most=attachment.EXPANDS_TO)
    if attachment.expands_too_much(found.size, unpacked):
        raise Invalid({"file": "is an archive that holds far more than its size; unpack it and send what is needed"})
    kind = attachment.media_type(head, members=archive.member_names(found.file) if head[:2] == b"PK" else ())
    return NewFile(
        name=attachment.shown_name(found.name), size=found.size, media_type=kind, digest=found.digest.digest()
    )
