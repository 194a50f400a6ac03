"""Files in pages: sent with a form, shown below their message, and saved by whoever may read it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import FromPath
from litestar.response import Stream

from deskhand.actions.attachments import Attached
from deskhand.door.download import file_of, thumbnail_of
from deskhand.door.upload import Received, attached_to, copied, received, take
from deskhand.rules.attachment import MB, check_count
from deskhand.rules.errors import Invalid, TooMany
from deskhand.web.frame import LONGEST_KEY, Frame, Framed

FIELD = "files"
"""Name of the field that forms send files in."""
UPLOADED = "uploaded"
"""Name of the field in which a form's script names files that it has sent before."""
MANY = 100
"""Names that are read of that field; how many files a message carries is for the limits to say."""
BODY_LIMIT = 110 * MB
"""Bytes of a form with files."""


@get("/files/{file_id:uuid}/{name:str}")
async def read_attachment(frame: Framed, file_id: FromPath[UUID], name: FromPath[str]) -> Stream | Response[bytes]:  # noqa: ARG001 (the address says what is saved; the row knows the name)
    """Save a file that hangs on a message that one may read."""
    return await file_of(frame.request, frame.person, file_id)


@get("/files/{file_id:uuid}/small/picture")
async def read_picture(frame: Framed, file_id: FromPath[UUID]) -> Stream | Response[bytes]:
    """Show the small picture of an image."""
    return await thumbnail_of(frame.request, frame.person, file_id)


@post("/files", request_max_body_size=None)
async def receive(frame: Framed) -> Response[dict[str, str]]:
    """Take one file before its form: the body is its bytes, and the form names it by the id that comes back."""
    key = frame.request.headers.get("idempotency-key", "")
    try:
        async with received(frame.request, frame.person) as found:
            once = f"page:{key}" if 0 < len(key) <= LONGEST_KEY and key.isprintable() else None
            file = await take(frame.request, frame.person, found, key=once)
    except RequestEntityTooLarge as refusal:
        return _told({"detail": str(refusal.detail)}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except Invalid as refusal:
        return _told({"detail": "; ".join(refusal.fields.values())}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooMany as refusal:
        return _told({"detail": str(refusal)}, status=HTTPStatus.TOO_MANY_REQUESTS)
    return _told({"id": str(file.id)}, status=HTTPStatus.CREATED)


async def files_sent(frame: Frame, key: str) -> Attached:
    """Take the files of a form, and those sent before it; sent again with the same key, they are the same files."""
    sent = await frame.request.form()
    known = _uploaded(str(sent.get(UPLOADED, "")))
    uploads = [part for part in sent.getall(FIELD, []) if isinstance(part, UploadFile) and part.filename]
    limits = frame.desk.settings.attachment_limits
    check_count(len(known) + len(uploads), limits)
    ids = known
    for upload in uploads:
        try:
            async with copied(frame.request, upload.filename, upload.file) as found:
                _check_filled(upload, found)
                once = f"page:{key}:{found.digest.hexdigest()[:32]}" if key else None
                ids.append((await take(frame.request, frame.person, found, key=once)).id)
        except RequestEntityTooLarge:
            most = limits.file_bytes // MB
            raise Invalid({"attachments": f"“{upload.filename[:80]}” is larger than {most} MB"}) from None
        except Invalid as refusal:
            raise Invalid({"attachments": "; ".join(refusal.fields.values())}) from refusal
    return attached_to(frame.request, ids)


def _uploaded(text: str) -> list[UUID]:
    try:
        return [UUID(word) for word in text.split()[:MANY]]
    except ValueError:
        raise Invalid({"attachments": "are not known to the desk; choose them again"}) from None


def _check_filled(upload: UploadFile, found: Received) -> None:
    if not found.size:
        raise Invalid({"attachments": f"“{upload.filename[:80]}” is empty"})


def _told(words: dict[str, str], *, status: HTTPStatus) -> Response[dict[str, str]]:
    return Response(words, status_code=status, media_type=MediaType.JSON, headers={"Cache-Control": "no-store"})


ROUTES = [read_attachment, read_picture, receive]
