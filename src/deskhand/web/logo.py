"""The workspace's logo: shown to everybody, and uploaded, removed and brought back by admins."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import FromPath

from deskhand.actions.contract import act
from deskhand.actions.workspace import remove_logo, undo_logo
from deskhand.door.logo import logo_at, take_logo
from deskhand.door.upload import copied
from deskhand.rules.access import Can, require
from deskhand.rules.attachment import MB
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.branding import BRANDING, shown
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

FIELD = "logo"
"""Name of the field that the form sends the image in."""
BODY_LIMIT = 30 * MB
"""Bytes of the form; what the image may have is said in words."""


@get("/brand/logo/{name:str}")
async def read_logo(frame: Framed, name: FromPath[str]) -> Response[bytes]:
    """Show the logo, whose name says its content."""
    return await logo_at(frame.request, frame.actor, name.removesuffix(".png"))


@post(BRANDING + "/logo", request_max_body_size=BODY_LIMIT)
async def upload_logo(frame: Framed) -> Response[str] | Response[None]:
    """Take the image, or say why it cannot be the logo."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    await frame.form(files=FIELD)
    try:
        await _take(frame)
    except Invalid as refusal:
        return await shown(frame, sentences(refusal, frame))
    return go(f"{BRANDING}?saved=1")


@post(BRANDING + "/logo/remove")
async def remove(frame: Framed) -> Response[None]:
    """Have every page show the name alone."""
    await frame.form()
    await act(frame.person, remove_logo)
    frame.desk.brands.forget(frame.actor.workspace_id)
    return go(f"{BRANDING}?saved=1")


@post(BRANDING + "/logo/undo")
async def undo(frame: Framed) -> Response[str] | Response[None]:
    """Take the last change of the logo back."""
    await frame.form()
    try:
        await act(frame.person, undo_logo)
    except Conflict as refusal:
        return await shown(frame, {FIELD: str(refusal)})
    frame.desk.brands.forget(frame.actor.workspace_id)
    return go(f"{BRANDING}?saved=1")


async def _take(frame: Frame) -> None:
    sent = (await frame.request.form()).get(FIELD)
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Invalid({FIELD: "is missing; choose an image first"})
    try:
        async with copied(frame.request, sent.filename, sent.file) as found:
            await take_logo(frame.request, frame.person, found)
    except RequestEntityTooLarge as refusal:
        raise Invalid({FIELD: str(refusal.detail)}) from refusal


ROUTES = [read_logo, upload_logo, remove, undo]
