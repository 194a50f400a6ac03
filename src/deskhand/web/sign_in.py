"""Signing in by password or one-time link, and signing out."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import people
from deskhand.actions.contract import act
from deskhand.actions.people import Credentials
from deskhand.door.identity import COOKIE, address_of, visitor_of
from deskhand.door.keys import LINK, SESSION
from deskhand.kit import crypt
from deskhand.queries import identity
from deskhand.rules.access import Person, Visitor
from deskhand.web.frame import Frame, Framed, go, home_of
from deskhand.web.links import own_path

KEPT = 365 * 24 * 3600
"""Seconds that the browser keeps the cookie; when the session ends is the desk's to say."""
_STATES = {"needed", "signed-out"}


@get("/")
async def begin(frame: Framed) -> Response[None]:
    """Lead to where one begins."""
    return go(home_of(frame.actor.role) if isinstance(frame.actor, Person) else "/sign-in")


@get("/sign-in")
async def read_sign_in(frame: Framed) -> Response[str] | Response[None]:
    """Show the form; somebody who is signed in goes on."""
    goto = own_path(frame.request.query_params.get("goto", ""))
    if isinstance(frame.actor, Person):
        return go(goto or home_of(frame.actor.role))
    state = frame.request.query_params.get("state", "needed" if goto else "")
    return frame.show("sign_in.html", state=state if state in _STATES else "", goto=goto)


@post("/sign-in")
async def sign_in(frame: Framed) -> Response[str] | Response[None]:
    """Open a session, or say that it did not work without saying why."""
    form = await frame.form("email", "password", "goto")
    session = crypt.new_token()
    tried = credentials(frame, session, email=form["email"].strip(), password=form["password"])
    result = await act(await visitor_of(frame.request), people.sign_in_with_password, tried)
    if result.role is not None:
        return signed_in(frame, session=session, path=own_path(form["goto"]) or home_of(result.role))
    shown = {"email": form["email"], "goto": own_path(form["goto"])}
    if result.wait:
        waiting = frame.show(
            "sign_in.html", status=HTTPStatus.TOO_MANY_REQUESTS, state="throttled",
            wait_minutes=max(1, -(-result.wait // 60)), **shown,
        )  # fmt: skip
        waiting.headers["Retry-After"] = str(result.wait)
        return waiting
    return frame.show("sign_in.html", status=HTTPStatus.UNAUTHORIZED, state="wrong", **shown)


@get("/sign-in/link/{token:str}")
async def read_link(frame: Framed, token: FromPath[str]) -> Response[str]:
    """Show one button; the link is used by pressing it, so that mail scanners cannot use it up."""
    usable = await identity.workspace_of_link(frame.desk.keys.digest(LINK, token)) is not None
    status = HTTPStatus.OK if usable else HTTPStatus.NOT_FOUND
    return frame.show("sign_in_link.html", status=status, usable=usable, token=token)


@post("/sign-in/link/{token:str}")
async def use_link(frame: Framed, token: FromPath[str]) -> Response[str] | Response[None]:
    """Open a session with a one-time link; who has no password yet sets one next."""
    await frame.form()
    digest = frame.desk.keys.digest(LINK, token)
    workspace_id = await identity.workspace_of_link(digest)
    if workspace_id is None:
        return frame.show("sign_in_link.html", status=HTTPStatus.NOT_FOUND, usable=False, token=token)
    session = crypt.new_token()
    visitor = Visitor(workspace_id, address_of(frame.request))
    tried = credentials(frame, session, email="", password="")
    result = await act(visitor, people.sign_in_with_link, digest, tried)
    if result.role is None:
        return frame.show("sign_in_link.html", status=HTTPStatus.NOT_FOUND, usable=False, token=token)
    path = home_of(result.role) if result.has_password else "/account/password?first=1"
    return signed_in(frame, session=session, path=path)


@post("/sign-out")
async def sign_out(frame: Framed) -> Response[None]:
    """End the session."""
    await frame.form()
    if isinstance(frame.actor, Person):
        await act(frame.actor, people.sign_out)
    answer = go("/sign-in?state=signed-out")
    answer.delete_cookie(COOKIE)
    return answer


def credentials(frame: Frame, session: str, *, email: str, password: str) -> Credentials:
    """Return an attempt to sign in as this request makes it."""
    return Credentials(
        email=email, password=password, digest=frame.desk.keys.digest(SESSION, session),
        address=address_of(frame.request), browser=frame.request.headers.get("user-agent", ""),
    )  # fmt: skip


def signed_in(frame: Frame, *, session: str, path: str) -> Response[None]:
    """Return the answer that keeps a new session in the browser and leads on."""
    answer = go(path)
    answer.set_cookie(
        key=COOKIE, value=session, max_age=KEPT, httponly=True, samesite="lax",
        secure=frame.desk.settings.cookies_are_secure,
    )  # fmt: skip
    return answer


ROUTES = [begin, read_sign_in, sign_in, read_link, use_link, sign_out]
