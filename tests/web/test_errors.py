"""Errors as pages: plain words, a way out, an incident's number, and never a trace."""

from __future__ import annotations

import pytest
from litestar import Litestar, get

from deskhand.rules.errors import Conflict, Forbidden, Invalid, NoRoom, NotFound, SignIn, Temporary, TooMany
from deskhand.web.errors import answer_page
from tests.web.asgi import Answer, request

WORDS = {
    NotFound("x"): (404, "There is nothing here"),
    Forbidden("x"): (403, "This is not for your account"),
    Conflict("It moved on."): (409, "It moved on."),
    Invalid({"status": "is odd"}): (422, "status: is odd"),
    TooMany("x", after=30): (429, "Try again in 30 seconds."),
    NoRoom(): (507, "The desk has no room"),
    Temporary("x", after=5): (503, "Try again in 5 seconds."),
    ZeroDivisionError("secret"): (500, "Incident"),
}


@pytest.mark.parametrize("error", WORDS, ids=lambda error: type(error).__name__)
async def test_an_error_says_what_to_do(error: Exception) -> None:
    status, words = WORDS[error]
    answer = await asked(error)
    assert answer.status == status
    assert words in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_who_is_not_signed_in_is_led_there_and_back() -> None:
    assert (await asked(SignIn("x"), "/page?a=b%20c")).location == "/sign-in?goto=/page%3Fa%3Db%2520c"
    assert (await asked(SignIn("x"), "/live")).status == 401


async def asked(error: Exception, path: str = "/page") -> Answer:
    @get(["/page", "/live"])
    async def fail() -> None:
        raise error

    return await request(
        Litestar([fail], exception_handlers={Exception: answer_page}, openapi_config=None), "GET", path
    )
