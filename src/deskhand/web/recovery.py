"""Ways to an account that begin in a mail: forgotten passwords, sign-in links, invitations, new addresses."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import accounts
from deskhand.actions.contract import act
from deskhand.door.identity import address_of, visitor_of
from deskhand.door.keys import LINK
from deskhand.kit import crypt
from deskhand.queries import identity
from deskhand.rules.access import System
from deskhand.rules.account import Purpose
from deskhand.rules.errors import Conflict, Invalid, NotFound
from deskhand.web.frame import Frame, Framed, go, home_of
from deskhand.web.refused import sentences
from deskhand.web.sign_in import credentials, signed_in

_ASKED = {"password": Purpose.PASSWORD, "sign_in": Purpose.SIGN_IN}


@get("/forgot")
async def read_forgot(frame: Framed) -> Response[str]:
    """Show the form that asks for a link."""
    return frame.show("forgot.html", state="")


@post("/forgot")
async def ask_for_link(frame: Framed) -> Response[str]:
    """Have a link sent; the answer is the same whether the address is known or not."""
    form = await frame.form("email", "purpose")
    purpose = _ASKED.get(form["purpose"], Purpose.PASSWORD)
    email = form["email"].strip()
    try:
        wait = await act(
            await visitor_of(frame.request), accounts.ask_for_link, email, frame.desk.keys.new_link(), purpose=purpose,
            address=address_of(frame.request),
        )  # fmt: skip
    except Invalid as refusal:
        return frame.show(
            "forgot.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, state="", errors=sentences(refusal, frame),
            written=form,
        )  # fmt: skip
    if wait:
        minutes = max(1, -(-wait // 60))
        answer = frame.show(
            "forgot.html", status=HTTPStatus.TOO_MANY_REQUESTS, state="throttled", wait_minutes=minutes, written=form
        )
        answer.headers["Retry-After"] = str(wait)
        return answer
    return frame.show("forgot.html", state="sent", written=form)


@get("/reset/{token:str}")
async def read_reset(frame: Framed, token: FromPath[str]) -> Response[str]:
    """Show the form for a new password, while the link works."""
    return await _form(frame, token, purpose=Purpose.PASSWORD)


@post("/reset/{token:str}")
async def reset(frame: Framed, token: FromPath[str]) -> Response[str] | Response[None]:
    """Set the new password and open a session."""
    return await _set(frame, token, purpose=Purpose.PASSWORD)


@get("/invitation/{token:str}")
async def read_invitation(frame: Framed, token: FromPath[str]) -> Response[str]:
    """Show the form for the first password, while the invitation works."""
    return await _form(frame, token, purpose=Purpose.INVITATION)


@post("/invitation/{token:str}")
async def accept_invitation(frame: Framed, token: FromPath[str]) -> Response[str] | Response[None]:
    """Set the first password and open a session."""
    return await _set(frame, token, purpose=Purpose.INVITATION)


@get("/address/{token:str}")
async def read_address(frame: Framed, token: FromPath[str]) -> Response[str]:
    """Show one button, so that mail scanners confirm nothing."""
    usable = await _workspace(frame, token, purpose=Purpose.ADDRESS) is not None
    return _address_page(frame, token, state="ask" if usable else "over")


@post("/address/{token:str}")
async def confirm_address(frame: Framed, token: FromPath[str]) -> Response[str]:
    """Make the new address the user's own."""
    await frame.form()
    workspace_id = await _workspace(frame, token, purpose=Purpose.ADDRESS)
    if workspace_id is None:
        return _address_page(frame, token, state="over")
    digest = frame.desk.keys.digest(LINK, token)
    try:
        email = await act(System(workspace_id, "link"), accounts.confirm_address, digest)
    except NotFound:
        return _address_page(frame, token, state="over")
    except Conflict:
        return _address_page(frame, token, state="taken")
    return _address_page(frame, token, state="done", email=email)


def _address_page(frame: Frame, token: str, *, state: str, email: str = "") -> Response[str]:
    statuses = {"over": HTTPStatus.NOT_FOUND, "taken": HTTPStatus.CONFLICT}
    return frame.show(
        "confirm_address.html", status=statuses.get(state, HTTPStatus.OK), state=state, token=token, email=email
    )


async def _workspace(frame: Frame, token: str, *, purpose: Purpose) -> UUID | None:
    return await identity.workspace_of_link(frame.desk.keys.digest(LINK, token), purpose=purpose)


async def _form(frame: Frame, token: str, *, purpose: Purpose) -> Response[str]:
    usable = await _workspace(frame, token, purpose=purpose) is not None
    return _password_page(frame, token, purpose=purpose, usable=usable)


async def _set(frame: Frame, token: str, *, purpose: Purpose) -> Response[str] | Response[None]:
    form = await frame.form("new")
    workspace_id = await _workspace(frame, token, purpose=purpose)
    if workspace_id is None:
        return _password_page(frame, token, purpose=purpose, usable=False)
    session = crypt.new_token()
    tried = credentials(frame, session, email="", password="")
    digest = frame.desk.keys.digest(LINK, token)
    try:
        result = await act(
            System(workspace_id, "link"), accounts.set_password_by_link, digest, purpose=purpose, new=form["new"],
            tried=tried,
        )  # fmt: skip
    except Invalid as refusal:
        return _password_page(frame, token, purpose=purpose, usable=True, errors=sentences(refusal, frame))
    except NotFound:
        return _password_page(frame, token, purpose=purpose, usable=False)
    if result.role is None:
        return go("/sign-in")
    return signed_in(frame, session=session, path=home_of(result.role))


def _password_page(
    frame: Frame, token: str, *, purpose: Purpose, usable: bool, errors: dict[str, str] | None = None
) -> Response[str]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK if usable else HTTPStatus.NOT_FOUND
    return frame.show(
        "choose_password.html", status=status, usable=usable, invited=purpose is Purpose.INVITATION, token=token,
        errors=errors,
    )  # fmt: skip


ROUTES = [
    read_forgot, ask_for_link, read_reset, reset, read_invitation, accept_invitation, read_address, confirm_address,
]  # fmt: skip
