"""Errors as problems (RFC 9457) that name each field."""

from __future__ import annotations

import msgspec
from litestar import Response
from litestar.exceptions import ClientException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.utils.scope.state import ScopeState
from msgspec import Struct

from deskhand.door.desk import AnyRequest
from deskhand.door.fields import flaws_of
from deskhand.door.refusals import Answer, answer_to
from deskhand.rules.errors import Invalid

MEDIA_TYPE = "application/problem+json"


class FieldError(Struct, frozen=True):
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error: `errors` names fields, `allowed` the moves that would work, `incident` our log's entry."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    errors: list[FieldError] = []
    allowed: list[str] = []
    incident: str | None = None


def spec(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the documentation of the problems that a route can answer with."""
    words = {
        400: "The request cannot be read.", 401: "Sign in, or send a working API token.", 403: "Not allowed.",
        404: "There is no such thing, or it is not yours to see.", 409: "It has moved on, or the move is not legal.",
        413: "The body is too large.", 415: "The body must be JSON.",
        422: "Some fields cannot be taken; errors names each.",
        429: "Too often; see Retry-After.", 500: "Our fault; quote the incident.", 503: "Out of reach for a moment.",
        507: "The disk is nearly full; nothing was saved.",
    }  # fmt: skip
    return {
        status: ResponseSpec(Problem, description=words[status], media_type=MEDIA_TYPE, generate_examples=False)
        for status in statuses
    }


def answer_problem(request: AnyRequest, error: Exception) -> Response[bytes]:
    """Turn an exception into a problem; a body that does not fit is read again to name every field."""
    if type(error) in {ClientException, ValidationException}:
        error = _all_fields(request, error)
    answer = answer_to(error)
    return Response(
        msgspec.json.encode(_problem(answer)), status_code=answer.status, media_type=MEDIA_TYPE, headers=answer.headers
    )


def problem_of(error: Exception) -> Problem:
    """Return a refusal as a problem."""
    return _problem(answer_to(error))


def _problem(answer: Answer) -> Problem:
    return Problem(
        title=answer.title, status=answer.status, detail=answer.detail,
        errors=[FieldError(name, sentence) for name, sentence in answer.fields.items()],
        allowed=list(answer.allowed), incident=answer.incident,
    )  # fmt: skip


def _all_fields(request: AnyRequest, error: Exception) -> Exception:
    body = ScopeState.from_scope(request.scope).body
    declared = request.route_handler.parsed_fn_signature.parameters.get("data")
    kind = declared.annotation if declared is not None else None
    if isinstance(body, bytes) and isinstance(kind, type) and issubclass(kind, Struct):
        flaws = flaws_of(body, kind)
        if flaws:
            return Invalid(flaws)
    return error
