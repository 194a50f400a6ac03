"""Policies and calendars as text: fetched as a file, and taken from one or from what somebody pastes."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.datastructures import UploadFile

from deskhand.actions.contract import act
from deskhand.actions.sheets import take_sheet
from deskhand.kit.plain_yaml import LARGEST
from deskhand.queries.contract import ask
from deskhand.queries.sheets import read_sheet
from deskhand.rules.access import Can, require
from deskhand.rules.errors import Conflict, Invalid
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.policies import POLICIES
from deskhand.web.refused import sentences

_FILE = "file"


@get(POLICIES + "/text")
async def read_text(frame: Framed) -> Response[str]:
    """Show where a text is fetched and taken."""
    require(frame.person, Can.MANAGE_WORKSPACE)
    return frame.show("policy_text.html", text="", errors={}, problem="")


@get(POLICIES + "/deadlines.yaml")
async def fetch_text(frame: Framed) -> Response[bytes]:
    """Return all policies and calendars as a file."""
    text = await ask(frame.actor, read_sheet)
    headers = {
        "Content-Disposition": 'attachment; filename="deadlines.yaml"', "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox; default-src 'none'",
    }  # fmt: skip
    return Response(text.encode(), media_type="application/yaml; charset=utf-8", headers=headers)


@post(POLICIES + "/text")
async def take_text(frame: Framed) -> Response[str] | Response[None]:
    """Take policies and calendars from the file, or else from the text."""
    form = await frame.form("text", files=_FILE)
    try:
        await act(frame.actor, take_sheet, await _sent(frame) or form["text"])
    except Invalid as refusal:
        return _refused(frame, form["text"], errors=sentences(refusal, frame))
    except Conflict as refusal:
        return _refused(frame, form["text"], problem=str(refusal))
    return go(f"{POLICIES}?said=taken")


async def _sent(frame: Frame) -> str:
    sent = (await frame.request.form()).get(_FILE)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return ""
    try:
        return (await sent.read(4 * LARGEST)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid({"yaml": f"is not text in UTF-8 (byte {error.start})"}) from error


def _refused(frame: Frame, text: str, *, errors: dict[str, str] | None = None, problem: str = "") -> Response[str]:
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.UNPROCESSABLE_ENTITY
    return frame.show("policy_text.html", status=status, text=text, errors=errors or {}, problem=problem)


ROUTES = [read_text, fetch_text, take_text]
