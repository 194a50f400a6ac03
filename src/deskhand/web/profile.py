"""One's own settings: name, time zone, language, phone numbers, and the devices that are signed in."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import accounts
from deskhand.actions import profile as actions
from deskhand.actions.contract import act
from deskhand.queries.contract import ask
from deskhand.queries.profile import own_profile
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.profile import Profile
from deskhand.rules.zone import zones
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

PROFILE = "/dashboard/settings/profile"
_DONE = {"saved", "ended", "phone", "address"}


@get(PROFILE)
async def read_profile(frame: Framed) -> Response[str]:
    """Show one's own account."""
    return await _shown(frame)


@post(PROFILE)
async def change_profile(frame: Framed) -> Response[str] | Response[None]:
    """Save name, time zone and language."""
    form = await frame.form("first_name", "last_name", "time_zone", "language")
    try:
        await act(frame.person, actions.change_profile, Profile(**form))
    except Invalid as refusal:
        return await _shown(frame, errors=sentences(refusal, frame), written=form)
    return go(f"{PROFILE}?done=saved")


@post(f"{PROFILE}/address")
async def change_address(frame: Framed) -> Response[str] | Response[None]:
    """Have a link sent to a new address; it is theirs once they follow it."""
    form = await frame.form("email", "password")
    wanted = form["email"].strip()
    try:
        link = frame.desk.keys.new_link()
        await act(frame.person, accounts.ask_for_address, wanted, link, password=form["password"])
    except Invalid as refusal:
        return await _shown(frame, errors=sentences(refusal, frame), written={"email": wanted})
    return go(f"{PROFILE}?done=address")


@post(f"{PROFILE}/phones")
async def add_phone(frame: Framed) -> Response[str] | Response[None]:
    """Add a phone number."""
    form = await frame.form("phone", "is_public")
    try:
        await act(frame.person, actions.add_phone, form["phone"], is_public=bool(form["is_public"]))
    except Invalid as refusal:
        return await _shown(frame, errors=sentences(refusal, frame), written=form)
    except Conflict as refusal:
        return await _shown(frame, errors={"phone": str(refusal)}, written=form)
    return go(f"{PROFILE}?done=phone")


@post(f"{PROFILE}/phones/{{phone_id:uuid}}/remove")
async def remove_phone(frame: Framed, phone_id: FromPath[UUID]) -> Response[None]:
    """Remove a phone number."""
    await frame.form()
    await act(frame.person, actions.remove_phone, phone_id)
    return go(f"{PROFILE}?done=phone")


@post(f"{PROFILE}/sessions/{{session_id:uuid}}/end")
async def end_session(frame: Framed, session_id: FromPath[UUID]) -> Response[None]:
    """Sign one device out."""
    await frame.form()
    await act(frame.person, actions.end_session, session_id)
    return go(f"{PROFILE}?done=ended")


@post(f"{PROFILE}/sessions/end-others")
async def end_other_sessions(frame: Framed) -> Response[None]:
    """Sign all other devices out."""
    await frame.form()
    await act(frame.person, actions.end_other_sessions)
    return go(f"{PROFILE}?done=ended")


async def _shown(
    frame: Frame, *, errors: dict[str, str] | None = None, written: dict[str, str] | None = None
) -> Response[str]:
    found = await ask(frame.person, own_profile)
    done = frame.request.query_params.get("done", "")
    return frame.show(
        "profile.html", status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK, profile=found,
        zones=sorted(zones()), done=done if done in _DONE and not errors else "", errors=errors,
        written=written,
    )  # fmt: skip


ROUTES = [read_profile, change_profile, change_address, add_phone, remove_phone, end_session, end_other_sessions]
