"""Errors as pages: what happened, in plain words, and the way out."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from litestar import MediaType, Response
from litestar.exceptions import PermissionDeniedException
from litestar.response import Redirect

from deskhand.door.brands import NAMELESS
from deskhand.door.desk import AnyRequest, desk_of
from deskhand.door.refusals import Answer, answer_to
from deskhand.kit import clock
from deskhand.web.frame import branded, go, reader_of
from deskhand.web.headers import PAGE_HEADERS
from deskhand.web.template import render

LIVE = "/live"
"""The stream of the live pages: no page, so it is not led anywhere."""
STALE = "stale"
"""Stands for a form whose token no longer fits: the page was open for too long, or cookies are off."""


def answer_page(request: AnyRequest, error: Exception) -> Response[bytes]:
    """Return the page for an error; who is not signed in is led to the sign-in, and back."""
    answer = answer_to(error)
    if answer.status == HTTPStatus.UNAUTHORIZED and request.url.path != LIVE:
        return _to_sign_in(request)
    stale = isinstance(error, PermissionDeniedException) and "CSRF" in str(error.detail)
    brand = desk_of(request).brands.sole() if "desk" in request.app.state else NAMELESS
    reader = reader_of(None, clock.now(), brand=brand, accepted=request.headers.get("accept-language", ""))
    text = render(
        "error.html", reader=reader, code=STALE if stale else answer.status,
        incident=answer.incident or "", reason=_reason(answer), retry_after=_seconds(answer), **branded(brand),
    )  # fmt: skip
    headers = {**PAGE_HEADERS, **answer.headers}
    return Response(text.encode(), status_code=answer.status, media_type=MediaType.HTML, headers=headers)


def _to_sign_in(request: AnyRequest) -> Redirect:
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    goto = f"?goto={quote(path)}" if request.method == "GET" and path != "/" else "?state=needed"
    return go(f"/sign-in{goto}")


def _reason(answer: Answer) -> str:
    if answer.fields:
        return "; ".join(f"{name}: {sentence}" for name, sentence in answer.fields.items())
    said = {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY}
    return answer.detail if answer.status in said else ""


def _seconds(answer: Answer) -> int | None:
    after = answer.headers.get("Retry-After")
    return int(after) if after else None
