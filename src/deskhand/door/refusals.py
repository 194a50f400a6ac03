"""The one mapping of errors to answers: status, title, words, and headers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog
from litestar.exceptions import HTTPException, InternalServerException, ValidationException

from deskhand.rules.errors import (
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NoRoom,
    NotFound,
    SignIn,
    Temporary,
    TooMany,
    Unknown,
)

_log = structlog.get_logger("deskhand.door")
_STATUS: dict[type[Exception], int] = {
    NotFound: 404, Gone: 410, Forbidden: 403, SignIn: 401, Conflict: 409, Invalid: 422, TooMany: 429, NoRoom: 507,
    Temporary: 503, Unknown: 503,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """An error as a door tells it; `incident` is the id under which our log has the trace."""

    status: int
    title: str
    detail: str
    fields: dict[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    incident: str | None = None


def answer_to(error: Exception) -> Answer:
    """Return what to say about an error; one that nobody expected gets an incident id and is logged with its trace."""
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), None)
    if status is not None:
        return Answer(
            status,
            _title(status),
            str(error) if not isinstance(error, Invalid) else "Some fields cannot be taken; see errors.",
            fields=error.fields if isinstance(error, Invalid) else {},
            allowed=error.allowed if isinstance(error, Conflict) else (),
            headers=_headers(error),
        )
    if isinstance(error, InternalServerException) and "disconnected" in str(error.detail):
        return Answer(400, _title(400), "The request ended before its body did.")
    if isinstance(error, HTTPException) and error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _of_framework(error)
    return _incident(error)


def _of_framework(error: HTTPException) -> Answer:
    if isinstance(error, ValidationException):
        return Answer(422, _title(422), "Some fields cannot be taken; see errors.", fields=_fields(error))
    return Answer(error.status_code, _title(error.status_code), str(error.detail), headers=dict(error.headers or {}))


def _fields(error: ValidationException) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in error.extra if isinstance(error.extra, list) else []:
        if isinstance(item, dict):
            found[str(item.get("key") or "body")] = str(item.get("message", "cannot be taken"))
    return found or {"body": str(error.detail)}


def _incident(error: Exception) -> Answer:
    incident = secrets.token_hex(6)
    _log.error("incident", incident=incident, exc_info=error)
    return Answer(
        500,
        _title(500),
        f"Something went wrong on our side. Quote {incident} when you ask about it.",
        incident=incident,
    )


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.after)}
    if isinstance(error, Temporary):
        return {"Retry-After": str(int(error.after or 2))}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, SignIn) else {}


def _title(status: int) -> str:
    return HTTPStatus(status).phrase
