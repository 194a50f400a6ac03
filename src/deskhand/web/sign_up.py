"""Signing up: a form for strangers, and the page that the link in their mail opens."""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions.contract import act
from deskhand.actions.sign_up import Stranger, ask_to_sign_up, sign_up_by_link
from deskhand.door.identity import address_of, visitor_of
from deskhand.door.keys import LINK
from deskhand.kit import crypt
from deskhand.queries import identity
from deskhand.rules.access import Person, Role, System
from deskhand.rules.account import Purpose
from deskhand.rules.errors import Forbidden, Invalid, NotFound
from deskhand.rules.sign_up import SignUp
from deskhand.web.frame import Frame, Framed, go, home_of
from deskhand.web.refused import sentences
from deskhand.web.sign_in import credentials, signed_in

_STATUSES = {
    "closed": HTTPStatus.FORBIDDEN, "over": HTTPStatus.NOT_FOUND, "throttled": HTTPStatus.TOO_MANY_REQUESTS,
}  # fmt: skip


@get("/sign-up")
async def read_sign_up(frame: Framed) -> Response[str] | Response[None]:
    """Show the form, or whom to ask where nobody can sign up; somebody who is signed in goes on."""
    if isinstance(frame.actor, Person):
        return go(home_of(frame.actor.role))
    return _page(frame, "closed" if frame.brand.sign_up == SignUp.CLOSED else "")


@post("/sign-up")
async def ask(frame: Framed) -> Response[str]:
    """Have a link sent; the answer is the same whoever has the address, and whether it can sign up."""
    form = await frame.form("first_name", "last_name", "email")
    wanted = Stranger(**{name: value.strip() for name, value in form.items()})
    try:
        wait = await act(
            await visitor_of(frame.request), ask_to_sign_up, wanted, frame.desk.keys.new_link(),
            address=address_of(frame.request),
        )  # fmt: skip
    except Forbidden:
        return _page(frame, "closed")
    except Invalid as refusal:
        return frame.show(
            "sign_up.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, state="", errors=sentences(refusal, frame),
            written=form,
        )  # fmt: skip
    if not wait:
        return _page(frame, "sent")
    answer = _page(frame, "throttled", wait_minutes=max(1, -(-wait // 60)), written=form)
    answer.headers["Retry-After"] = str(wait)
    return answer


@get("/sign-up/{token:str}")
async def read_link(frame: Framed, token: FromPath[str]) -> Response[str]:
    """Show one button, so that mail scanners make no account."""
    digest = frame.desk.keys.digest(LINK, token)
    usable = await identity.workspace_of_link(digest, purpose=Purpose.SIGN_UP) is not None
    return _page(frame, "ask" if usable else "over", token=token)


@post("/sign-up/{token:str}")
async def confirm(frame: Framed, token: FromPath[str]) -> Response[str] | Response[None]:
    """Make the account, open a session, and offer to set a password."""
    await frame.form()
    digest = frame.desk.keys.digest(LINK, token)
    workspace_id = await identity.workspace_of_link(digest, purpose=Purpose.SIGN_UP)
    if workspace_id is None:
        return _page(frame, "over")
    session = crypt.new_token()
    tried = credentials(frame, session, email="", password="")
    try:
        result = await act(System(workspace_id, "link"), sign_up_by_link, digest, tried)
    except NotFound:
        return _page(frame, "over")
    path = home_of(Role.CUSTOMER) if result.has_password else "/account/password?first=1"
    return signed_in(frame, session=session, path=path)


def _page(frame: Frame, state: str, **values: object) -> Response[str]:
    return frame.show("sign_up.html", status=_STATUSES.get(state, HTTPStatus.OK), state=state, **values)


ROUTES = [read_sign_up, ask, read_link, confirm]
