"""People, as admins look after them: the list, invitations, and the page of one person."""

from __future__ import annotations

from collections.abc import Awaitable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from deskhand.actions import accounts, tokens, users
from deskhand.actions.contract import act, act_once
from deskhand.actions.people import NewPerson
from deskhand.queries import users as queries
from deskhand.queries.contract import ask
from deskhand.queries.queue import agents
from deskhand.rules.access import Role
from deskhand.rules.errors import Conflict, Invalid
from deskhand.rules.profile import Profile
from deskhand.rules.users import State, UserChange, addresses_in, checked_role
from deskhand.rules.zone import zones
from deskhand.web.frame import Frame, Framed, go
from deskhand.web.refused import sentences

PEOPLE = "/dashboard/settings/people"
_PATH = PEOPLE + "/{user_id:uuid}"
_FIELDS = ("first_name", "last_name", "role", "organization", "time_zone", "language")
_SAID = {"saved", "invited", "deactivated", "reactivated", "moved", "ended", "revoked"}
Answer = Response[str] | Response[None]


@get(PEOPLE)
async def read_people(frame: Framed) -> Response[str]:
    """Show the people of the workspace by name, narrowed by words, role and state."""
    asked = frame.request.query_params
    text, role, state = (asked.get(name, "").strip() for name in ("text", "role", "state"))
    wanted = queries.Wanted(
        text=text, role=Role(role) if role in set(Role) else None, state=State(state) if state in set(State) else None,
        cursor=asked.get("cursor") or None,
    )  # fmt: skip
    page = await ask(frame.actor, queries.list_users, wanted)
    kept = {"text": text, "role": role, "state": state, "cursor": page.next_cursor or ""}
    more = f"{PEOPLE}?{urlencode(kept)}" if page.next_cursor else ""
    return frame.show(
        "users.html", page=page, text=text, role=role, state=state, more=more, roles=list(Role), states=list(State),
        invited=asked.get("invited", "") if asked.get("invited", "").isdigit() else "",
    )  # fmt: skip


@get(PEOPLE + "/invite")
async def read_invitation(frame: Framed) -> Response[str]:
    """Show the form of an invitation."""
    return await _invitation(frame, {"role": Role.AGENT.value})


@post(PEOPLE + "/invite")
async def invite(frame: Framed) -> Answer:
    """Invite up to 20 people at once."""
    form = await frame.form("emails", "role", "organization", "once")
    try:
        addresses = addresses_in(form["emails"])
        organization_id = await ask(frame.actor, queries.organization_called, form["organization"])
        role = checked_role(form["role"])
        wanted = [NewPerson(email=email, role=role, organization_id=organization_id) for email in addresses]
        links = [frame.desk.keys.new_link() for _ in wanted]
        once = frame.once(form["once"], form["emails"], form["role"], form["organization"])
        count = await act_once(frame.actor, once, accounts.invite_many, wanted, links)
    except Invalid as refusal:
        return await _invitation(frame, form, errors=sentences(refusal, frame))
    return go(f"{PEOPLE}?invited={count}")


@get(_PATH)
async def read_person(frame: Framed, user_id: FromPath[UUID]) -> Response[str]:
    """Show one person."""
    said = frame.request.query_params.get("said", "")
    return await _person(frame, user_id, said=said if said in _SAID else "")


@post(_PATH)
async def change_person(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Save names, role, organization, time zone and language."""
    form = await frame.form(*_FIELDS)
    try:
        organization_id = await ask(frame.actor, queries.organization_called, form["organization"])
        profile = Profile(**{name: form[name] for name in ("first_name", "last_name", "time_zone", "language")})
        wanted = UserChange(profile=profile, role=form["role"], organization_id=organization_id)
        await act(frame.actor, users.change_user, user_id, wanted)
    except Invalid as refusal:
        return await _person(frame, user_id, errors=sentences(refusal, frame), written=form)
    except Conflict as refusal:
        return await _person(frame, user_id, problem=str(refusal), written=form)
    return go(f"{PEOPLE}/{user_id}?said=saved")


@post(_PATH + "/deactivate")
async def deactivate(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Shut somebody out."""
    await frame.form()
    return await _done(frame, user_id, act(frame.actor, users.deactivate, user_id), said="deactivated")


@post(_PATH + "/reactivate")
async def reactivate(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Let somebody in again."""
    await frame.form()
    return await _done(frame, user_id, act(frame.actor, users.reactivate, user_id), said="reactivated")


@post(_PATH + "/invite")
async def invite_again(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Send the invitation again."""
    await frame.form()
    again = act(frame.actor, accounts.invite_again, user_id, frame.desk.keys.new_link())
    return await _done(frame, user_id, again, said="invited")


@post(_PATH + "/tickets")
async def hand_over(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Give the active tickets that somebody holds to another agent, or to nobody."""
    form = await frame.form("agent")
    try:
        to = UUID(form["agent"]) if form["agent"] else None
    except ValueError:
        errors = {"agent": f"“{form['agent'][:40]}” is not one of the choices"}
        return await _person(frame, user_id, errors=errors)
    return await _done(frame, user_id, act(frame.actor, users.hand_over, user_id, to=to), said="moved")


@post(_PATH + "/sessions/end")
async def end_sessions(frame: Framed, user_id: FromPath[UUID]) -> Answer:
    """Sign somebody out on all devices."""
    await frame.form()
    return await _done(frame, user_id, act(frame.actor, users.end_sessions_of, user_id), said="ended")


@post(_PATH + "/sessions/{session_id:uuid}/end")
async def end_session(frame: Framed, user_id: FromPath[UUID], session_id: FromPath[UUID]) -> Answer:
    """Sign somebody out on one device."""
    await frame.form()
    return await _done(frame, user_id, act(frame.actor, users.end_session_of, user_id, session_id), said="ended")


@post(_PATH + "/tokens/{token_id:uuid}/revoke")
async def revoke_token(frame: Framed, user_id: FromPath[UUID], token_id: FromPath[UUID]) -> Answer:
    """Revoke one of somebody's API tokens."""
    await frame.form()
    return await _done(frame, user_id, act(frame.actor, tokens.revoke_token_of, user_id, token_id), said="revoked")


async def _done(frame: Frame, user_id: UUID, doing: Awaitable[object], *, said: str) -> Answer:
    try:
        await doing
    except Invalid as refusal:
        return await _person(frame, user_id, errors=sentences(refusal, frame))
    except Conflict as refusal:
        return await _person(frame, user_id, problem=str(refusal))
    return go(f"{PEOPLE}/{user_id}?said={said}")


async def _person(
    frame: Frame, user_id: UUID, *, errors: dict[str, str] | None = None, problem: str = "", said: str = "",
    written: dict[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    view = await ask(frame.actor, queries.read_user, user_id)
    return frame.show(
        "user.html", status=status, view=view, roles=list(Role), zones=sorted(zones()),
        organizations=await ask(frame.actor, queries.organizations_by_name), errors=errors, problem=problem, said=said,
        agents=[one for one in await ask(frame.actor, agents) if one.id != user_id] if view.held else [],
        written=written or _written(view),
    )  # fmt: skip


async def _invitation(frame: Frame, form: dict[str, str], *, errors: dict[str, str] | None = None) -> Response[str]:
    return frame.show(
        "invite.html", status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK, written=form,
        organizations=await ask(frame.actor, queries.organizations_by_name), errors=errors,
    )  # fmt: skip


def _written(view: queries.View) -> dict[str, Any]:
    return {
        "first_name": view.first_name, "last_name": view.last_name, "role": view.role.value,
        "organization": view.organization_name or "", "time_zone": view.time_zone, "language": view.language,
    }  # fmt: skip


ROUTES = [
    read_people, read_invitation, invite, read_person, change_person, deactivate, reactivate, invite_again, hand_over,
    end_sessions, end_session, revoke_token,
]  # fmt: skip
