"""The one table of errors and answers."""

from __future__ import annotations

import pytest
import structlog
from litestar.exceptions import HTTPException, NotFoundException, ValidationException

from deskhand.door.refusals import Answer, answer_to
from deskhand.rules import errors
from deskhand.rules.errors import Refusal, Trouble

ANSWERS: dict[type[Exception], tuple[Exception, int]] = {
    errors.NotFound: (errors.NotFound("There is no such ticket."), 404),
    errors.Forbidden: (errors.Forbidden("Not you."), 403),
    errors.SignIn: (errors.SignIn("Sign in."), 401),
    errors.Conflict: (errors.Conflict("It has moved on.", allowed=("close",)), 409),
    errors.Invalid: (errors.Invalid({"subject": "must not be empty"}), 422),
    errors.TooMany: (errors.TooMany("Too often.", after=30), 429),
    errors.Gone: (errors.Gone("It was deleted."), 410),
    errors.NoRoom: (errors.NoRoom(), 507),
    errors.Temporary: (errors.Temporary("The database restarts.", after=2.5), 503),
    errors.Unknown: (errors.Unknown("Whether it was saved is not known."), 503),
    errors.Permanent: (errors.Permanent("No such number.", kind="address"), 500),
}


def told(error: Exception) -> Answer:
    with structlog.testing.capture_logs():
        return answer_to(error)


def test_every_expected_error_has_its_row() -> None:
    known = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    expected = {kind for kind in known if issubclass(kind, Refusal | Trouble)} - {Refusal, Trouble}
    assert set(ANSWERS) == expected, "give a new error its status, here and in the door"


@pytest.mark.parametrize("kind", ANSWERS, ids=lambda kind: kind.__name__)
def test_each_error_has_its_status(kind: type[Exception]) -> None:
    error, status = ANSWERS[kind]
    answer = told(error)
    assert answer.status == status
    assert answer.title
    assert (answer.incident is not None) == (status == 500)


def test_what_the_error_carries_is_passed_on() -> None:
    assert told(ANSWERS[errors.Conflict][0]).allowed == ("close",)
    assert told(ANSWERS[errors.Invalid][0]).fields == {"subject": "must not be empty"}
    assert told(ANSWERS[errors.SignIn][0]).headers == {"WWW-Authenticate": "Bearer"}
    assert told(ANSWERS[errors.TooMany][0]).headers == {"Retry-After": "30"}
    assert told(ANSWERS[errors.Temporary][0]).headers == {"Retry-After": "2"}
    assert told(errors.Temporary("x")).headers == {"Retry-After": "2"}
    assert told(errors.NotFound("There is no such ticket.")).detail == "There is no such ticket."


def test_the_framework_s_refusals_keep_their_status_and_name_fields() -> None:
    assert told(NotFoundException("Not Found")).status == 404
    assert told(HTTPException(status_code=413, detail="Request Entity Too Large")).status == 413
    flawed = ValidationException(detail="Validation failed", extra=[{"key": "page", "message": "Expected `int`"}])
    assert (told(flawed).status, told(flawed).fields) == (422, {"page": "Expected `int`"})
    assert told(ValidationException(detail="Odd", extra=["no dict"])).fields == {"body": "Odd"}
    assert told(ValidationException(detail="Odd")).fields == {"body": "Odd"}


@pytest.mark.parametrize(
    "error", [RuntimeError("secret-91"), HTTPException(status_code=500, detail="secret-91"), KeyError("secret-91")]
)
def test_our_own_mistakes_have_an_id_and_keep_their_trace_to_the_log(error: Exception) -> None:
    with structlog.testing.capture_logs() as lines:
        answer, other = answer_to(error), answer_to(error)
    assert answer.status == 500
    assert "secret-91" not in str(answer)
    assert answer.incident
    assert answer.incident in answer.detail
    assert answer.incident != other.incident
    assert [line["incident"] for line in lines] == [answer.incident, other.incident]
    assert lines[0]["exc_info"] is error
