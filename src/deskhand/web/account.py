"""One's own account: the password."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post

from deskhand.actions import people
from deskhand.actions.contract import act
from deskhand.rules.errors import Invalid
from deskhand.web.frame import Framed, go, home_of
from deskhand.web.refused import sentences


@get("/account/password")
async def read_password(frame: Framed) -> Response[str]:
    """Show the form; who came by a one-time link has no password to prove."""
    first = frame.request.query_params.get("first") == "1"
    return frame.show("password.html", me=frame.person, first=first)


@post("/account/password")
async def set_password(frame: Framed) -> Response[str] | Response[None]:
    """Set the password and begin."""
    form = await frame.form("old", "new", "username", "first")
    try:
        await act(frame.person, people.set_password, old=form["old"], new=form["new"])
    except Invalid as refusal:
        return frame.show(
            "password.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, first=bool(form["first"]),
            errors=sentences(refusal, frame),
        )  # fmt: skip
    return go(home_of(frame.person.role))


ROUTES = [read_password, set_password]
